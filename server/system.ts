/**
 * The real world: the one place of the server that reads the system's time and chance. Everything else is handed
 * what it needs, so that a run can be repeated.
 */

import type { AdjustableClock, CancelTimer, Clock, Random } from './context.ts'

/** The longest delay that a Node timer takes; a longer one would ring at once. */
const MAX_TIMER_MS = 2_147_483_647

/** The system's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer(delayMs, ring) {
    const timer = setTimeout(ring, Math.min(Math.max(0, delayMs), MAX_TIMER_MS))
    return () => clearTimeout(timer)
  },
}

/** The system's source of chance: the cryptographic one. */
export const systemRandom: Random = {
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  fraction: () => Math.random(),
}

/** Makes a clock that follows `base` until somebody speeds it up or jumps it forward. */
export function createAdjustableClock(base: Clock): AdjustableClock {
  const waiting = new Set<{ dueAt: number; ring: () => void; cancel: CancelTimer }>()
  let speed = 1
  let anchor = { real: base.now(), shown: base.now() }

  const now = (): number => Math.floor(anchor.shown + (base.now() - anchor.real) * speed)

  function arm(timer: { dueAt: number; ring: () => void; cancel: CancelTimer }): void {
    timer.cancel = base.setTimer(Math.ceil((timer.dueAt - now()) / speed), () => {
      // The base may ring a millisecond early after scaling; then wait out the rest.
      if (timer.dueAt > now()) return arm(timer)
      waiting.delete(timer)
      timer.ring()
    })
  }

  function change(shown: number, newSpeed: number): void {
    anchor = { real: base.now(), shown }
    speed = newSpeed
    for (const timer of waiting) {
      timer.cancel()
      arm(timer)
    }
  }

  return {
    now,
    get speed() {
      return speed
    },
    setTimer(delayMs, ring) {
      const timer = { dueAt: now() + Math.max(0, delayMs), ring, cancel: (): void => {} }
      waiting.add(timer)
      arm(timer)
      return () => {
        timer.cancel()
        waiting.delete(timer)
      }
    },
    setSpeed(newSpeed) {
      if (!(newSpeed > 0 && newSpeed <= 10_000))
        throw new RangeError('A speed is more than 0 and at most 10000.')
      change(now(), newSpeed)
    },
    jump(byMs) {
      if (!Number.isSafeInteger(byMs) || byMs < 0)
        throw new RangeError('A jump is whole milliseconds, forward.')
      change(now() + byMs, speed)
    },
    get course() {
      return { realAt: anchor.real, shownAt: anchor.shown, speed }
    },
    follow(course) {
      const shown = Math.floor(course.shownAt + (base.now() - course.realAt) * course.speed)
      change(shown, course.speed)
      anchor = { real: course.realAt, shown: course.shownAt }
    },
  }
}
