/** `athm.sync`, as the shop's own code calls it. */

import type { Day } from './puerto-rico-day.ts'
import type { RangeRequest } from './reconcile-range.ts'
import type { FailedDay, SyncSummary } from './reconcile-summary.ts'

/** A day that is done. */
export interface SyncedDay {
  readonly date: Day
  /** How many of the days are done, and how many there are. */
  readonly done: number
  readonly of: number
  /** How many rows its report had; 0 when it could not be read. */
  readonly rows: number
  /** Why its report could not be read; null when it was. */
  readonly failed: FailedDay | null
}

/** What `athm.sync` takes. Days are Puerto Rico's, such as `2026-01-31`, and both are included. */
export interface SyncOptions extends RangeRequest {
  /** Tells what would be done, and does nothing: it is done to a private copy of the database. */
  readonly dryRun?: boolean | undefined
  /** False: the handlers don't hear of what is found, as when a history is taken in. */
  readonly events?: boolean | undefined
  /** Stops between two days. */
  readonly signal?: AbortSignal | undefined
  /** Called after each day, and waited for. */
  readonly onDay?: ((day: SyncedDay) => void | Promise<void>) | undefined
}

/** Compares a range of days with ATH Móvil's report. Rejects with a RangeError when the range is wrong. */
export type Sync = (options?: SyncOptions) => Promise<SyncSummary>
