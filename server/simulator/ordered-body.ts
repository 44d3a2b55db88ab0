/** The body of a webhook that somebody ordered: of a ticket, as far as there is one, else of a made-up transaction. */

import { toCents, type Phone } from '../../src/protocol/index.ts'
import type { Business } from './business.ts'
import { newEcommerceId } from './ecommerce-id.ts'
import { toFee } from './ledger.ts'
import { newReferenceNumber } from './reference-number.ts'
import type { Refund, Ticket } from './tickets.ts'
import { toWebhookBody } from './webhook-bodies.ts'
import { factsOfRefund, factsOfTicket, payerOf, type WebhookFacts } from './webhook-facts.ts'
import type { EventKind } from './webhook-kinds.ts'
import type { WebhookOrder } from './webhook-order.ts'
import type { World } from './world.ts'

/** Who pays in a transaction that is made up. */
export const MADE_UP_PHONE = '7875550100' as Phone

const TOTAL = toCents(100)

const NOTHING = toCents(0)

/** What an order is about: its business, and the ticket that it names. */
interface Subject {
  readonly business: Business
  readonly ticket: Ticket | undefined
}

/** Writes the body, whether or not anything of the kind has happened to the ticket. */
export function toOrderedBody(world: World, order: WebhookOrder, kind: EventKind, subject: Subject): object {
  const facts = {
    ...toFacts(world, order, kind, subject),
    ...(order.total !== null && { total: order.total }),
  }
  const form = {
    sentAt: world.clock.now(),
    generation: order.generation ?? undefined,
    speech: world.speak(subject.business),
  }
  const changed = { ...toWebhookBody(kind, facts, form), ...order.overrides }
  return Object.fromEntries(Object.entries(changed).filter(([name]) => order.overrides[name] !== null))
}

function toFacts(
  world: World,
  order: WebhookOrder,
  kind: EventKind,
  { business, ticket }: Subject,
): WebhookFacts {
  if (!ticket) return makeUp(world, order, kind, business)
  if (kind !== 'refund') return factsOfTicket(ticket)
  const last = order.total === null ? ticket.refunds.at(-1) : undefined
  return factsOfRefund(ticket, last ?? makeUpRefund(world, ticket))
}

/** A refund that nobody has made. */
function makeUpRefund(world: World, { business, total }: Ticket): Refund {
  const at = world.clock.now()
  return {
    referenceNumber: newReferenceNumber(world.random),
    dailyTransactionId: world.dailyIds.peek(business, at),
    amount: total,
    message: '',
    via: 'app',
    at,
  }
}

/** Like the samples, a test event has metadata and an item, and money received outside the button has none. */
function makeUp(world: World, order: WebhookOrder, kind: EventKind, business: Business): WebhookFacts {
  const at = world.clock.now()
  const total = order.total ?? TOTAL
  const fee = kind === 'refund' ? NOTHING : toCents(Math.min(toFee(total), total))
  const isMarked = kind === 'simulated' || kind.startsWith('ecommerce')
  const item = {
    name: 'Café',
    description: '12 oz',
    quantity: 1,
    price: total,
    tax: NOTHING,
    metadata: 'hot',
  }
  return {
    businessName: business.name,
    ecommerceId: newEcommerceId(world.random),
    referenceNumber: newReferenceNumber(world.random),
    dailyTransactionId: world.dailyIds.peek(business, at),
    payer: payerOf(MADE_UP_PHONE),
    message: '',
    total,
    subtotal: NOTHING,
    tax: NOTHING,
    fee,
    net: kind === 'refund' ? NOTHING : toCents(total - fee),
    metadata1: isMarked ? 'Prueba 1' : '',
    metadata2: isMarked ? 'Prueba 2' : '',
    items: isMarked ? [item] : [],
    at,
  }
}
