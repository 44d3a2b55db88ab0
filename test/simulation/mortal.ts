/**
 * What makes a process mortal. All that a server does in the world goes through its life: statements, requests, timers,
 * answers. Once that is over, nothing of the server acts any more, however many promises it has left.
 */

import type { Clock } from '../../server/context.ts'
import type { Send } from '../../server/athmovil/transport.ts'

/** The life of one process. */
export interface Life {
  readonly isOver: boolean
  /** How long the process will still stand still. */
  readonly pausedForMs: number
  /** Settles when the process dies. */
  readonly death: Promise<void>
  /** One more thing that the process is about to do: it may be the one that it does not live to do. */
  moment(): void
  /** Has the process die just before the `count`th thing that it does from now on. */
  dieWithin(count: number): void
  /** The process stands still for so long, and then goes on as if nothing had been. */
  pause(ms: number): void
  end(): void
  /** Does something when the process dies, before anybody else does anything. */
  onEnd(act: () => void): void
  /** Passes a promise on unless the process dies first: then it never settles. Waits while the process stands still. */
  live<T>(promise: Promise<T>): Promise<T>
}

const never = <T>(): Promise<T> => new Promise<T>(() => {})

/** Begins a life. */
export function createLife(clock: Clock): Life {
  const { promise: death, resolve } = Promise.withResolvers<void>()
  const endings: (() => void)[] = []
  let isOver = false
  let momentsLeft = Infinity
  let pausedUntil = -Infinity

  const life: Life = {
    get isOver() {
      return isOver
    },
    get pausedForMs() {
      return Math.max(0, pausedUntil - clock.now())
    },
    death,
    moment() {
      momentsLeft -= 1
      if (momentsLeft <= 0) life.end()
    },
    dieWithin(count) {
      momentsLeft = count
    },
    pause(ms) {
      pausedUntil = clock.now() + ms
    },
    end() {
      if (isOver) return
      isOver = true
      for (const act of endings) act()
      resolve()
    },
    onEnd: (act) => void endings.push(act),
    async live(promise) {
      const [result] = await Promise.allSettled([promise])
      while (!isOver && life.pausedForMs > 0) {
        await new Promise<void>((wake) => void clock.setTimer(life.pausedForMs, wake))
      }
      if (isOver) return never()
      if (result.status === 'rejected') throw result.reason
      return result.value
    },
  }
  return life
}

/** The clock as a mortal process has it: after its death no timer rings. */
export function toMortalClock(clock: Clock, life: Life): Clock {
  return {
    now: () => clock.now(),
    setTimer(delayMs, ring) {
      let cancel = clock.setTimer(delayMs, due)
      function due(): void {
        if (life.isOver) return
        // A process that stands still hears of its timers when it goes on.
        if (life.pausedForMs > 0) cancel = clock.setTimer(life.pausedForMs, due)
        else ring()
      }
      return () => cancel()
    },
  }
}

/** The network as a mortal process has it: it may die before a request leaves, or before the answer is there. */
export function toMortalSend(send: Send, life: Life): Send {
  return async (request, signal) => {
    life.moment()
    if (life.isOver) return never()
    return life.live(send(request, signal))
  }
}
