/** A clock for tests: time stands still until a test moves it. */

import type { CancelTimer, Clock } from '../server/context.ts'

/** A clock that a test moves by hand. */
export interface ManualClock extends Clock {
  /**
   * Lets `ms` pass. Timers ring in the order in which they are due, each at its own instant; promises settle before
   * the first, between them, and after the last. `advance(0)` rings what is due now.
   */
  advance(ms: number): Promise<void>
}

interface Timer {
  readonly dueAt: number
  readonly ring: () => void
}

/** Makes a clock that shows `startMs` (milliseconds since 1970, UTC) until it is advanced. */
export function createManualClock(startMs: number): ManualClock {
  const waiting = new Set<Timer>()
  let now = startMs

  /** The timer that is due first; of two due at once, the one that was set first. */
  function nextDue(limit: number): Timer | undefined {
    let next: Timer | undefined
    for (const timer of waiting) {
      if (timer.dueAt <= limit && (!next || timer.dueAt < next.dueAt)) next = timer
    }
    return next
  }

  return {
    now: () => now,
    setTimer(delayMs, ring): CancelTimer {
      const timer = { dueAt: now + Math.max(0, delayMs), ring }
      waiting.add(timer)
      return () => void waiting.delete(timer)
    },
    async advance(ms) {
      const target = now + ms
      await settle()
      for (let timer = nextDue(target); timer; timer = nextDue(target)) {
        waiting.delete(timer)
        now = Math.max(now, timer.dueAt)
        timer.ring()
        await settle()
      }
      now = target
      await settle()
    },
  }
}

/** Lets every promise that can settle do so, with those of the file system and of Web Crypto on their way. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}
