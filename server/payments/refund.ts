/** A refund, as the merchant's own code sees it. */

import type { Cents, ErrorCode } from '../../src/protocol/index.ts'

/** `sending` and `unknown` are in flight; `review` waits for a person; the other two are over. */
export type RefundStatus = 'sending' | 'unknown' | 'succeeded' | 'refused' | 'review'

/** Why a person has to look at a refund. */
export type RefundReview = 'total_not_as_expected' | 'unresolved'

/** Money sent back against a payment's reference number, or about to be. */
export interface Refund {
  readonly refundId: string
  readonly paymentId: string
  /** `sending` and `unknown` are in flight; `review` waits for a person; the other two are over. */
  readonly status: RefundStatus
  readonly amount: Cents
  readonly message: string
  readonly code: ErrorCode | null
  /** ATH Móvil's own code, where it refused. */
  readonly athmCode: string | null
  /** Why a person has to look: the readings of before and after are beside it. */
  readonly review: RefundReview | null
  readonly refundedBefore: Cents
  readonly refundedSeen: Cents | null
  readonly createdAt: Date
}
