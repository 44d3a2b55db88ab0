// @ts-check
/** The row of phones, as buttons: one for every number, and one for each phone with a way to remove it. */

import { formatPhone, make, say } from '../shared/format.js'
import { textOf } from './texts.js'

/** Stands for every phone there is, in the place of a number. */
export const EVERY = ''

/**
 * @typedef {object} Chip
 * @property {HTMLLIElement} item
 * @property {HTMLButtonElement} button
 * @property {HTMLElement} name
 * @property {HTMLElement} badge
 * @property {HTMLElement} note
 * @property {HTMLButtonElement} remove
 *
 * @typedef {object} Row
 * @property {readonly string[]} phones
 * @property {string} shown
 * @property {ReadonlyMap<string, number>} counts how many requests wait at each
 * @property {ReadonlySet<unknown>} unseen those with requests that nobody has looked at
 * @property {import('./texts.js').Lang} lang
 */

/**
 * Makes the row.
 * @param {HTMLUListElement} list
 * @param {{ choose: (phone: string) => void, drop: (phone: string) => void }} does
 */
export function createPhoneRow(list, does) {
  /** @type {Map<string, Chip>} */
  const chips = new Map()

  /** @param {string} phone */
  function addChip(phone) {
    const name = make('span', 'phone-name')
    const badge = make('span', 'badge')
    badge.setAttribute('aria-hidden', 'true')
    const note = make('span', 'visually-hidden')
    const button = make('button', 'phone-choose', name, badge, note)
    const remove = make('button', 'phone-remove', '×')
    button.type = remove.type = 'button'
    button.addEventListener('click', () => does.choose(phone))
    remove.addEventListener('click', () => does.drop(phone))
    const item = make('li', 'phone', button, ...(phone === EVERY ? [] : [remove]))
    const chip = { item, button, name, badge, note, remove }
    chips.set(phone, chip)
    return chip
  }

  /**
   * @param {string} phone
   * @param {Chip} chip
   * @param {Row} row
   */
  function showChip(
    phone,
    { item, button, name, badge, note, remove },
    { phones, shown, counts, unseen, lang },
  ) {
    const isShown = phone === shown
    if (isShown) button.setAttribute('aria-current', 'true')
    else button.removeAttribute('aria-current')
    item.classList.toggle('is-shown', isShown)
    const everyPhone = textOf(lang, phones.length === 0 ? 'everyPhoneLong' : 'everyPhone')
    say(name, phone === EVERY ? everyPhone : formatPhone(phone))
    const count = String(counts.get(phone) ?? 0)
    badge.hidden = count === '0'
    badge.classList.toggle('is-new', unseen.has(phone))
    say(badge, count)
    say(note, count === '0' ? '' : textOf(lang, 'waitingCount', { count }))
    remove.hidden = !isShown
    remove.setAttribute('aria-label', textOf(lang, 'remove', { phone: formatPhone(phone) }))
  }

  return {
    /** @param {Row} row */
    show(row) {
      const wanted = [EVERY, ...row.phones]
      for (const [phone, { item }] of chips) {
        if (wanted.includes(phone)) continue
        item.remove()
        chips.delete(phone)
      }
      for (const [place, phone] of wanted.entries()) {
        const chip = chips.get(phone) ?? addChip(phone)
        if (list.children[place] !== chip.item) list.insertBefore(chip.item, list.children[place] ?? null)
        showChip(phone, chip, row)
      }
    },
    /** @param {string} phone */
    focus: (phone) => chips.get(phone)?.button.focus(),
  }
}
