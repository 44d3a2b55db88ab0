/** Puerto Rico's calendar, by which ATH Móvil's books are kept: UTC−4 all year, so that every day has 24 hours. */

import { readDate, toUpstreamDate } from '../athmovil/wire.ts'

const DAY_MS = 24 * 3_600_000
const SECOND_MS = 1_000

/** A day of the calendar, such as `2026-01-31`. Days compare as texts do. */
export type Day = string

/** A stretch of time in milliseconds since 1970: both seconds are in it, as the report's two dates are. */
export interface Stretch {
  readonly fromAt: number
  readonly toAt: number
}

/** Reads a day. Undefined when it is in another form, or not in the calendar, as the 30th of February. */
export function parseDay(value: unknown): Day | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return undefined
  const at = readDate(`${value} 00:00:00`)
  return at !== null && toDay(at) === value ? value : undefined
}

/** Tells which day an instant (milliseconds since 1970) belongs to. */
export function toDay(at: number): Day {
  return toUpstreamDate(at).slice(0, 10)
}

/** Counts days on, or back. */
export function addDays(day: Day, days: number): Day {
  return toDay(toStretch(day).fromAt + days * DAY_MS)
}

/** Lists the days from one to another, both included; none when the second is the earlier one. */
export function listDays(from: Day, to: Day): Day[] {
  const count = Math.round((toStretch(to).fromAt - toStretch(from).fromAt) / DAY_MS) + 1
  return Array.from({ length: Math.max(0, count) }, (_, index) => addDays(from, index))
}

/** The first and the last second of a day. */
export function toStretch(day: Day): Stretch {
  const fromAt = readDate(`${day} 00:00:00`)
  if (fromAt === null) throw new RangeError(`${day} is no day.`)
  return { fromAt, toAt: fromAt + DAY_MS - SECOND_MS }
}

/** Cuts a stretch in two; null when it is one second and can't be cut. */
export function halve({ fromAt, toAt }: Stretch): readonly [Stretch, Stretch] | null {
  if (toAt <= fromAt) return null
  const middle = fromAt + Math.floor((toAt - fromAt) / 2 / SECOND_MS) * SECOND_MS
  return [
    { fromAt, toAt: middle },
    { fromAt: middle + SECOND_MS, toAt },
  ]
}
