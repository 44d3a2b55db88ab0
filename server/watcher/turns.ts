/**
 * Who is read first when more payments are due than may be read: those that somebody is looking at have a share of the
 * reads to themselves, and the rest goes by age, so that a shop full of customers never starves a payment whose
 * customer has closed the page.
 */

import type { PaymentDeps } from '../payments/deps.ts'
import { claimDuePayments, listNewlyDue } from '../store/claims.ts'
import type { PaymentRow } from '../store/schema.ts'

/** Of the reads, while both kinds of payments are waiting. */
const WATCHED_SHARE = 0.4

/** Whose turn it is. */
export interface Turns {
  /** Claims at most so many of the due payments. */
  claim(limit: number): Promise<PaymentRow[]>
}

/** Builds the order of turns of one process. */
export function createTurns({ db, clock, owner, changes }: PaymentDeps): Turns {
  /** Due payments that were watched when they became due, longest first. */
  const watched = new Set<string>()
  let listedUntil = clock.now()
  let share = 0

  async function listWatched(now: number): Promise<void> {
    for (const id of await listNewlyDue(db, { after: listedUntil, until: now })) {
      if (changes.isWatched(id)) watched.add(id)
    }
    listedUntil = now
  }

  function takeWatched(limit: number): string[] {
    const ids: string[] = []
    for (const id of watched) {
      if (ids.length === limit) break
      watched.delete(id)
      if (changes.isWatched(id)) ids.push(id)
    }
    return ids
  }

  return {
    async claim(limit) {
      const now = clock.now()
      await listWatched(now)
      // What a share leaves of a whole read is carried over: of four reads they get one, then two.
      share += limit * WATCHED_SHARE
      const ids = takeWatched(Math.floor(share))
      share -= Math.floor(share)
      const first = ids.length === 0 ? [] : await claimDuePayments(db, { now, owner, limit, among: ids })
      const rest = limit - first.length
      const others = rest === 0 ? [] : await claimDuePayments(db, { now, owner, limit: rest })
      for (const { id } of others) watched.delete(id)
      return [...first, ...others]
    },
  }
}
