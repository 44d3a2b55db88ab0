// @ts-check
/** The two lists of the home view. Rows are kept by id and only what changed in them is touched, so focus stays. */

import { orderOf } from '../shared/tickets.js'
import { formatAmount, formatHour, formatPhone, formatTimeLeft, make, say } from '../shared/format.js'
import { textOf } from './texts.js'

/** @typedef {import('../shared/tickets.js').Ticket} Ticket */
/** @typedef {import('./texts.js').Lang} Lang */

/**
 * @typedef {object} Row
 * @property {HTMLLIElement} item
 * @property {HTMLButtonElement} button
 * @property {HTMLElement} business
 * @property {HTMLElement} order
 * @property {HTMLElement} note
 * @property {HTMLElement} amount
 * @property {HTMLElement} time
 */

/**
 * Makes a list whose rows open a ticket.
 * @param {HTMLUListElement} list
 * @param {(id: string) => void} open
 * @param {() => void} lost called when the row that had the focus is gone
 */
export function createList(list, open, lost) {
  /** @type {Map<string, Row>} */
  const rows = new Map()

  /** @param {string} id */
  function addRow(id) {
    const business = make('span', 'row-business')
    const order = make('span', 'row-order')
    const note = make('span', 'row-note')
    const amount = make('span', 'row-amount')
    const time = make('span', 'row-time')
    const button = make(
      'button',
      'row',
      make('span', 'row-left', business, order, note),
      make('span', 'row-right', amount, time),
    )
    button.type = 'button'
    button.addEventListener('click', () => open(id))
    const row = { item: make('li', '', button), button, business, order, note, amount, time }
    rows.set(id, row)
    return row
  }

  return {
    /**
     * Shows these tickets, in this order.
     * @param {readonly Ticket[]} tickets
     * @param {Lang} lang
     * @param {(ticket: Ticket) => { note: string, time: string }} describe
     */
    show(tickets, lang, describe) {
      const ids = new Set(tickets.map((ticket) => ticket.ecommerceId))
      for (const [id, row] of rows) {
        if (ids.has(id)) continue
        const hadFocus = row.item.contains(document.activeElement)
        row.item.remove()
        rows.delete(id)
        if (hadFocus) lost()
      }
      tickets.forEach((ticket, index) => {
        const row = rows.get(ticket.ecommerceId) ?? addRow(ticket.ecommerceId)
        const { note, time } = describe(ticket)
        say(row.business, ticket.businessName)
        say(row.amount, formatAmount(ticket.total))
        const order = orderOf(ticket)
        row.order.hidden = order === ''
        say(row.order, textOf(lang, 'order', { order }))
        say(row.note, note)
        say(row.time, time)
        // Moving a row would take its focus away, so a row in its place stays.
        const there = list.children[index]
        if (there !== row.item) list.insertBefore(row.item, there ?? null)
      })
    },
    /**
     * Gives a row the focus. Answers false when there is no such row.
     * @param {string} id
     */
    focus(id) {
      rows.get(id)?.button.focus()
      return rows.has(id)
    },
  }
}

/**
 * What a row says of a ticket that waits.
 * @param {Ticket} ticket
 * @param {number} now
 */
export function describePending(ticket, now) {
  return { note: formatPhone(ticket.phone), time: formatTimeLeft(Date.parse(ticket.expiresAt) - now) }
}

/**
 * What a row says of a ticket that was answered, or is over.
 * @param {Lang} lang
 * @param {Ticket} ticket
 */
export function describeRecent(lang, ticket) {
  return { note: textOf(lang, statusKeyOf(ticket)), time: formatHour(lang, Date.parse(ticket.createdAt)) }
}

/** @param {Ticket} ticket */
function statusKeyOf(ticket) {
  if (ticket.expired) return 'statusExpired'
  if (ticket.status === 'COMPLETED') return 'statusCompleted'
  return ticket.status === 'CANCEL' ? 'statusCancel' : 'statusConfirm'
}
