// @ts-check
/** What the page asks of the simulator, through its control routes. */

/**
 * @typedef {object} Ticket
 * @property {string} ecommerceId
 * @property {'OPEN' | 'CONFIRM' | 'COMPLETED' | 'CANCEL'} status
 * @property {boolean} [expired]
 * @property {number} total
 * @property {string} phone
 * @property {string} metadata1
 * @property {string} businessName
 * @property {string} createdAt
 * @property {string} expiresAt
 *
 * @typedef {{ name: string, description: string, quantity: number, price: number }} Item
 *
 * @typedef {object} Details
 * @property {number} subtotal
 * @property {number} tax
 * @property {string | null} referenceNumber
 * @property {Item[]} items
 * @property {{ at: string, event: string }[]} history
 *
 * @typedef {Ticket & Details} TicketDetails
 * @typedef {{ now: string, speed: number }} Time
 */

/** What a merchant's server writes where the shop gave no metadata, to find the payment again: no order number. */
const CORRELATION_PREFIX = 'athmb-'

/**
 * The shop's own number of the order; empty where there is none.
 * @param {Ticket} ticket
 */
export function orderOf({ metadata1 }) {
  return metadata1.startsWith(CORRELATION_PREFIX) ? '' : metadata1
}

/**
 * @param {string} phone ten digits, or none for every phone's
 * @returns {Promise<Time & { tickets: Ticket[] }>}
 */
export async function getTickets(phone) {
  return await ask(`control/tickets?phone=${phone}`)
}

/**
 * @param {string} id
 * @returns {Promise<TicketDetails>}
 */
export async function getTicket(id) {
  return await ask(`control/tickets/${id}`)
}

/**
 * Acts as the customer. Resolves too when the ticket was over already: what is true is read again anyway.
 * @param {string} id
 * @param {'confirm' | 'refuse'} act
 */
export async function actOn(id, act) {
  const answer = await fetch(`control/tickets/${id}/${act}`, { method: 'POST' })
  if (!answer.ok && answer.status !== 409) throw new Error(`The simulator answered ${answer.status}.`)
}

/**
 * @param {number} speed
 * @returns {Promise<Time>}
 */
export async function setSpeed(speed) {
  return await ask('control/clock', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ speed }),
  })
}

/**
 * @param {string} path
 * @param {RequestInit} [init]
 */
async function ask(path, init) {
  const answer = await fetch(path, init)
  if (!answer.ok) throw new Error(`The simulator answered ${answer.status}.`)
  return await answer.json()
}
