/** What a webhook can tell of, before anybody thinks of its shape. */

import { toCents, type Cents, type Item, type Phone } from '../../src/protocol/index.ts'
import { CUSTOMER_EMAIL, CUSTOMER_NAME } from './customer.ts'
import type { Refund, Ticket } from './tickets.ts'

/** The person who paid. */
export interface Payer {
  readonly name: string
  readonly email: string
  readonly phone: Phone | null
}

/** A transaction, as it is told. Where nobody has paid, there is neither a payer nor a reference nor a daily id. */
export interface WebhookFacts {
  readonly businessName: string
  readonly ecommerceId: string
  readonly referenceNumber: string
  readonly dailyTransactionId: string
  readonly payer: Payer | null
  readonly message: string
  readonly total: Cents
  readonly subtotal: Cents
  readonly tax: Cents
  readonly fee: Cents
  readonly net: Cents
  readonly metadata1: string
  readonly metadata2: string
  readonly items: readonly Item[]
  /** When money moved, in milliseconds since 1970. */
  readonly at: number | null
}

const NOTHING = toCents(0)

/** Tells who pays by a phone. */
export function payerOf(phone: Phone | null): Payer {
  return { name: CUSTOMER_NAME, email: CUSTOMER_EMAIL, phone }
}

/** Tells of a ticket as it is. */
export function factsOfTicket(ticket: Ticket): WebhookFacts {
  const { business, ecommerceId, capture, total, subtotal, tax, metadata1, metadata2, items } = ticket
  return {
    ecommerceId,
    total,
    subtotal,
    tax,
    metadata1,
    metadata2,
    items,
    businessName: business.name,
    referenceNumber: capture?.referenceNumber ?? '',
    dailyTransactionId: capture?.dailyTransactionId ?? '',
    payer: capture && payerOf(ticket.phone),
    message: '',
    fee: capture?.fee ?? NOTHING,
    net: capture?.net ?? NOTHING,
    at: capture?.completedAt ?? null,
  }
}

/** Tells of a refund: its own amount and message, none of the payment's metadata and items, as in the samples. */
export function factsOfRefund(ticket: Ticket, refund: Refund): WebhookFacts {
  return {
    ...factsOfTicket(ticket),
    referenceNumber: toShownReference(ticket, refund),
    dailyTransactionId: refund.dailyTransactionId,
    payer: payerOf(ticket.phone),
    message: refund.message,
    total: refund.amount,
    subtotal: NOTHING,
    tax: NOTHING,
    fee: NOTHING,
    net: NOTHING,
    metadata1: '',
    metadata2: '',
    items: [],
    at: refund.at,
  }
}

/** Tells by which reference a refund goes in webhooks and reports. */
export function toShownReference({ business, capture }: Ticket, { referenceNumber }: Refund): string {
  return business.refundReferences === 'own' ? referenceNumber : (capture?.referenceNumber ?? '')
}

/** Takes away what exists only once money has moved. */
export function withoutPayment(facts: WebhookFacts): WebhookFacts {
  return {
    ...facts,
    referenceNumber: '',
    dailyTransactionId: '',
    payer: null,
    fee: NOTHING,
    net: NOTHING,
    at: null,
  }
}
