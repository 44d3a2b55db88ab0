/** Which days are asked for: two days of Puerto Rico's calendar, both included, as the library and the command take them. */

import { addDays, listDays, parseDay, toDay, type Day } from './puerto-rico-day.ts'

/** Two years, whichever they are. */
const MAX_DAYS = 731

/** What is asked for, unread. */
export interface RangeRequest {
  /** The first day, such as `2026-01-01`; yesterday when absent. */
  readonly fromDate?: string | undefined
  /** The last day; today when absent. */
  readonly toDate?: string | undefined
}

/** What the two are called where they were given: the message names them so. */
export interface RangeNames {
  readonly from: string
  readonly to: string
}

const LIBRARY_NAMES: RangeNames = { from: 'fromDate', to: 'toDate' }

/**
 * Reads a range of days, as it is at `now` (milliseconds since 1970).
 *
 * @throws RangeError with one sentence when a day is none, they are the wrong way round, too far apart or to come.
 */
export function parseSyncRange(
  { fromDate, toDate }: RangeRequest,
  now: number,
  names: RangeNames = LIBRARY_NAMES,
): readonly Day[] {
  const today = toDay(now)
  const from = fromDate === undefined ? addDays(today, -1) : readDay(fromDate, names.from)
  const to = toDate === undefined ? today : readDay(toDate, names.to)
  if (to > today) throw new RangeError(`${names.to} (${to}) is in the future: it is ${today} in Puerto Rico.`)
  if (from > to) throw new RangeError(`${names.from} (${from}) must not be after ${names.to} (${to}).`)
  const days = listDays(from, to)
  if (days.length > MAX_DAYS) {
    throw new RangeError(`From ${from} to ${to} is ${days.length} days; ask for two years at most.`)
  }
  return days
}

function readDay(value: unknown, name: string): Day {
  const day = parseDay(value)
  if (day !== undefined) return day
  throw new RangeError(`${name} must be a day of the calendar, such as 2026-01-31.`)
}
