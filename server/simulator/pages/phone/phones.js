// @ts-check
/** The phones that this page is: which there are, which one is shown, and which has news. Kept in the address. */

import { byId, digitsOf, formatPhone } from '../shared/format.js'
import { createAddPhone } from './add-phone.js'
import { createPhoneRow, EVERY } from './phone-row.js'
import { textOf } from './texts.js'

/** @typedef {import('./texts.js').Lang} Lang */

/**
 * Makes the phones, from the address: `?phone=…&phone=…&show=…`, where `show` is another one than the first, or `all`.
 * @param {object} options
 * @param {() => void} options.changed called when another phone is shown
 * @param {(text: string) => void} options.announce
 */
export function createPhones({ changed, announce }) {
  const query = new URLSearchParams(location.search)
  let phones = [...new Set(query.getAll('phone').map(digitsOf))].filter(({ length }) => length === 10)
  let shown = readShown(query.get('show') ?? '', phones)
  const unseen = new Set()
  /** @type {Lang} */
  let lang = 'es'
  /** @type {ReadonlyMap<string, number>} */
  let counts = new Map()
  const row = createPhoneRow(byId('phone-list', HTMLUListElement), { choose, drop })
  const form = createAddPhone({ has: (phone) => phones.includes(phone), add })

  function draw() {
    row.show({ phones, shown, counts, unseen, lang })
    form.show(lang, phones.length > 0)
  }

  /** @param {string} phone */
  function choose(phone) {
    shown = phone
    unseen.delete(phone)
    keepInAddress(phones, shown)
    draw()
    changed()
  }

  /** @param {string} phone */
  function add(phone) {
    phones = [...phones, phone]
    choose(phone)
    row.focus(phone)
  }

  /** @param {string} phone */
  function drop(phone) {
    const place = phones.indexOf(phone)
    phones = phones.filter((each) => each !== phone)
    unseen.delete(phone)
    choose(phones[Math.max(0, place - 1)] ?? EVERY)
    row.focus(shown)
    announce(textOf(lang, 'removed', { phone: formatPhone(phone) }))
  }

  return {
    /** The phone that is shown; an empty text is every phone. */
    shown: () => shown,
    /**
     * Tells whether a request is among those shown.
     * @param {string} phone
     */
    isShown: (phone) => shown === EVERY || shown === phone,
    /**
     * Tells whether a request is of one of the phones of this page, or shown anyway.
     * @param {string} phone
     */
    isOurs: (phone) => shown === EVERY || phones.includes(phone),
    /**
     * Shows the phone of a request that is opened, unless it is in sight already.
     * @param {string} phone
     */
    follow(phone) {
      if (shown !== EVERY && shown !== phone) choose(phones.includes(phone) ? phone : EVERY)
    },
    /**
     * Shows how many requests wait at each phone.
     * @param {readonly { phone: string }[]} waiting
     * @param {readonly { phone: string }[]} arrived those of them that are new
     * @param {Lang} language
     */
    show(waiting, arrived, language) {
      lang = language
      const byPhone = [...Map.groupBy(waiting, ({ phone }) => phone)]
      counts = new Map([
        ...byPhone.map(([phone, { length }]) => toPair(phone, length)),
        [EVERY, waiting.length],
      ])
      for (const { phone } of arrived) if (shown !== EVERY && shown !== phone) unseen.add(phone)
      draw()
    },
  }
}

/**
 * @param {string} asked
 * @param {readonly string[]} phones
 */
function readShown(asked, phones) {
  if (asked === 'all') return EVERY
  const phone = digitsOf(asked)
  return phones.includes(phone) ? phone : (phones[0] ?? EVERY)
}

/**
 * @param {readonly string[]} phones
 * @param {string} shown
 */
function keepInAddress(phones, shown) {
  const address = new URL(location.href)
  address.searchParams.delete('phone')
  address.searchParams.delete('show')
  for (const phone of phones) address.searchParams.append('phone', phone)
  if (shown !== (phones[0] ?? EVERY)) address.searchParams.set('show', shown || 'all')
  history.replaceState(history.state, '', address)
}

/**
 * @param {string} phone
 * @param {number} count
 * @returns {[string, number]}
 */
function toPair(phone, count) {
  return [phone, count]
}
