/** When to look at a payment next: often while somebody waits for it, seldom when nothing is likely to have changed. */

import { isEnd } from '../../src/protocol/index.ts'
import type { PaymentRow } from '../store/schema.ts'
import { CREATE_LEASE_MS } from './lifecycle.ts'

const WATCHED_MS = 800
const YOUNG_MS = 1_500
const YOUNG_FOR_MS = 60_000
const MIDDLE_MS = 4_000
const MIDDLE_FOR_MS = 180_000
const OLD_MS = 8_000
const REVIEW_MS = 60_000
/** Before a ticket's end: a confirmation of the last moment should still be used. */
const ENDING_MS = 1_000
const ENDING_FOR_MS = 15_000
/** While an outcome is unknown: soon, then with growing pauses. */
const UNKNOWN_FACTOR = 0.5
const UNKNOWN_MIN_MS = 500
const UNKNOWN_MAX_MS = 15_000
/** ATH Móvil didn't answer: no use in asking at once. */
const AWAY_MS = 3_000

/** Somebody said that an ended payment was paid after all, and ATH Móvil didn't answer yet. */
const HINT_AGAIN_MS = 30_000

/** What the schedule depends on besides the payment. */
export interface Circumstances {
  readonly now: number
  readonly isWatched: boolean
  /** The last reading was answered. */
  readonly answered: boolean
  /** From 0 up to 1: spreads the readings, so that payments of one moment don't stay in step. */
  readonly jitter: number
}

/** When to look next, in milliseconds since 1970; null when nothing is left to find out. */
export function whenToLook(
  payment: PaymentRow,
  { now, isWatched, answered, jitter }: Circumstances,
): number | null {
  if (isEnd(payment.status)) return answered || payment.status === 'COMPLETED' ? null : now + HINT_AGAIN_MS
  if (payment.intent === 'creating') return (payment.intent_at ?? now) + CREATE_LEASE_MS
  const spread = 0.85 + jitter * 0.3
  return Math.ceil(now + pauseMs(payment, now, isWatched, answered) * spread)
}

function pauseMs(payment: PaymentRow, now: number, isWatched: boolean, answered: boolean): number {
  if (payment.review !== null) return REVIEW_MS
  if (!answered) return AWAY_MS
  if (payment.intent !== null) return pauseOfIntent(payment, now)
  if (payment.cancel_cause !== null) return UNKNOWN_MIN_MS
  if (isWatched) return WATCHED_MS
  const leftMs = (payment.expires_at ?? Infinity) - now
  if (Math.abs(leftMs) < ENDING_FOR_MS) return ENDING_MS
  const pause = pauseOfAge(now - payment.created_at)
  return leftMs > 0 ? Math.min(pause, leftMs - ENDING_FOR_MS + ENDING_MS) : pause
}

function pauseOfAge(ageMs: number): number {
  if (ageMs < YOUNG_FOR_MS) return YOUNG_MS
  return ageMs < MIDDLE_FOR_MS ? MIDDLE_MS : OLD_MS
}

/** The longer a write has gone without an answer, the longer the pause. */
function pauseOfIntent(payment: PaymentRow, now: number): number {
  const openForMs = now - (payment.intent_at ?? now)
  return Math.min(Math.max(openForMs * UNKNOWN_FACTOR, UNKNOWN_MIN_MS), UNKNOWN_MAX_MS)
}
