/** The bridge between a row of `refunds` and the types that the rest of the code speaks. */

import { toCents } from '../../src/protocol/index.ts'
import type { RefundRow } from '../store/schema.ts'
import type { Refund } from './refund.ts'
import type { RefundState } from './refund-lifecycle.ts'

/** Reads the lifecycle's state out of a row. */
export function toRefundState(row: RefundRow): RefundState {
  return {
    status: row.status,
    amount: toCents(row.amount_cents),
    baseline: toCents(row.baseline_cents),
    sentAt: row.sent_at,
    code: row.code,
    athmCode: row.athm_code,
    review: row.review,
  }
}

/** Shows a row to the merchant's own code. */
export function toRefund(row: RefundRow): Refund {
  const { status, amount, baseline, code, athmCode, review } = toRefundState(row)
  return {
    refundId: row.id,
    paymentId: row.payment_id,
    status,
    amount,
    message: row.message,
    code,
    athmCode,
    review,
    refundedBefore: baseline,
    refundedSeen: row.seen_cents === null ? null : toCents(row.seen_cents),
    createdAt: new Date(row.created_at),
  }
}
