// @ts-check
/** The businesses with their tokens. The private one is shown only to who asks: a screen may be shared. */

import { ask } from '../shared/ask.js'
import { byId, make } from '../shared/format.js'
import { createLine } from './act.js'
import { makeFacts } from './detail.js'
import { textOf } from './texts.js'

/**
 * @typedef {object} Business
 * @property {string} name
 * @property {string} publicToken
 * @property {string} privateToken
 * @property {{ url: string, events: string[] } | null} listener
 */

/** The call that lists them. */
const LIST = /** @type {const} */ ({ method: 'GET', path: 'control/businesses' })

/**
 * @param {import('./desk.js').Desk} desk
 * @returns {import('./desk.js').View}
 */
export function createBusinessesView({ lang }) {
  const line = createLine(lang)
  byId('businesses-line', HTMLElement).append(line.element)
  const place = byId('businesses', HTMLElement)
  let shown = ''

  return {
    subjects: ['businesses'],
    async load() {
      line.show(LIST, textOf(lang(), 'businesses'))
      const { businesses } = await ask(LIST)
      const next = JSON.stringify([lang(), businesses])
      if (next === shown) return
      shown = next
      place.replaceChildren(
        ...businesses.map((/** @type {Business} */ business) => makeCard(business, lang())),
      )
    },
  }
}

/**
 * @param {Business} business
 * @param {import('./texts.js').Lang} lang
 */
function makeCard({ name, publicToken, privateToken, listener, ...settings }, lang) {
  const listens = listener ? `${listener.url} (${listener.events.join(', ')})` : textOf(lang, 'noListener')
  return make(
    'article',
    'card',
    make('h3', '', name),
    makeFacts([
      ['publicToken', publicToken],
      ['privateToken', makeSecret(privateToken, name, lang)],
      [textOf(lang, 'listener'), listens],
      ...Object.entries(settings).map(([key, value]) => /** @type {const} */ ([key, String(value)])),
    ]),
  )
}

/**
 * @param {string} secret
 * @param {string} name whose it is
 * @param {import('./texts.js').Lang} lang
 */
function makeSecret(secret, name, lang) {
  const text = make('span', 'secret', '••••••••')
  const button = make('button', 'copy', textOf(lang, 'show'))
  button.type = 'button'
  button.setAttribute('aria-pressed', 'false')
  button.setAttribute('aria-label', textOf(lang, 'showSecret', { name }))
  button.addEventListener('click', () => {
    const isShown = button.getAttribute('aria-pressed') !== 'true'
    button.setAttribute('aria-pressed', String(isShown))
    text.textContent = isShown ? secret : '••••••••'
  })
  return make('span', 'secret-line', text, button)
}
