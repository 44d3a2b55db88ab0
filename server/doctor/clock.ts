/** Whether this machine's clock is right: the ends of orders and of payments are told by it. */

import type { Clock } from '../context.ts'
import type { Db } from '../store/store.ts'
import { literal } from '../store/store.ts'
import { ok, toSpan, warn, type Check } from './check.ts'

/** How far off is too far. */
const TOLERATED_MS = 60_000

/**
 * Holds the clock against somebody else's (`askTime`; null where nobody's can be asked), and against what was written last,
 * which can't be of the future.
 */
export async function checkClock(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  askTime: (() => Promise<number | null>) | null,
): Promise<Check> {
  const advice = "Set this machine's clock, for example by NTP."
  const aheadMs = (await findNewest(db)) - clock.now()
  if (aheadMs > TOLERATED_MS) {
    return warn('clock', `The clock is ${toSpan(aheadMs)} behind what was written last.`, advice)
  }
  if (!askTime)
    return ok('clock', 'The clock was compared with the database alone: a simulator has time of its own.')
  const said = await askTime().catch(() => null)
  if (said === null) {
    return ok(
      'clock',
      'The clock was compared with the database alone: ATH Móvil did not say what time it is.',
    )
  }
  const offMs = clock.now() - said
  if (Math.abs(offMs) <= TOLERATED_MS) return ok('clock', "The clock agrees with ATH Móvil's.")
  const side = offMs > 0 ? 'ahead of' : 'behind'
  return warn('clock', `The clock is ${toSpan(Math.abs(offMs))} ${side} ATH Móvil's.`, advice)
}

/** When the last change of a payment was written; 0 when there is none. */
async function findNewest(db: Db): Promise<number> {
  const newest = await db
    .selectFrom('journal')
    .select('at')
    .orderBy('id', 'desc')
    .limit(literal(1))
    .executeTakeFirst()
  return newest?.at ?? 0
}
