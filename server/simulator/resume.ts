/** A simulator that goes on where another one has ended, or was killed. */

import { isObject } from '../../src/protocol/index.ts'
import type { Business } from './business.ts'
import type { Identity } from './keeper.ts'
import type { Movement, UnsentWebhook, WebhookRecord } from './ledger.ts'
import { StoreError, type Book, type SimulatorStore } from './store.ts'
import type { Ticket, TicketEvent } from './tickets.ts'
import type { World } from './world.ts'

/** Reads what a store keeps of the simulator itself; null when it keeps nothing yet. Throws a StoreError. */
export function readIdentity(store: SimulatorStore): Identity | null {
  const [identity] = read<Identity>(store, 'simulator')
  if (!identity) return null
  if (identity.version === 1) return identity
  throw new StoreError('What is kept there is of another version of the simulator.')
}

/**
 * Puts back what was kept. The tickets that live go on; what fell due meanwhile happens at once, as after a jump of the
 * clock. Throws a StoreError.
 */
export function resume(world: World, store: SimulatorStore): void {
  world.businesses.push(...read<Business>(store, 'businesses'))
  const tickets = readTickets(world, store)
  world.tickets.restore(tickets)
  for (const { business, capture, refunds } of tickets) {
    if (capture) world.dailyIds.take(business, capture.completedAt)
    for (const { at } of refunds) world.dailyIds.take(business, at)
  }
  for (const movement of read<Movement>(store, 'movements')) world.ledger.movements.push(movement)
  for (const webhook of read<WebhookRecord>(store, 'webhooks')) world.ledger.webhooks.push(webhook)
  for (const ticket of tickets) {
    if (ticket.status === 'OPEN') world.customers.ring(ticket, ticket.createdAt)
  }
  for (const unsent of read<UnsentWebhook>(store, 'unsent')) tellAgain(world, unsent)
}

function readTickets({ businesses }: World, store: SimulatorStore): Ticket[] {
  const byToken = new Map(businesses.map((business) => [business.publicToken, business]))
  return read<Omit<Ticket, 'business'> & { publicToken: string }>(store, 'tickets').map(
    ({ publicToken, ...rest }) => {
      const business = byToken.get(publicToken)
      if (!business) throw new StoreError('What is kept there is damaged: a ticket is of no business.')
      return Object.assign(rest, { business })
    },
  )
}

/** Its wait begins anew. */
function tellAgain({ tickets, webhooks }: World, { ecommerceId, event, refund }: UnsentWebhook): void {
  const ticket = tickets.find(ecommerceId)
  const sentBack = ticket?.refunds.find(({ referenceNumber }) => referenceNumber === refund)
  if (ticket && event !== null) webhooks.tellOfTicket(ticket, event as TicketEvent)
  if (ticket && sentBack) webhooks.tellOfRefund(ticket, sentBack)
}

function read<T>(store: SimulatorStore, book: Book): T[] {
  try {
    return store.read(book).map((text) => {
      const value: unknown = JSON.parse(text)
      if (isObject(value)) return value as T
      throw new SyntaxError('No object.')
    })
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
    throw new StoreError(`What is kept there is damaged: ${book} can't be read.`)
  }
}
