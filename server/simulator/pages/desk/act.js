// @ts-check
/** Everything that the desk does: a form, its call, and the line for a shell that does the same. */

import { ask, Refusal, toCurl } from '../shared/ask.js'
import { byId, make, say } from '../shared/format.js'
import { textOf } from './texts.js'

/** @typedef {import('../shared/ask.js').Call} Call */
/** @typedef {import('./texts.js').Lang} Lang */

/**
 * Makes a line for a shell, with a button that copies it.
 * @param {() => Lang} lang
 */
export function createLine(lang) {
  const code = make('code', '')
  const copy = make('button', 'copy')
  copy.type = 'button'
  copy.dataset['text'] = 'copy'
  say(copy, textOf(lang(), 'copy'))
  copy.addEventListener('click', () => void copyFrom(code, lang()))
  return {
    element: make('div', 'line', code, copy),
    /**
     * @param {Call} call
     * @param {string} what which line is copied, for those who hear the button
     */
    show(call, what) {
      say(code, toCurl(call))
      copy.setAttribute('aria-label', `${textOf(lang(), 'copyCurl')}: ${what}`)
    },
  }
}

/**
 * A page that isn't on this machine may not write to the clipboard; the line is then selected, to be copied by hand.
 * @param {HTMLElement} code
 * @param {Lang} lang
 */
async function copyFrom(code, lang) {
  try {
    await navigator.clipboard.writeText(code.textContent ?? '')
    announce(textOf(lang, 'copied'))
  } catch {
    getSelection()?.selectAllChildren(code)
    announce(textOf(lang, 'selected'))
  }
}

/**
 * Says something to those who hear the page, and shows it for a while.
 * @param {string} text
 */
export function announce(text) {
  const announcer = byId('announcer', HTMLElement)
  say(announcer, text)
  announcer.classList.remove('is-shown')
  void announcer.offsetWidth
  announcer.classList.add('is-shown')
}

/**
 * Makes a form act: its call is carried out when it is sent, and the line below follows what is filled in.
 * @param {HTMLFormElement} form
 * @param {object} options
 * @param {() => Lang} options.lang
 * @param {() => Call | null} options.toCall null while what is filled in makes no sense
 * @param {(answer: any) => void} [options.done]
 */
export function createAct(form, { lang, toCall, done }) {
  const line = createLine(lang)
  const outcome = make('p', 'outcome')
  outcome.setAttribute('role', 'status')
  form.append(line.element, outcome)

  function show() {
    const call = toCall()
    const name = form.querySelector('[type=submit]')?.textContent?.trim() ?? ''
    line.element.hidden = call === null
    if (call) line.show(call, name)
  }

  /** @param {Call} call */
  async function run(call) {
    try {
      const answer = await ask(call)
      outcome.className = 'outcome good'
      say(outcome, textOf(lang(), 'done'))
      done?.(answer)
    } catch (thrown) {
      outcome.className = 'outcome bad'
      say(outcome, toTrouble(thrown, lang()))
    }
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const call = toCall()
    if (call) void run(call)
  })
  form.addEventListener('input', () => {
    say(outcome, '')
    show()
  })
  show()
  return { show }
}

/**
 * Says why a call came to nothing.
 * @param {unknown} thrown
 * @param {Lang} lang
 */
export function toTrouble(thrown, lang) {
  if (!(thrown instanceof Refusal)) return textOf(lang, 'trouble')
  if (thrown.code === 'wrong_status') return textOf(lang, 'decided')
  if (thrown.status === 404) return textOf(lang, 'gone')
  return textOf(lang, 'refused', { message: thrown.message, code: thrown.code })
}

/**
 * Reads what is filled in, without what is empty; numbers as such.
 * @param {HTMLFormElement} form
 * @param {readonly string[]} [numbers] names of the fields that hold numbers
 * @returns {Record<string, string | number>}
 */
export function readForm(form, numbers = []) {
  /** @type {[string, string | number][]} */
  const fields = []
  for (const [name, value] of new FormData(form)) {
    const text = typeof value === 'string' ? value.trim() : ''
    if (text !== '') fields.push([name, numbers.includes(name) ? Number(text) : text])
  }
  return Object.fromEntries(fields)
}

/**
 * Finds a form's menu by its name.
 * @param {HTMLFormElement} form
 * @param {string} name
 */
export function menuOf(form, name) {
  const select = form.elements.namedItem(name)
  if (select instanceof HTMLSelectElement) return select
  throw new Error(`The form has no menu ${name}.`)
}

/**
 * Fills a menu, unless it says so already; what was chosen stays so where it still can be.
 * @param {HTMLSelectElement} select
 * @param {readonly { value: string, label: string }[]} options
 */
export function fillMenu(select, options) {
  const isSame = options.every(({ value, label }, place) => {
    const there = select.options[place]
    return there?.value === value && there.textContent === label
  })
  if (isSame && options.length === select.options.length) return
  const chosen = select.value
  select.replaceChildren(
    ...options.map(({ value, label }) => {
      const option = make('option', '', label)
      option.value = value
      return option
    }),
  )
  if (options.some(({ value }) => value === chosen)) select.value = chosen
}
