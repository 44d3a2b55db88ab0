/** One run of reconciliation: takes the rows of its days to what compares them, and counts what that came to. */

import type { BookRow } from '../athmovil/books.ts'
import { sleep, type Clock } from '../context.ts'
import type { PaymentDeps } from '../payments/deps.ts'
import { isDatabaseTrouble } from '../store/store.ts'
import type { Day } from './puerto-rico-day.ts'
import { comparePayment } from './reconcile-payment.ts'
import { createRefundComparer, type RefundedPayment } from './reconcile-refunds.ts'
import { createRowSorter, type ReportRow } from './reconcile-rows.ts'
import type { Countable, SyncProblem, Tally } from './reconcile-summary.ts'

/** How long a run that was told to stop may take to finish the day that it is at, or the refunds. */
const FINISH_WITHIN_MS = 3_000
/** After how many rows everything else in the process gets its turn. */
const ROWS_AT_ONCE = 20

const COUNT_OF_REFUND = {
  found: 'refundsFound',
  known: 'refundsKnown',
  ignored: 'ignored',
} as const satisfies Record<string, Countable>

/** A run under way. */
export interface Run {
  /** Compares the payments of a day. False: the run was told to stop, and the day took too long to finish. */
  takeDay(date: Day, rows: readonly (BookRow | null)[]): Promise<boolean>
  /** Compares the refunds of all days so far: a refund may be told of before its payment. False as above. */
  takeRefunds(): Promise<boolean>
}

/** Tells whether a run that was told to stop has had its moment. */
function createPatience(clock: Clock, stopping: AbortSignal): () => boolean {
  let stopBy = Infinity
  return () => {
    if (stopping.aborted) stopBy = Math.min(stopBy, clock.now() + FINISH_WITHIN_MS)
    return clock.now() >= stopBy
  }
}

/** Where a problem was met. */
type Place = Pick<SyncProblem, 'date' | 'row' | 'referenceNumber'>

/** Begins a run, which finishes what it is at when it is told to stop, if that takes no longer than a moment. `isNews` false: the merchant is not told of what is found. */
export function createRun(
  deps: PaymentDeps,
  tally: Tally,
  { isNews, stopping }: { isNews: boolean; stopping: AbortSignal },
): Run {
  const isOver = createPatience(deps.clock, stopping)
  const sorter = createRowSorter()
  const refunds = createRefundComparer(deps, isNews)
  const refundRows: ReportRow[] = []
  const refunded = new Map<string, RefundedPayment>()

  async function takePayment(row: ReportRow): Promise<void> {
    const compared = await comparePayment(deps, row, isNews)
    if (compared.kind === 'error') return tally.note({ ...row, ...compared, paymentId: null }, 'error')
    const { payment, kind } = compared
    if (kind === 'unmatched') {
      return tally.note({ ...row, reason: compared.reason, paymentId: payment.id }, 'unmatched')
    }
    tally.count(kind)
    const { refunded: total } = row.reading
    if (total !== null && total > 0) refunded.set(payment.id, { payment, row, refunded: total })
  }

  async function takeRefund(row: ReportRow): Promise<void> {
    const { isNew, ...compared } = await refunds.compareRow(row)
    if (isNew) tally.count('created')
    if (compared.kind === 'unmatched') tally.note({ ...row, ...compared }, 'unmatched')
    else tally.count(COUNT_OF_REFUND[compared.kind])
  }

  async function takeTotal(told: RefundedPayment): Promise<void> {
    const compared = await refunds.compareTotal(told)
    if (compared.kind === 'found') tally.count('refundsFound')
    if (compared.kind === 'unmatched') tally.note({ ...told.row, ...compared }, 'unmatched')
  }

  /** Whatever goes wrong with one of them, the others go on; only a database that can't be used ends it all. */
  async function takeEach<T>(
    all: Iterable<T>,
    take: (each: T) => Promise<void>,
    toPlace: (each: T) => Place,
  ): Promise<boolean> {
    let taken = 0
    for (const each of all) {
      if (isOver()) return false
      try {
        // oxlint-disable-next-line no-await-in-loop -- in the order of the report
        await take(each)
      } catch (error) {
        if (isDatabaseTrouble(error)) throw error
        deps.log.warn('a row of the report could not be compared', { error: String(error) })
        tally.note({ ...toPlace(each), reason: 'could_not_ask', paymentId: null }, 'error')
      }
      taken += 1
      // oxlint-disable-next-line no-await-in-loop -- the pause belongs between two rows
      if (taken % ROWS_AT_ONCE === 0) await sleep(deps.clock, 0)
    }
    return true
  }

  return {
    async takeDay(date, rows) {
      const sorted = sorter.sort(date, rows)
      tally.count('daysRead')
      tally.count('rows', rows.length)
      tally.count('ignored', sorted.ignored)
      for (const fault of sorted.faults) tally.note({ ...fault, paymentId: null }, 'error')
      refundRows.push(...sorted.refunds)
      return takeEach(sorted.payments, takePayment, (row) => row)
    },
    async takeRefunds() {
      const isWhole = await takeEach(refundRows, takeRefund, (row) => row)
      return isWhole && takeEach(refunded.values(), takeTotal, ({ row }) => row)
    },
  }
}
