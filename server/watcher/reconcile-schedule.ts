/**
 * Reconciliation by itself: yesterday and today, again and again, by one process at a time. What is remembered is in the
 * database, so that a restart neither repeats a run nor forgets one.
 */

import type { PaymentDeps } from '../payments/deps.ts'
import { startLoop } from './loop.ts'
import { addDays, listDays, toDay, type Day } from './puerto-rico-day.ts'
import { reconcile } from './reconcile.ts'
import { changeSyncState, readSyncState, type SyncState } from './reconcile-lease.ts'
import { describeSummary, type SyncSummary } from './reconcile-summary.ts'

/** How long a run may go without finishing a day before it counts as dead: four tries and their pauses take five minutes. */
const LEASE_MS = 15 * 60_000
/** The pause after a failed run doubles from the first to the longest, which is never more than the schedule's own. */
const FIRST_PAUSE_MS = 5 * 60_000
const LONGEST_PAUSE_MS = 60 * 60_000
/** How many days back a run goes at most, when none has succeeded for so long. */
const MAX_DAYS_BACK = 31
/** How many of the cases that somebody has to see are told one by one. */
const MAX_TOLD = 50

/** The schedule, running. */
export interface Schedule {
  /** Stops waiting for ATH Móvil, and resolves when the day under way is done. */
  stop(): Promise<void>
}

/** Starts the schedule; with null there is none. `everyMs` is from the beginning of one run to that of the next. */
export function startSchedule(deps: PaymentDeps, everyMs: number | null): Schedule {
  if (everyMs === null) return { stop: async () => {} }
  const stopping = new AbortController()
  const { clock, log } = deps
  const job = (): Promise<number | null> => runIfDue(deps, everyMs, stopping.signal)
  const loop = startLoop({ clock, log, name: 'reconciling', job })
  return {
    stop() {
      stopping.abort()
      return loop.stop()
    },
  }
}

/** Tells when the next run is due, by what is remembered. What is remembered of a time to come was a clock gone wrong. */
export function whenToSync(state: SyncState, everyMs: number, now: number): number {
  const { doneAt, failures, failedAt, leaseUntil } = state
  if (Math.max(doneAt ?? 0, failedAt, leaseUntil - LEASE_MS) > now) return now
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 20), LONGEST_PAUSE_MS, everyMs)
  const dueAt = failures > 0 ? failedAt + pauseMs : doneAt === null ? 0 : doneAt + everyMs
  return Math.max(dueAt, leaseUntil)
}

/** Yesterday and today; and the days before, as far back as the last run that succeeded. */
export function whichDays({ doneAt }: SyncState, now: number): Day[] {
  const today = toDay(now)
  const yesterday = addDays(today, -1)
  const lastDone = doneAt === null ? yesterday : toDay(doneAt)
  const earliest = addDays(today, -MAX_DAYS_BACK)
  const first = lastDone < yesterday ? lastDone : yesterday
  return listDays(first < earliest ? earliest : first, today)
}

async function runIfDue(deps: PaymentDeps, everyMs: number, stopping: AbortSignal): Promise<number> {
  const { db, clock, owner } = deps
  const before = await readSyncState(db)
  const beganAt = clock.now()
  const dueAt = whenToSync(before, everyMs, beganAt)
  if (dueAt > beganAt) return dueAt
  let state: SyncState = { ...before, owner, leaseUntil: beganAt + LEASE_MS }
  if (!(await changeSyncState(db, before, state))) return beganAt + LEASE_MS

  const change = async (after: SyncState): Promise<void> => {
    if (await changeSyncState(db, state, after)) state = after
  }
  const renew = (): Promise<void> => change({ ...state, leaseUntil: clock.now() + LEASE_MS })
  const summary = await tryRun(deps, whichDays(before, beganAt), { stopping, renew })
  const free = { ...state, owner: null, leaseUntil: 0 }
  // Told to stop: neither done nor failed. The next start begins anew.
  if (stopping.aborted) await change(free)
  else if (isDone(summary)) await change({ ...free, doneAt: beganAt, failures: 0 })
  else await change({ ...free, failures: state.failures + 1, failedAt: clock.now() })
  return whenToSync(state, everyMs, clock.now())
}

/** Unreadable rows stay unreadable; what could not be read or told yet is worth another run. */
function isDone(summary: SyncSummary | null): boolean {
  return (
    summary !== null &&
    summary.failedDays.length === 0 &&
    !summary.problems.some(({ reason }) => reason === 'could_not_ask' || reason === 'refund_in_flight')
  )
}

async function tryRun(
  deps: PaymentDeps,
  days: readonly Day[],
  { stopping, renew }: { stopping: AbortSignal; renew: () => Promise<void> },
): Promise<SyncSummary | null> {
  try {
    const summary = await reconcile(deps, { days, isNews: true, isDryRun: false, stopping, onDay: renew })
    tell(deps, summary)
    return summary
  } catch (error) {
    deps.log.error('reconciling failed; it will be tried again', { error: String(error) })
    return null
  }
}

function tell({ log }: PaymentDeps, summary: SyncSummary): void {
  for (const { reason, paymentId } of summary.problems.slice(0, MAX_TOLD)) {
    log.warn('the report tells what does not fit', { code: reason, ...(paymentId !== null && { paymentId }) })
  }
  for (const { date, reason, athmCode } of summary.failedDays) {
    log.error(`the report of ${date} could not be read; it is tried again`, {
      code: reason,
      ...(athmCode !== null && { athmCode }),
    })
  }
  const line = `reconciled ${describeSummary(summary)}`
  if (summary.errors + summary.unmatched > 0) log.warn(line)
  else log.info(line)
}
