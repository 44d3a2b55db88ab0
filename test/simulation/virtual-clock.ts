/** Time for a simulation: it passes only when nothing is left to do at the present instant, and then at once. */

import type { AdjustableClock, CancelTimer } from '../../server/context.ts'

/** A clock that a simulation drives. */
export interface VirtualClock extends AdjustableClock {
  /** Rings what is due up to an instant (milliseconds since 1970), one timer after the other, all promises settled in between. */
  runUntil(at: number): Promise<void>
}

interface Timer {
  readonly dueAt: number
  /** Of two timers due at once, the one that was set first rings first. */
  readonly order: number
  ring: (() => void) | null
}

/** Makes a clock that shows `startMs` until it runs. */
export function createVirtualClock(startMs: number): VirtualClock {
  const heap: Timer[] = []
  let now = startMs
  let order = 0

  return {
    speed: 1,
    now: () => now,
    setTimer(delayMs, ring): CancelTimer {
      const timer: Timer = { dueAt: now + Math.max(0, Math.ceil(delayMs)), order: (order += 1), ring }
      push(heap, timer)
      return () => void (timer.ring = null)
    },
    setSpeed() {
      throw new Error('A simulation has no speed: it is as fast as it can be.')
    },
    jump(byMs) {
      now += byMs
    },
    get course() {
      return { realAt: now, shownAt: now, speed: 1 }
    },
    follow() {
      throw new Error('A simulation is its own clock.')
    },
    async runUntil(at) {
      await settled()
      for (let timer = heap[0]; timer && timer.dueAt <= at; timer = heap[0]) {
        pop(heap)
        const { ring } = timer
        if (!ring) continue
        now = Math.max(now, timer.dueAt)
        ring()
        await settled()
      }
      now = Math.max(now, at)
    },
  }
}

/**
 * Lets every promise settle that can. Node runs its ticks only when no promise is left to settle, and nothing here waits
 * for a file or a socket: node:sqlite and node:crypto answer at once. That is a hundred times cheaper than a turn of the
 * event loop. Twice, since a tick of a stream's may have let others settle.
 */
async function settled(): Promise<void> {
  await new Promise<void>((resolve) => process.nextTick(resolve))
  await new Promise<void>((resolve) => process.nextTick(resolve))
}

function isBefore(one: Timer, other: Timer): boolean {
  return one.dueAt === other.dueAt ? one.order < other.order : one.dueAt < other.dueAt
}

function push(heap: Timer[], timer: Timer): void {
  let at = heap.push(timer) - 1
  while (at > 0) {
    const above = (at - 1) >> 1
    const parent = heap[above]
    if (!parent || !isBefore(timer, parent)) break
    heap[at] = parent
    at = above
  }
  heap[at] = timer
}

function pop(heap: Timer[]): void {
  const last = heap.pop()
  if (!last || heap.length === 0) return
  let at = 0
  for (;;) {
    const left = heap[2 * at + 1]
    const right = heap[2 * at + 2]
    const next = right && left && isBefore(right, left) ? 2 * at + 2 : 2 * at + 1
    const child = heap[next]
    if (!child || !isBefore(child, last)) break
    heap[at] = child
    at = next
  }
  heap[at] = last
}
