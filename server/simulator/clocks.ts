/** The simulator's views of its clock. */

import type { AdjustableClock, CancelTimer, Clock } from '../context.ts'
import type { Changes } from './changes.ts'

/** The same clock, which tells when somebody has changed its speed or made it jump. */
export function watchClock(clock: AdjustableClock, changes: Changes): AdjustableClock {
  return {
    now: () => clock.now(),
    setTimer: (delayMs, ring) => clock.setTimer(delayMs, ring),
    get speed() {
      return clock.speed
    },
    setSpeed(speed) {
      clock.setSpeed(speed)
      changes.tell('clock')
    },
    jump(byMs) {
      clock.jump(byMs)
      changes.tell('clock')
    },
    get course() {
      return clock.course
    },
    follow(course) {
      clock.follow(course)
      changes.tell('clock')
    },
  }
}

/** The same clock, whose waiting timers can all be stopped at once. */
export function createStoppableClock(
  clock: AdjustableClock,
): Clock & { readonly speed: number; stop(): void } {
  const waiting = new Set<CancelTimer>()
  return {
    now: () => clock.now(),
    get speed() {
      return clock.speed
    },
    setTimer(delayMs, ring) {
      const cancel = clock.setTimer(delayMs, () => {
        waiting.delete(cancel)
        ring()
      })
      waiting.add(cancel)
      return () => {
        waiting.delete(cancel)
        cancel()
      }
    },
    stop() {
      for (const cancel of waiting) cancel()
      waiting.clear()
    },
  }
}
