/** A token bucket of upstream reads: however many payments are due, ATH Móvil is asked only so often. */

import type { Clock } from '../context.ts'

/** Reads a second, and how many may come at once: in no second more than 95, which leaves room for a moment's jam. */
const READS_PER_SECOND = 85
const BURST = 10
/** Once empty, so many have to be free before it gives again: a claim for each of them alone would cost too much. */
const REFILL = 4

/** What may still be read. */
export interface ReadBudget {
  /** How many reads are free now. */
  left(): number
  /** Spends some. */
  take(count: number): void
  /** When there will be more, in milliseconds since 1970. */
  nextAt(): number
}

/** Builds a full bucket. */
export function createReadBudget(clock: Clock): ReadBudget {
  let tokens = BURST
  let filledAt = clock.now()
  let isEmpty = false

  function fill(): void {
    const now = clock.now()
    tokens = Math.min(BURST, tokens + (Math.max(0, now - filledAt) / 1000) * READS_PER_SECOND)
    filledAt = now
    if (tokens >= REFILL) isEmpty = false
  }

  return {
    left() {
      fill()
      return isEmpty ? 0 : Math.floor(tokens)
    },
    take(count) {
      tokens -= count
      isEmpty = tokens < 1
    },
    nextAt: () => clock.now() + Math.ceil((Math.max(0, REFILL - tokens) / READS_PER_SECOND) * 1000),
  }
}
