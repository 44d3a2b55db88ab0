/**
 * The webhooks of a ticket, in the shapes of the samples. Completed and cancelled are those of 2025; the only sample of
 * an expired one is of 2020, has no ecommerceId, and writes every amount as text.
 */

import { toUpstreamDate, toWireNumber } from '../athmovil/wire.ts'
import { formatDollars, type Cents, type Item } from '../../src/protocol/index.ts'
import { CUSTOMER_EMAIL, CUSTOMER_NAME } from './customer.ts'
import type { Ticket, TicketEvent } from './tickets.ts'
import { toTransactionItem } from './transaction.ts'

/** The kinds of webhook that a ticket can cause. */
export type WebhookEvent = 'completed' | 'cancelled' | 'expired'

const WEBHOOK_OF: Readonly<Record<TicketEvent, WebhookEvent | null>> = {
  confirmed: null,
  refused: 'cancelled',
  cancelled: 'cancelled',
  expired: 'expired',
  completed: 'completed',
}

/** Tells which webhook a ticket's event causes; null for none. */
export function toWebhookEvent(event: TicketEvent): WebhookEvent | null {
  return WEBHOOK_OF[event]
}

/** Writes the webhook of a ticket that is over, sent at `sentAt` (milliseconds since 1970). */
export function toWebhookBody(ticket: Ticket, event: WebhookEvent, sentAt: number): object {
  return event === 'expired' ? toBodyOf2020(ticket, sentAt) : toBodyOf2025(ticket, sentAt)
}

const NOTHING = 0 as Cents

/** fixtures/webhooks/ecommerce-completed.2025-12.json and ecommerce-cancelled.2025-05.json. */
function toBodyOf2025(ticket: Ticket, sentAt: number): object {
  const { capture } = ticket
  return {
    businessName: ticket.business.name,
    dailyTransactionId: capture?.dailyTransactionId ?? '',
    date: toUpstreamDate(sentAt),
    ecommerceId: ticket.ecommerceId,
    email: capture ? CUSTOMER_EMAIL : '',
    fee: toWireNumber(capture?.fee ?? NOTHING),
    isNonProfit: false,
    items: ticket.items.map(toTransactionItem),
    message: '',
    metadata1: ticket.metadata1,
    metadata2: ticket.metadata2,
    name: capture ? CUSTOMER_NAME : '',
    netAmount: toWireNumber(capture?.net ?? NOTHING),
    // A number in the samples, and 0 where nobody paid.
    phoneNumber: capture ? Number(ticket.phone) : 0,
    referenceNumber: capture?.referenceNumber ?? '',
    referenceTransactionId: '',
    status: ticket.status,
    subTotal: toWireNumber(ticket.subtotal),
    tax: toWireNumber(ticket.tax),
    total: toWireNumber(ticket.total),
    totalRefundedAmount: 0,
    transactionDate: capture ? toUpstreamDate(capture.completedAt) : '',
    transactionType: 'ECOMMERCE',
  }
}

/** fixtures/webhooks/ecommerce-expired.2020.json. */
function toBodyOf2020(ticket: Ticket, sentAt: number): object {
  return {
    transactionType: 'ecommerce',
    status: 'expired',
    date: `${toUpstreamDate(sentAt)}.0`,
    referenceNumber: '',
    dailyTransactionID: '',
    name: '',
    phoneNumber: '',
    email: '',
    message: '',
    total: formatDollars(ticket.total),
    tax: formatDollars(ticket.tax),
    subtotal: formatDollars(ticket.subtotal),
    fee: '0.00',
    netAmount: '0.00',
    totalRefundedAmount: '0.00',
    metadata1: ticket.metadata1,
    metadata2: ticket.metadata2,
    items: ticket.items.map(toItemOf2020),
  }
}

function toItemOf2020(item: Item): object {
  return {
    quantity: String(item.quantity),
    tax: formatDollars(item.tax),
    metadata: item.metadata,
    name: item.name,
    description: item.description,
    price: formatDollars(item.price),
  }
}
