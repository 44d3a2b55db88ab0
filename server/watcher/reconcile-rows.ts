/** A day's report → what is to be done with each of its rows. Pure but for what it remembers of the days before. */

import { createHash } from 'node:crypto'
import type { BookRow } from '../athmovil/books.ts'
import type { Transaction } from '../athmovil/wire.ts'
import type { Day } from './puerto-rico-day.ts'
import type { RowFault } from './reconcile-summary.ts'

/** A row of the report that tells of money: a payment, or a refund. */
export interface ReportRow {
  readonly date: Day
  /** Its place in the day's report, from 1. */
  readonly row: number
  readonly reading: Transaction
  readonly raw: string
  readonly referenceNumber: string
}

/** A row that can't be read. */
export interface FaultyRow {
  readonly date: Day
  readonly row: number
  readonly reason: RowFault
  readonly referenceNumber: string | null
}

/** A day's rows, told apart. */
export interface SortedRows {
  readonly payments: readonly ReportRow[]
  readonly refunds: readonly ReportRow[]
  readonly ignored: number
  readonly faults: readonly FaultyRow[]
}

/** Tells the rows of one day after the other apart. The same row, wherever it is told again, comes once. */
export interface RowSorter {
  sort(date: Day, rows: readonly (BookRow | null)[]): SortedRows
}

/** Makes a sorter that has seen nothing yet. */
export function createRowSorter(): RowSorter {
  /** What was said of each reference, shortened. */
  const payments = new Map<string, string>()
  const refunds = new Set<string>()

  function isNewRefund(row: ReportRow): boolean {
    const said = toFingerprint(row)
    if (refunds.has(said)) return false
    refunds.add(said)
    return true
  }

  /** The first of the rows of one reference, or a fault when they contradict each other. */
  function chooseOne(rows: readonly ReportRow[]): { row?: ReportRow; fault?: FaultyRow } {
    const [first] = rows
    if (!first) return {}
    const known = payments.get(first.referenceNumber)
    const said = known ?? toFingerprint(first)
    payments.set(first.referenceNumber, said)
    const other = rows.find((row) => toFingerprint(row) !== said)
    if (other) return { fault: toFault(other, 'contradictory_rows') }
    return known === undefined ? { row: first } : {}
  }

  return {
    sort(date, rows) {
      const judged = rows.map((row, index) => judge(date, index + 1, row))
      const readable = judged.filter((each) => typeof each !== 'string' && 'reading' in each)
      const isRefund = ({ reading }: ReportRow): boolean => reading.kind === 'refund'
      const byReference = Map.groupBy(
        readable.filter((row) => !isRefund(row)),
        ({ referenceNumber }) => referenceNumber,
      )
      const chosen = [...byReference.values()].map(chooseOne)
      return {
        payments: chosen.flatMap(({ row }) => row ?? []),
        refunds: readable.filter(isRefund).filter(isNewRefund),
        ignored: judged.filter((each) => each === 'ignored').length,
        faults: [
          ...judged.filter((each) => typeof each !== 'string' && 'reason' in each),
          ...chosen.flatMap(({ fault }) => fault ?? []),
        ].toSorted((one, other) => one.row - other.row),
      }
    },
  }
}

function judge(date: Day, row: number, found: BookRow | null): ReportRow | FaultyRow | 'ignored' {
  if (!found) return { date, row, reason: 'unreadable_row', referenceNumber: null }
  const { transaction: reading, raw } = found
  const { kind, status, referenceNumber, total } = reading
  // Money outside the button has neither to be known here nor to be read to its end.
  if (kind === 'payment' || kind === 'donation' || kind === 'simulated') return 'ignored'
  const fault = (reason: RowFault): FaultyRow => ({ date, row, reason, referenceNumber })
  if (kind === 'unknown') return fault('unknown_type')
  if (status === null) return fault('unknown_status')
  if (status !== 'COMPLETED') return 'ignored'
  if (referenceNumber === null) return fault('no_reference')
  if (total === null || total === 0) return fault('no_total')
  return { date, row, reading, raw, referenceNumber }
}

function toFault({ date, row, referenceNumber }: ReportRow, reason: RowFault): FaultyRow {
  return { date, row, reason, referenceNumber }
}

/** What a row says, as it is read: spellings that mean the same are the same. */
function toFingerprint({ reading }: ReportRow): string {
  return createHash('sha256').update(JSON.stringify(reading)).digest('base64url').slice(0, 22)
}
