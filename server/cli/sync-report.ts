/** What `athm-button sync` tells at its end: a table for people, an object for machines, and an exit code for both. */

import type { SyncProblem, SyncSummary } from '../index.ts'

/** How many cases are told to people one by one. */
const MAX_SHOWN = 20

/** 0: all in order now. 1: something could not be read or compared, or the run was stopped. 3: something needs a person. */
export function toExitCode({ errors, unmatched, stoppedBefore }: SyncSummary): 0 | 1 | 3 {
  if (errors > 0 || stoppedBefore !== null) return 1
  return unmatched > 0 ? 3 : 0
}

/** Writes a number and what it counts. */
export function countOf(count: number, thing: 'day' | 'row'): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}

/** Writes a summary as one line of JSON. */
export function toJson(summary: SyncSummary): string {
  return JSON.stringify({
    from_date: summary.fromDate,
    to_date: summary.toDate,
    dry_run: summary.dryRun,
    days: summary.days,
    days_read: summary.daysRead,
    rows: summary.rows,
    created: summary.created,
    updated: summary.updated,
    unchanged: summary.unchanged,
    unmatched: summary.unmatched,
    ignored: summary.ignored,
    errors: summary.errors,
    refunds_found: summary.refundsFound,
    refunds_known: summary.refundsKnown,
    stopped_before: summary.stoppedBefore,
    failed_days: summary.failedDays.map(({ date, reason, athmCode }) => ({
      date,
      reason,
      athm_code: athmCode,
    })),
    problems: summary.problems.map(({ kind, reason, date, row, referenceNumber, paymentId }) => ({
      kind,
      reason,
      date,
      row,
      reference_number: referenceNumber,
      payment_id: paymentId,
    })),
  })
}

/** Writes a summary for people: the counts, and what they have to know beyond them. */
export function toTable(summary: SyncSummary): string {
  const counts = [
    ['created', summary.created, 'payments that were not here'],
    ['updated', summary.updated, 'payments completed or corrected'],
    ['unchanged', summary.unchanged, 'payments in order'],
    ['unmatched', summary.unmatched, 'for a person to see'],
    ['errors', summary.errors, 'rows or days that could not be read or compared'],
    ['refunds found', summary.refundsFound, 'refunds that were not here'],
    ['refunds known', summary.refundsKnown, 'refunds in order'],
    ['ignored', summary.ignored, 'money outside the button'],
  ] as const
  const width = Math.max(...counts.map(([, count]) => String(count).length))
  return [
    describeRun(summary),
    '',
    ...counts.map(([name, count, what]) => `  ${name.padEnd(13)}  ${String(count).padStart(width)}  ${what}`),
    ...describeCases(summary),
    ...describeStop(summary),
  ].join('\n')
}

function describeRun({ fromDate, toDate, dryRun, days, daysRead, rows }: SyncSummary): string {
  const range = fromDate === toDate ? fromDate : `${fromDate} to ${toDate}`
  const read = daysRead === days ? countOf(days, 'day') : `${daysRead} of ${countOf(days, 'day')}`
  return `${range}: ${read}, ${countOf(rows, 'row')}.${dryRun ? ' A dry run: nothing was changed.' : ''}`
}

function describeCases({ failedDays, problems, unmatched, errors }: SyncSummary): string[] {
  const lines = [
    ...failedDays.map(
      ({ date, reason, athmCode }) =>
        `  error      ${date}  The report could not be read: ${athmCode ?? reason}.`,
    ),
    ...problems.map(describeProblem),
  ]
  const left = unmatched + errors - Math.min(lines.length, MAX_SHOWN)
  if (lines.length === 0) return []
  const more = left > 0 ? [`  … and ${left} more: --json tells them.`] : []
  return ['', ...lines.slice(0, MAX_SHOWN), ...more]
}

function describeProblem({ kind, reason, date, row, referenceNumber, paymentId }: SyncProblem): string {
  const names = [`row ${row}`, referenceNumber, paymentId].filter((name) => name !== null)
  return `  ${kind.padEnd(9)}  ${date}  ${SENTENCES[reason]} (${names.join(', ')})`
}

function describeStop({ stoppedBefore, toDate }: SyncSummary): string[] {
  if (stoppedBefore === null) return []
  return ['', `Stopped before ${stoppedBefore}. Go on with --from-date ${stoppedBefore} --to-date ${toDate}.`]
}

const SENTENCES: Readonly<Record<SyncProblem['reason'], string>> = {
  unreadable_row: 'A row that is no object.',
  unknown_type: 'A row of a type that is not known.',
  unknown_status: 'A row of a status that is not known.',
  no_reference: 'A row without a reference number.',
  no_total: 'A row without a total.',
  contradictory_rows: 'Two rows of one payment say different things.',
  not_compared: 'A row that says what can not be compared.',
  could_not_ask: 'A row that could not be compared this time: run it again.',
  captured_total_differs: 'ATH Móvil captured another total than the payment’s.',
  total_differs: 'The payment was completed here for another total.',
  reference_taken: 'Another payment here has this payment’s reference.',
  completed_without_reference: 'The payment was completed without a reference.',
  intent_unresolved: 'The payment waits for a person.',
  refund_in_flight: 'Another refund of the payment is on its way; the next run can tell.',
  refund_unexplained: 'The refund is more than ATH Móvil’s total of the payment’s refunds.',
  refund_of_unknown_payment: 'A refund of a payment that was not found.',
  refund_of_unpaid_payment: 'A refund of a payment that is not completed here.',
}
