// @ts-check
/** The tickets, as the control routes show them. */

import { ask } from './ask.js'

/**
 * @typedef {object} Ticket
 * @property {string} ecommerceId
 * @property {'OPEN' | 'CONFIRM' | 'COMPLETED' | 'CANCEL'} status
 * @property {boolean} [expired]
 * @property {number} total
 * @property {string | null} phone null until somebody is asked
 * @property {string} metadata1
 * @property {string} businessName
 * @property {string} createdAt
 * @property {string} expiresAt
 *
 * @typedef {Ticket & { phone: string }} Asked
 *
 * @typedef {{ name: string, description: string, quantity: number, price: number, tax: number, metadata: string }} Item
 * @typedef {{ at: string, amount: number, referenceNumber: string, message: string, via: 'api' | 'app' }} Refund
 *
 * @typedef {object} Details
 * @property {number} subtotal
 * @property {number} tax
 * @property {string} metadata2
 * @property {string | null} referenceNumber
 * @property {Item[]} items
 * @property {Refund[]} refunds
 * @property {{ at: string, event: string }[]} history
 *
 * @typedef {Ticket & Details} TicketDetails
 * @typedef {{ now: string, speed: number }} Time
 * @typedef {Time & { count: number, tickets: Ticket[] }} TicketList
 *
 * @typedef {object} Filter
 * @property {readonly string[]} [phones] ten digits each; none for every phone's
 * @property {string} [status]
 * @property {string} [publicToken]
 * @property {number} limit
 */

/** What a merchant's server writes where the shop gave no metadata, to find the payment again: no order number. */
const CORRELATION_PREFIX = 'athmb-'

/**
 * The shop's own number of the order; empty where there is none.
 * @param {Pick<Ticket, 'metadata1'>} ticket
 */
export function orderOf({ metadata1 }) {
  return metadata1.startsWith(CORRELATION_PREFIX) ? '' : metadata1
}

/**
 * Tells whether a ticket reached a phone.
 * @param {Ticket} ticket
 * @returns {ticket is Asked}
 */
export function isAsked(ticket) {
  return ticket.phone !== null
}

/**
 * The call that lists the newest tickets that a filter leaves, oldest first.
 * @param {Filter} filter
 * @returns {import('./ask.js').Call}
 */
export function toListCall({ phones = [], status = '', publicToken = '', limit }) {
  const query = new URLSearchParams(phones.map((phone) => ['phone', phone]))
  if (status) query.set('status', status)
  if (publicToken) query.set('publicToken', publicToken)
  query.set('limit', String(limit))
  return { method: 'GET', path: `control/tickets?${query.toString()}` }
}

/**
 * @param {Filter} filter
 * @returns {Promise<TicketList>}
 */
export async function getTickets(filter) {
  return await ask(toListCall(filter))
}

/**
 * @param {string} id
 * @returns {Promise<Time & TicketDetails>}
 */
export async function getTicket(id) {
  return await ask({ method: 'GET', path: `control/tickets/${encodeURIComponent(id)}` })
}

/**
 * The call that acts as the customer, or as time.
 * @param {string} id
 * @param {'confirm' | 'refuse' | 'expire'} act
 * @returns {import('./ask.js').Call}
 */
export function toActCall(id, act) {
  return { method: 'POST', path: `control/tickets/${encodeURIComponent(id)}/${act}` }
}
