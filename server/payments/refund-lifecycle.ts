/**
 * The life of a refund as a pure reducer, beside the payment's: how much may still be sent back, and what an answer, a
 * silence or a later reading makes of one that was sent. A refund is never sent twice by itself.
 */

import { toCents, type Cents, type ErrorCode } from '../../src/protocol/index.ts'
import type { RefundReview, RefundStatus } from '../store/schema.ts'
import { REVIEW_AFTER_MS, SETTLE_MS } from './lifecycle.ts'

/** After this long without an answer, a refund's outcome is looked for: whoever sent it has given up by then. */
export const REFUND_LEASE_MS = SETTLE_MS

/** What decides a refund's fate. Instants are milliseconds since 1970. */
export interface RefundState {
  readonly status: RefundStatus
  readonly amount: Cents
  /** What was refunded before this one was sent: by ATH Móvil's word or by our own books, whichever says more. */
  readonly baseline: Cents
  readonly sentAt: number
  readonly code: ErrorCode | null
  readonly athmCode: string | null
  readonly review: RefundReview | null
}

/** Something learnt of a refund, or decided by a person. */
export type RefundEvent =
  | { type: 'answered' }
  | { type: 'refused'; code: ErrorCode; athmCode: string }
  | { type: 'unanswered' }
  /** A reading of the payment: how much ATH Móvil says was refunded in all. */
  | { type: 'seen'; refunded: Cents }
  | { type: 'overdue' }
  /** A person has compared both readings. */
  | { type: 'decided'; outcome: 'succeeded' | 'refused' }

/** What an event changes. `isSent`: the merchant hears `refund.sent`. */
export interface RefundChange {
  readonly state: RefundState
  readonly isSent: boolean
}

/** How much of a payment may still be sent back: what is on its way, or unclear, is counted as gone. */
export function toRefundable(captured: Cents, baseline: Cents, refunds: readonly RefundState[]): Cents {
  const gone = Math.max(baseline, sumSucceeded(refunds)) + sumOf(refunds, ['sending', 'unknown', 'review'])
  return toCents(Math.max(0, captured - gone))
}

/** How much went back for certain, by our own books. */
export function sumSucceeded(refunds: readonly RefundState[]): Cents {
  return toCents(sumOf(refunds, ['succeeded']))
}

function sumOf(refunds: readonly RefundState[], statuses: readonly RefundStatus[]): number {
  return refunds.reduce(
    (cents, { status, amount }) => (statuses.includes(status) ? cents + amount : cents),
    0,
  )
}

/** Tells whether a refund of this payment is on its way: then no other may begin, or their readings would mix. */
export function isInFlight({ status }: Pick<RefundState, 'status'>): boolean {
  return status === 'sending' || status === 'unknown'
}

/** The state of a refund that is about to be sent. */
export function beginRefund(amount: Cents, baseline: Cents, now: number): RefundState {
  return { status: 'sending', amount, baseline, sentAt: now, code: null, athmCode: null, review: null }
}

/** Decides what an event makes of a refund. Null when it changes nothing. */
export function stepRefund(state: RefundState, event: RefundEvent, now: number): RefundChange | null {
  switch (event.type) {
    case 'answered':
      // An answer that comes after a reading could not tell is still the answer.
      return isInFlight(state) || state.status === 'review' ? succeed(state) : null
    case 'refused':
      if (!isInFlight(state)) return null
      return change(state, { status: 'refused', code: event.code, athmCode: event.athmCode })
    case 'unanswered':
      return state.status === 'sending' ? change(state, { status: 'unknown' }) : null
    case 'seen':
      if (!isInFlight(state) || now < state.sentAt + SETTLE_MS) return null
      if (event.refunded === state.baseline + state.amount) return succeed(state)
      return change(state, { status: 'review', review: 'total_not_as_expected' })
    case 'overdue':
      if (!isInFlight(state) || now < state.sentAt + REVIEW_AFTER_MS) return null
      return change(state, { status: 'review', review: 'unresolved' })
    case 'decided':
      if (state.status !== 'review') return null
      return event.outcome === 'succeeded' ? succeed(state) : change(state, { status: 'refused' })
  }
}

function succeed(state: RefundState): RefundChange {
  return { state: { ...state, status: 'succeeded', review: null }, isSent: true }
}

function change(state: RefundState, patch: Partial<RefundState>): RefundChange {
  return { state: { ...state, ...patch }, isSent: false }
}
