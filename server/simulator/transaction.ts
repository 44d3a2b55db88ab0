/** What findPayment and authorization say of a ticket: fixtures/rest/findPayment.*.response.json, letter for letter. */

import { toUpstreamDate, toWireNumber } from '../athmovil/wire.ts'
import { sumCents, type Cents, type Item } from '../../src/protocol/index.ts'
import type { Speech } from './dialects.ts'
import { respell } from './spellings.ts'
import type { Ticket } from './tickets.ts'

/** How long a refund stays unseen where the business's totals are `late`. */
export const REFUND_SHOWS_AFTER_MS = 30_000

/** What a ticket is told by: the reading of it, or the answer that completed it. */
export type TransactionAnswer = 'findPayment' | 'authorization'

/** Writes a ticket as ATH Móvil does at `now`. Reference, date, daily id, fee and net exist only once it is COMPLETED. */
export function toTransaction(
  ticket: Ticket,
  { now, speech, by }: { now: number; speech: Speech; by: TransactionAnswer },
): object {
  const { business, capture } = ticket
  // Only of a completed ticket's reading are there samples that disagree.
  const isContested = by === 'findPayment' && capture !== null
  const isSingle = isContested && speech.choose('completedFee') === 'single'
  const isPlain = isContested && speech.choose('completedItems') === 'plain'
  const fee = toWireNumber(capture?.fee ?? NOTHING)
  const fields = {
    ecommerceStatus: ticket.status,
    ecommerceId: ticket.ecommerceId,
    referenceNumber: capture?.referenceNumber ?? '',
    businessCustomerId: business.customerId,
    transactionDate: capture ? toUpstreamDate(capture.completedAt) : '',
    dailyTransactionId: capture?.dailyTransactionId ?? '',
    businessName: business.name,
    businessPath: business.path,
    industry: business.industry,
    subTotal: toWireNumber(ticket.subtotal),
    tax: toWireNumber(ticket.tax),
    total: toWireNumber(ticket.total),
    fee: isSingle ? Math.fround(fee) : fee,
    netAmount: toWireNumber(capture?.net ?? NOTHING),
    totalRefundedAmount: toWireNumber(toShownRefunds(ticket, now)),
    metadata1: ticket.metadata1,
    metadata2: ticket.metadata2,
    items: ticket.items.map(isPlain ? toPlainItem : toTransactionItem),
    isNonProfit: false,
  }
  return respell('ticket', fields, speech)
}

const NOTHING = 0 as Cents

/** Sums the refunds that show at `now` (milliseconds since 1970), as the business is set. */
export function toShownRefunds({ business, refunds }: Ticket, now: number): Cents {
  if (business.refundedTotals === 'never') return NOTHING
  const delayMs = business.refundedTotals === 'late' ? REFUND_SHOWS_AFTER_MS : 0
  return sumCents(refunds.filter(({ at }) => at + delayMs <= now).map(({ amount }) => amount))
}

/** Writes an item as ATH Móvil's answers to the button and its webhooks of 2025 do. */
export function toTransactionItem(item: Item): object {
  return { ...toPlainItem(item), formattedPrice: '', sku: '' }
}

/** Writes an item as reports and searches do. */
export function toPlainItem(item: Item): object {
  return {
    name: item.name,
    description: item.description,
    quantity: item.quantity,
    price: toWireNumber(item.price),
    tax: toWireNumber(item.tax),
    metadata: item.metadata,
  }
}
