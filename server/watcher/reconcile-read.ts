/** Reads one day of ATH Móvil's report: tries again where that can help, and asks in halves where a day is too much. */

import type { BookRow } from '../athmovil/books.ts'
import type { Outcome } from '../athmovil/call.ts'
import { sleep } from '../context.ts'
import type { PaymentDeps } from '../payments/deps.ts'
import { halve, toStretch, type Day, type Stretch } from './puerto-rico-day.ts'
import type { FailedDay } from './reconcile-summary.ts'

/** The pauses before the second, third and fourth try. */
const PAUSES_MS = [2_000, 8_000, 30_000] as const

/** "The difference between dates must be lower than %s days." */
const RANGE_TOO_LONG = 'BTRA_0026'

/** The business's tokens are not taken: no other try will help. */
const TOKENS_REFUSED = new Set(['BTRA_0017', 'BTRA_0401', 'BTRA_0402', 'BTRA_0403'])

/** What a day's report came to. */
export type DayReading =
  | { readonly kind: 'read'; readonly rows: readonly (BookRow | null)[] }
  | { readonly kind: 'failed'; readonly day: FailedDay }
  /** Told to stop before there was an answer. */
  | { readonly kind: 'stopped' }

type Report = Outcome<readonly (BookRow | null)[]>

/** Reads a day's report. */
export async function readDay(
  deps: Pick<PaymentDeps, 'athmovil' | 'clock'>,
  date: Day,
  stopping: AbortSignal,
): Promise<DayReading> {
  const stretch = toStretch(date)
  for (const pauseMs of [...PAUSES_MS, null]) {
    // oxlint-disable-next-line no-await-in-loop -- each try needs the outcome of the one before
    const report = await readStretch(deps, stretch, stopping)
    if (report.kind === 'answered') return { kind: 'read', rows: report.value }
    if (stopping.aborted) break
    const isHopeless = report.kind === 'refused' && TOKENS_REFUSED.has(report.athmCode)
    if (pauseMs === null || isHopeless) return { kind: 'failed', day: toFailedDay(date, report) }
    // oxlint-disable-next-line no-await-in-loop -- the pause belongs between two tries
    await sleep(deps.clock, pauseMs, stopping).catch(() => {})
    if (stopping.aborted) break
  }
  return { kind: 'stopped' }
}

async function readStretch(
  deps: Pick<PaymentDeps, 'athmovil'>,
  stretch: Stretch,
  stopping: AbortSignal,
): Promise<Report> {
  const report = await deps.athmovil.report(stretch.fromAt, stretch.toAt, stopping)
  const halves = report.kind === 'refused' && report.athmCode === RANGE_TOO_LONG ? halve(stretch) : null
  if (!halves) return report
  const [early, late] = halves
  const first = await readStretch(deps, early, stopping)
  if (first.kind !== 'answered') return first
  const second = await readStretch(deps, late, stopping)
  return second.kind === 'answered' ? { ...second, value: [...first.value, ...second.value] } : second
}

function toFailedDay(date: Day, report: Exclude<Report, { kind: 'answered' }>): FailedDay {
  const { athmCode } = report
  return { date, reason: report.kind === 'refused' ? 'refused' : report.reason, athmCode }
}
