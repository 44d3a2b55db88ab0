// @ts-check
/** What stands beside a list: one thing in full. Built anew only when it has changed, so that the focus stays. */

import { make } from '../shared/format.js'
import { textOf } from './texts.js'

/** @typedef {import('./texts.js').Lang} Lang */

/**
 * Makes the pane.
 * @param {HTMLElement} pane hidden while nothing is opened
 * @param {() => Lang} lang
 */
export function createPane(pane, lang) {
  let shown = ''
  let key = ''

  return {
    /** Closes the pane. */
    close() {
      pane.hidden = true
      pane.replaceChildren()
      shown = key = ''
    },
    /**
     * Shows something, and goes to its title when it is another one than before.
     * @param {string} nextKey
     * @param {unknown} what all that the pane shows, as data
     * @param {() => (string | Node)[]} build makes the pane's content, the title first
     */
    show(nextKey, what, build) {
      const next = JSON.stringify([lang(), what])
      if (next === shown) return
      const hadFocus = pane.contains(document.activeElement)
      const isOther = nextKey !== key
      shown = next
      key = nextKey
      pane.replaceChildren(...build())
      pane.hidden = false
      const title = pane.querySelector('h2')
      if (title && (isOther || hadFocus)) title.focus({ preventScroll: !isOther })
    },
  }
}

/**
 * Makes the head of a pane: its title, and the way back to the list.
 * @param {string} id the title's
 * @param {string} text
 * @param {string} back
 * @param {Lang} lang
 */
export function makeHead(id, text, back, lang) {
  const title = make('h2', '', text)
  title.id = id
  title.tabIndex = -1
  const link = make('a', 'chip', textOf(lang, 'close'))
  link.href = back
  return make('div', 'detail-head', title, link)
}

/**
 * Makes a list of facts; those without a text are left out.
 * @param {readonly (readonly [label: string, text: string | Node])[]} facts
 */
export function makeFacts(facts) {
  const said = facts.filter(([, text]) => text !== '')
  return make(
    'dl',
    'facts',
    ...said.map(([label, text]) => make('div', '', make('dt', '', label), make('dd', '', text))),
  )
}

/**
 * Makes a block of text as it was sent: JSON with one line for each field, anything else as it is.
 * @param {unknown} value
 * @param {string} label
 */
export function makeText(value, label) {
  const block = make('pre', '', toLines(value))
  block.tabIndex = 0
  block.setAttribute('role', 'region')
  block.setAttribute('aria-label', label)
  return block
}

/** @param {unknown} value */
function toLines(value) {
  if (typeof value !== 'string') return JSON.stringify(value, null, 2) ?? ''
  try {
    return JSON.stringify(JSON.parse(value), null, 2)
  } catch {
    return value
  }
}
