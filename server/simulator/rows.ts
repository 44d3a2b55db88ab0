/** The rows of a report and of a search: fixtures/rest/transactionReport.response.json, searchTransaction.response.json. */

import { toUpstreamDate, toWireNumber } from '../athmovil/wire.ts'
import { CUSTOMER_EMAIL, CUSTOMER_NAME, toSpacedPhone } from './customer.ts'
import type { Capture, Refund, Ticket } from './tickets.ts'
import { toShownReference } from './webhook-facts.ts'
import { toPlainItem, toShownRefunds } from './transaction.ts'

/** A ticket that was paid. */
export type PaidTicket = Ticket & { readonly capture: Capture }

/** Tells whether a ticket was paid. */
export function isPaid(ticket: Ticket): ticket is PaidTicket {
  return ticket.capture !== null
}

/** What the two answers call the sum of a payment's refunds. */
export type RefundedField = 'totalRefundAmount' | 'totalRefundedAmount'

/** Writes the row of a payment, with what `now` (milliseconds since 1970) shows of its refunds. */
export function toPaymentRow(ticket: PaidTicket, now: number, refunded: RefundedField): object {
  const { capture } = ticket
  return {
    transactionType: 'ECOMMERCE',
    status: 'COMPLETED',
    date: toRowDate(capture.completedAt),
    referenceNumber: capture.referenceNumber,
    dailyTransactionID: Number(capture.dailyTransactionId),
    ...toCustomer(ticket),
    message: '',
    total: toWireNumber(ticket.total),
    tax: toWireNumber(ticket.tax),
    subtotal: toWireNumber(ticket.subtotal),
    fee: toWireNumber(capture.fee),
    netAmount: toWireNumber(capture.net),
    [refunded]: toWireNumber(toShownRefunds(ticket, now)),
    metadata1: ticket.metadata1,
    metadata2: ticket.metadata2,
    items: ticket.items.map(toPlainItem),
  }
}

/** Writes the row of a refund. Nobody has seen one; like the webhook of a refund it has no metadata and no items. */
export function toRefundRow(ticket: PaidTicket, refund: Refund): object {
  return {
    transactionType: 'REFUND',
    status: 'COMPLETED',
    date: toRowDate(refund.at),
    referenceNumber: toShownReference(ticket, refund),
    dailyTransactionID: Number(refund.dailyTransactionId),
    ...toCustomer(ticket),
    message: refund.message,
    total: toWireNumber(refund.amount),
    tax: 0,
    subtotal: 0,
    fee: 0,
    netAmount: 0,
    totalRefundAmount: 0,
    metadata1: '',
    metadata2: '',
    items: [],
  }
}

function toCustomer({ phone }: Ticket): object {
  return { name: CUSTOMER_NAME, phoneNumber: toSpacedPhone(phone), email: CUSTOMER_EMAIL }
}

function toRowDate(at: number): string {
  return `${toUpstreamDate(at)}.0`
}
