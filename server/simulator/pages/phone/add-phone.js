// @ts-check
/** The form that adds a phone: behind a button, and closed again by Escape. */

import { byId, digitsOf, formatPhone, say } from '../shared/format.js'
import { textOf } from './texts.js'

/**
 * Makes the form.
 * @param {{ has: (phone: string) => boolean, add: (phone: string) => void }} phones
 */
export function createAddPhone(phones) {
  const opener = byId('add', HTMLButtonElement)
  const form = byId('add-form', HTMLFormElement)
  const number = byId('number', HTMLInputElement)
  const hint = byId('number-hint', HTMLElement)
  /** @type {import('./texts.js').Lang} */
  let lang = 'es'

  function showHint() {
    const isWrong = number.getAttribute('aria-invalid') === 'true'
    const wrong = phones.has(digitsOf(number.value)) ? 'numberThere' : 'numberWrong'
    say(hint, textOf(lang, isWrong ? wrong : 'numberHint'))
    hint.classList.toggle('is-wrong', isWrong)
  }

  /** @param {boolean} isOpen */
  function show(isOpen) {
    form.hidden = !isOpen
    opener.setAttribute('aria-expanded', String(isOpen))
    number.removeAttribute('aria-invalid')
    showHint()
    if (isOpen) number.focus()
  }

  opener.addEventListener('click', () => show(Boolean(form.hidden)))
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    show(false)
    opener.focus()
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const phone = digitsOf(number.value)
    const isGood = phone.length === 10 && !phones.has(phone)
    number.setAttribute('aria-invalid', String(!isGood))
    showHint()
    if (!isGood) return number.focus()
    number.value = ''
    show(false)
    phones.add(phone)
  })
  number.addEventListener('input', () => {
    // Formatting while somebody deletes, or types in the middle, would move the caret under their hands.
    if (number.selectionStart === number.value.length && digitsOf(number.value).length === 10) {
      number.value = formatPhone(number.value)
    }
    number.removeAttribute('aria-invalid')
    showHint()
  })

  return {
    /**
     * @param {import('./texts.js').Lang} language
     * @param {boolean} isShort whether the button's sign suffices
     */
    show(language, isShort) {
      lang = language
      opener.classList.toggle('is-short', isShort)
      showHint()
    },
  }
}
