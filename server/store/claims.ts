/**
 * Who works on what. There is no queue: work is the rows whose `next_at` has come, and a lease keeps two workers from
 * the same row. A claim moves `next_at` to the lease's end, so that the row of a worker that died comes up by itself.
 */

import type { PaymentRow } from './schema.ts'
import { literal, type Db } from './store.ts'

/** How long a worker may keep a payment to itself. */
export const LEASE_MS = 30_000
/** How much of a lease must be left for another upstream call to begin. */
export const LEASE_MARGIN_MS = 15_000

/** Due before everything that is merely due: somebody is waiting. */
const AT_ONCE = 0

/** Claims due payments, oldest first. One statement, so that two processes never get the same row. */
export function claimDuePayments(
  db: Db,
  { now, owner, limit }: { now: number; owner: string; limit: number },
): Promise<PaymentRow[]> {
  return db
    .updateTable('payments')
    .set({ lease_until: now + LEASE_MS, lease_owner: owner, next_at: now + LEASE_MS })
    .where('id', 'in', (due) =>
      due
        .selectFrom('payments')
        .select('id')
        .where('next_at', '<=', now)
        .where((or) => or.or([or('lease_until', 'is', null), or('lease_until', '<=', now)]))
        .orderBy('next_at')
        .limit(literal(limit)),
    )
    .returningAll()
    .execute()
}

/** Prolongs a lease if too little of it is left for another call. False when it was lost to another worker. */
export async function keepLease(
  db: Db,
  { id, owner, now }: { id: string; owner: string; now: number },
): Promise<boolean> {
  const kept = await db
    .updateTable('payments')
    .set((is) => ({
      lease_until: is
        .case()
        .when('lease_until', '<', now + LEASE_MARGIN_MS)
        .then(now + LEASE_MS)
        .else(is.ref('lease_until'))
        .end(),
    }))
    .where('id', '=', id)
    .where('lease_owner', '=', owner)
    .where('lease_until', '>', now)
    .executeTakeFirst()
  return kept.numUpdatedRows > 0n
}

/** Gives a payment back and says when to look again. A nudge that came meanwhile, which is due by now, stands. */
export async function releasePayment(
  db: Db,
  { id, owner, now, nextAt }: { id: string; owner: string; now: number; nextAt: number | null },
): Promise<void> {
  await db
    .updateTable('payments')
    .set((is) => ({
      lease_until: null,
      lease_owner: null,
      next_at: is.case().when('next_at', '<=', now).then(AT_ONCE).else(nextAt).end(),
    }))
    .where('id', '=', id)
    .where('lease_owner', '=', owner)
    .execute()
}

/**
 * Makes a payment under way due before all others. One that is still being created is left alone: only the answer, or
 * the end of whoever waits for it, may tell its fate.
 */
export async function nudge(db: Db, id: string, now: number): Promise<void> {
  await db
    .updateTable('payments')
    .set({ next_at: AT_ONCE })
    .where('id', '=', id)
    .where('status', 'in', ['OPEN', 'CONFIRM'])
    .where((or) => or.or([or('intent', 'is', null), or('intent', '<>', 'creating')]))
    .where('next_at', '>', now)
    .execute()
}

/** Has a payment that ended without money looked at once more: somebody says that it was paid after all. */
export async function lookAgain(db: Db, id: string): Promise<void> {
  await db
    .updateTable('payments')
    .set({ next_at: AT_ONCE })
    .where('id', '=', id)
    .where('status', 'in', ['CANCEL', 'EXPIRED', 'FAILED'])
    .where('next_at', 'is', null)
    .execute()
}

/** When the next payment can be claimed; null when none waits. A leased one is due at its lease's end, even if nudged. */
export async function findNextDue(db: Db, now: number): Promise<number | null> {
  const row = await db
    .selectFrom('payments')
    .select((is) =>
      is.fn
        .min(
          is.case().when('lease_until', '>', now).then(is.ref('lease_until')).else(is.ref('next_at')).end(),
        )
        .as('due_at'),
    )
    .where('next_at', 'is not', null)
    .executeTakeFirst()
  return row?.due_at ?? null
}
