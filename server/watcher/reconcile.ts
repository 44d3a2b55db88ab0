/**
 * Reconciliation: ATH Móvil's transaction report, a day at a time, against the payments here. What is missing or wrong
 * here is mended through the doors that every other source takes, so that a server may run beside it.
 */

import type { PaymentDeps } from '../payments/deps.ts'
import type { Day } from './puerto-rico-day.ts'
import { readDay } from './reconcile-read.ts'
import { createRun } from './reconcile-run.ts'
import { createTally, type SyncSummary } from './reconcile-summary.ts'
import type { SyncedDay } from './sync-options.ts'

/** What to reconcile, and how. */
export interface Reconciliation {
  /** The days, in order; at least one. */
  readonly days: readonly Day[]
  /** False: the merchant is not told of what is found. */
  readonly isNews: boolean
  /** The database is a copy: said in the summary. */
  readonly isDryRun: boolean
  /** Stops after the day under way, or within it if that takes long; every wait for a report stops at once. */
  readonly stopping: AbortSignal
  /** Called after each day, and waited for. */
  readonly onDay?: ((day: SyncedDay) => void | Promise<void>) | undefined
}

/** Reconciles some days. Rejects only for the database's own trouble: then another run goes on where this one ended. */
export async function reconcile(
  deps: PaymentDeps,
  { days, isNews, isDryRun, stopping, onDay }: Reconciliation,
): Promise<SyncSummary> {
  const tally = createTally(days, isDryRun)
  const run = createRun(deps, tally, { isNews, stopping })
  let stoppedBefore: Day | null = null
  for (const [index, date] of days.entries()) {
    const progress = { date, done: index + 1, of: days.length }
    // oxlint-disable-next-line no-await-in-loop -- a day at a time
    const reading = await readDay(deps, date, stopping)
    if (reading.kind === 'stopped') {
      stoppedBefore = date
      break
    }
    if (reading.kind === 'failed') {
      tally.fail(reading.day)
      // oxlint-disable-next-line no-await-in-loop -- a day at a time
      await onDay?.({ ...progress, rows: 0, failed: reading.day })
      continue
    }
    // oxlint-disable-next-line no-await-in-loop -- a day at a time
    if (!(await run.takeDay(date, reading.rows))) {
      stoppedBefore = date
      break
    }
    // oxlint-disable-next-line no-await-in-loop -- a day at a time
    await onDay?.({ ...progress, rows: reading.rows.length, failed: null })
  }
  if (!(await run.takeRefunds())) stoppedBefore ??= days.at(-1) ?? null
  return tally.summarize(stoppedBefore)
}
