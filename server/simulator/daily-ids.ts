/** The daily ids: each business's movements of money, counted anew every day in Puerto Rico. */

import { toUpstreamDate } from '../athmovil/wire.ts'
import type { Business } from './business.ts'

/** Counts, by business and day. */
export interface DailyIds {
  /** Shows the next id of the day of `at` (milliseconds since 1970), such as `0001`. */
  peek(business: Business, at: number): string
  /** Uses that id up. */
  take(business: Business, at: number): void
}

/** Makes counts that begin at 0001. */
export function createDailyIds(): DailyIds {
  const counts = new Map<string, number>()
  const keyOf = (business: Business, at: number): string =>
    `${business.publicToken} ${toUpstreamDate(at).slice(0, 10)}`
  const next = (key: string): number => (counts.get(key) ?? 0) + 1

  return {
    peek: (business, at) => String(next(keyOf(business, at))).padStart(4, '0'),
    take(business, at) {
      const key = keyOf(business, at)
      counts.set(key, next(key))
    },
  }
}
