/** What a refund is answered with: fixtures/rest/refund.response.json. */

import { toWireNumber } from '../athmovil/wire.ts'
import { sumCents, toCents } from '../../src/protocol/index.ts'
import { CUSTOMER_EMAIL, CUSTOMER_NAME, toSpacedPhone } from './customer.ts'
import type { Speech } from './dialects.ts'
import { respell } from './spellings.ts'
import { toTransactionItem } from './transaction.ts'
import type { Refund, Ticket } from './tickets.ts'

/**
 * Writes the answer to a refund that has been made. Its dates are epochs as text, unlike everywhere else. The refunded
 * total counts this refund, as in the sample, whenever readings may show it.
 */
export function toRefundAnswer(ticket: Ticket, refund: Refund, speech: Speech): object {
  const { capture, refunds } = ticket
  const customer = {
    name: CUSTOMER_NAME,
    phoneNumber: toSpacedPhone(ticket.phone),
    email: CUSTOMER_EMAIL,
  }
  const told = {
    refund: {
      transactionType: 'REFUND',
      status: 'COMPLETED',
      refundedAmount: toWireNumber(refund.amount),
      date: String(refund.at),
      referenceNumber: refund.referenceNumber,
      dailyTransactionID: refund.dailyTransactionId,
      ...customer,
    },
    originalTransaction: {
      transactionType: 'PAYMENT',
      status: ticket.status,
      date: String(capture?.completedAt ?? ''),
      referenceNumber: capture?.referenceNumber ?? '',
      dailyTransactionID: capture?.dailyTransactionId ?? '',
      ...customer,
      message: '',
      total: toWireNumber(ticket.total),
      tax: toWireNumber(ticket.tax),
      subtotal: toWireNumber(ticket.subtotal),
      fee: toWireNumber(capture?.fee ?? toCents(0)),
      netAmount: toWireNumber(capture?.net ?? toCents(0)),
      totalRefundedAmount: toWireNumber(sumCents(refunds.map(({ amount }) => amount))),
      metadata1: ticket.metadata1,
      metadata2: ticket.metadata2,
      items: ticket.items.map(toTransactionItem),
    },
  }
  return {
    refund: respell('refund', told.refund, speech),
    originalTransaction: respell('refund', told.originalTransaction, speech),
  }
}
