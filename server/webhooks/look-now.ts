/** Has the payment that a delivery names looked at now, and however many deliveries name it, once a second. */

import { isEnd } from '../../src/protocol/index.ts'
import type { PaymentDeps } from '../payments/deps.ts'
import { lookAgain, nudge } from '../store/claims.ts'
import type { PaymentRow } from '../store/schema.ts'
import { findPaymentRow } from '../store/store.ts'

/** A payment that was looked at so recently is not looked at again for a delivery. */
const LOOKED_RECENTLY_MS = 1_000

/**
 * Makes a payment due now, unless it is being looked at or just was: the delivery's next turn, a second later, sees what
 * was found. In one transaction with the question, since the watcher may have begun meanwhile.
 */
export async function lookNow(deps: PaymentDeps, id: string): Promise<void> {
  const now = deps.clock.now()
  const isDue = await deps.db.transaction().execute(async (db) => {
    const payment = await findPaymentRow(db, id)
    if (!payment || isBeingLookedAt(payment, now) || wasLookedAtJustNow(payment, now)) return false
    await (isEnd(payment.status) ? lookAgain(db, id) : nudge(db, id, now))
    return true
  })
  if (isDue) deps.wake('payments')
}

function isBeingLookedAt({ lease_until: until }: PaymentRow, now: number): boolean {
  return until !== null && until > now
}

function wasLookedAtJustNow({ looked_at: at }: PaymentRow, now: number): boolean {
  return at !== null && at > now - LOOKED_RECENTLY_MS
}
