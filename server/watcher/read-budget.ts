/** A token bucket of upstream reads: however many payments are due, ATH Móvil is asked only so often. */

import type { Clock } from '../context.ts'

/** Reads a second, and how many may come at once. */
const READS_PER_SECOND = 25
const BURST = 50

/** What may still be read. */
export interface ReadBudget {
  /** How many reads are free now. */
  left(): number
  /** Spends some. */
  take(count: number): void
  /** When one more will be free, in milliseconds since 1970. */
  nextAt(): number
}

/** Builds a full bucket. */
export function createReadBudget(clock: Clock): ReadBudget {
  let tokens = BURST
  let filledAt = clock.now()

  function fill(): void {
    const now = clock.now()
    tokens = Math.min(BURST, tokens + (Math.max(0, now - filledAt) / 1000) * READS_PER_SECOND)
    filledAt = now
  }

  return {
    left() {
      fill()
      return Math.floor(tokens)
    },
    take(count) {
      tokens -= count
    },
    nextAt: () => clock.now() + Math.ceil(((1 - Math.min(tokens, 1)) / READS_PER_SECOND) * 1000) + 1,
  }
}
