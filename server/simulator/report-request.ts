/** Reads the range of a transaction report, refusing as ATH Móvil does. */

import { readDate, toUpstreamDate } from '../athmovil/wire.ts'
import { Refusal, type UpstreamCode } from './error-codes.ts'
import { parseRequiredText, type Fields } from './fields.ts'

/**
 * The two dates must be less than this far apart. BTRA_0026 says that there is a limit, and no document which one: this
 * is the simulator's own, a little more than the 156 days of the vendor's sample.
 */
export const MAX_RANGE_DAYS = 180

const SECOND_MS = 1000
const DAY_MS = 86_400_000

/** A range of time, in milliseconds since 1970: `fromAt` is in it, `untilAt` is not. */
export interface Range {
  readonly fromAt: number
  readonly untilAt: number
}

/** Reads the two dates, each a second that belongs to the range. Throws a Refusal for the first fault. */
export function parseRange(body: Fields, now: number): Range {
  const fromAt = parseSecond(body['fromDate'], 'BTRA_0023')
  const toAt = parseSecond(body['toDate'], 'BTRA_0024')
  if (fromAt > now) throw new Refusal('BTRA_0047')
  if (toAt > now) throw new Refusal('BTRA_0048')
  if (fromAt > toAt) throw new Refusal('BTRA_0025')
  if (toAt - fromAt >= MAX_RANGE_DAYS * DAY_MS) {
    throw new Refusal('BTRA_0026', { fill: String(MAX_RANGE_DAYS) })
  }
  return { fromAt, untilAt: toAt + SECOND_MS }
}

/** Reads `YYYY-MM-DD HH:MM:SS`, in Puerto Rico's time. */
function parseSecond(value: unknown, code: UpstreamCode): number {
  const text = parseRequiredText(value)
  const at = /^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$/.test(text) ? readDate(text) : null
  // The 30th of February reads as some day of March.
  if (at === null || toUpstreamDate(at) !== text) throw new Refusal(code)
  return at
}
