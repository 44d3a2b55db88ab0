/** What a comparison with ATH Móvil's books came to: counts of everything, and the cases that somebody has to know. */

import type { ReviewReason } from '../../src/protocol/index.ts'
import type { Day } from './puerto-rico-day.ts'

/** Why a row of the report could not be read or compared. */
export type RowFault =
  | 'unreadable_row'
  | 'unknown_type'
  | 'unknown_status'
  | 'no_reference'
  | 'no_total'
  /** Two rows of one payment say different things. */
  | 'contradictory_rows'
  /** It says what can't be compared. */
  | 'not_compared'
  /** ATH Móvil could not be asked which payment it is, or something else went wrong on the way: the next run can tell. */
  | 'could_not_ask'

/** Why something is for a person to see, or for a later run. */
export type UnmatchedReason =
  | ReviewReason
  /** A payment that was completed here, for another total. */
  | 'total_differs'
  /** Another refund of the payment is on its way; once it is settled, the next run can tell. */
  | 'refund_in_flight'
  /** More was refunded than ATH Móvil's own total of the payment says. */
  | 'refund_unexplained'
  | 'refund_of_unknown_payment'
  /** The refund of a payment that is not completed here. */
  | 'refund_of_unpaid_payment'

/** One case. */
export interface SyncProblem {
  readonly kind: 'error' | 'unmatched'
  readonly reason: RowFault | UnmatchedReason
  /** The day whose report told of it. */
  readonly date: Day
  /** Its row there, from 1. */
  readonly row: number
  readonly referenceNumber: string | null
  /** The payment here; null where there is none. */
  readonly paymentId: string | null
}

/** A day whose report could not be read. */
export interface FailedDay {
  readonly date: Day
  /** No answer in time, no connection, an answer that is no report, or a refusal. */
  readonly reason: 'timeout' | 'unreachable' | 'unreadable' | 'refused'
  readonly athmCode: string | null
}

/** The outcome. Each row of a payment counts once: created, updated, unchanged, unmatched or errors. */
export interface SyncSummary {
  readonly fromDate: Day
  readonly toDate: Day
  /** Nothing was changed: this is what would have been. */
  readonly dryRun: boolean
  /** How many days were asked for, and of how many the report was read. */
  readonly days: number
  readonly daysRead: number
  /** Rows in all reports. */
  readonly rows: number
  /** Payments that were not here. */
  readonly created: number
  /** Payments that were completed or corrected. */
  readonly updated: number
  readonly unchanged: number
  /** What needs a person; see `problems`. */
  readonly unmatched: number
  /** Money outside the button, and what isn't completed. */
  readonly ignored: number
  /** Rows that could not be read or compared, and days whose report could not be read. */
  readonly errors: number
  /** Refunds that were not here, and those that were. */
  readonly refundsFound: number
  readonly refundsKnown: number
  /** The first day that was not done because the run was told to stop; null when it came to its end. */
  readonly stoppedBefore: Day | null
  readonly failedDays: readonly FailedDay[]
  /** At most 1000 cases; the counts are exact. */
  readonly problems: readonly SyncProblem[]
}

/** What can be counted by one. */
export type Countable =
  | 'daysRead'
  | 'rows'
  | 'created'
  | 'updated'
  | 'unchanged'
  | 'ignored'
  | 'refundsFound'
  | 'refundsKnown'

/** The count while it goes on. */
export interface Tally {
  count(what: Countable, times?: number): void
  fail(day: FailedDay): void
  /** Notes an error or something unmatched. */
  note(problem: Omit<SyncProblem, 'kind'>, kind: SyncProblem['kind']): void
  summarize(stoppedBefore: Day | null): SyncSummary
}

const MAX_PROBLEMS = 1_000

/** Begins to count, for a range of at least one day. */
export function createTally(days: readonly Day[], isDryRun: boolean): Tally {
  const counts = {
    daysRead: 0,
    rows: 0,
    created: 0,
    updated: 0,
    unchanged: 0,
    unmatched: 0,
    ignored: 0,
    errors: 0,
    refundsFound: 0,
    refundsKnown: 0,
  }
  const failedDays: FailedDay[] = []
  const problems: SyncProblem[] = []
  return {
    count(what, times = 1) {
      counts[what] += times
    },
    fail(day) {
      counts.errors += 1
      failedDays.push(day)
    },
    note({ reason, date, row, referenceNumber, paymentId }, kind) {
      counts[kind === 'error' ? 'errors' : 'unmatched'] += 1
      if (problems.length < MAX_PROBLEMS) {
        problems.push({ kind, reason, date, row, referenceNumber, paymentId })
      }
    },
    summarize: (stoppedBefore) => ({
      fromDate: days[0] ?? '',
      toDate: days.at(-1) ?? '',
      dryRun: isDryRun,
      days: days.length,
      ...counts,
      stoppedBefore,
      failedDays,
      problems,
    }),
  }
}

/** The counts in one line, for a log. */
export function describeSummary(summary: SyncSummary): string {
  const { fromDate, toDate, created, updated, unchanged, unmatched, errors, refundsFound } = summary
  return (
    `${fromDate} to ${toDate}: ${created} created, ${updated} updated, ${unchanged} unchanged, ` +
    `${unmatched} unmatched, ${errors} errors, ${refundsFound} refunds found`
  )
}
