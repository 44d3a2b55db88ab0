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

/** Due before everything that is merely due, however long the server was away: somebody is waiting. */
const AT_ONCE = 0
/** How far back a nudge puts a payment: before what is merely due, and behind those that were nudged earlier. */
const NUDGED_MS = 366 * 24 * 3_600_000

/**
 * Claims due payments, oldest first; with `among`, only of these. One statement, so that two processes never get the
 * same row.
 */
export function claimDuePayments(
  db: Db,
  { now, owner, limit, among }: { now: number; owner: string; limit: number; among?: readonly string[] },
): Promise<PaymentRow[]> {
  return db
    .updateTable('payments')
    .set({ lease_until: now + LEASE_MS, lease_owner: owner, next_at: now + LEASE_MS })
    .where('id', 'in', (payments) => {
      const due = payments
        .selectFrom('payments')
        .select('id')
        .where('next_at', '<=', now)
        .where((or) => or.or([or('lease_until', 'is', null), or('lease_until', '<=', now)]))
      return among ? due.where('id', 'in', among) : due.orderBy('next_at').limit(literal(limit))
    })
    .returningAll()
    .execute()
}

/** Lists the payments that have become due after one instant and up to another, oldest first. */
export async function listNewlyDue(
  db: Db,
  { after, until }: { after: number; until: number },
): Promise<string[]> {
  const rows = await db
    .selectFrom('payments')
    .select('id')
    .where('next_at', '>', after)
    .where('next_at', '<=', until)
    .orderBy('next_at')
    .execute()
  return rows.map(({ id }) => id)
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
        // A bound value: a constant would make a statement of its own, compiled and kept, of every call.
        .then(is.val(now + LEASE_MS))
        .else(is.ref('lease_until'))
        .end(),
    }))
    .where('id', '=', id)
    .where('lease_owner', '=', owner)
    .where('lease_until', '>', now)
    .executeTakeFirst()
  return kept.numUpdatedRows > 0n
}

/** Gives a payment back, and says when to look again and whether ATH Móvil was heard. A nudge that came meanwhile, which is due by now, stands. */
export async function releasePayment(
  db: Db,
  {
    id,
    owner,
    now,
    nextAt,
    isLookedAt,
  }: { id: string; owner: string; now: number; nextAt: number | null; isLookedAt: boolean },
): Promise<void> {
  await db
    .updateTable('payments')
    .set((is) => ({
      lease_until: null,
      lease_owner: null,
      next_at: is.case().when('next_at', '<=', now).then(is.ref('next_at')).else(is.val(nextAt)).end(),
      ...(isLookedAt && { looked_at: now }),
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
    .set({ next_at: now - NUDGED_MS })
    .where('id', '=', id)
    .where('status', 'in', ['OPEN', 'CONFIRM'])
    .where((or) => or.or([or('intent', 'is', null), or('intent', '<>', 'creating')]))
    .where('next_at', '>', now - NUDGED_MS)
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
  // In the order of the index: the walk passes the few leased ones, and ends at the first row that is free.
  const free = await db
    .selectFrom('payments')
    .select('next_at')
    .where('next_at', 'is not', null)
    .where((or) => or.or([or('lease_until', 'is', null), or('lease_until', '<=', now)]))
    .orderBy('next_at')
    .limit(literal(1))
    .executeTakeFirst()
  const freeAt = free?.next_at ?? null
  if (freeAt !== null && freeAt <= now) return freeAt
  // A lease never ends before its row's `next_at`, so that no other one can end before `freeAt` than those passed by.
  const leased = await db
    .selectFrom('payments')
    .select((is) => is.fn.min('lease_until').as('due_at'))
    .where('next_at', '<', freeAt ?? Number.MAX_SAFE_INTEGER)
    .where('lease_until', '>', now)
    .executeTakeFirst()
  const leasedAt = leased?.due_at ?? null
  return freeAt === null || leasedAt === null ? (freeAt ?? leasedAt) : Math.min(freeAt, leasedAt)
}
