/** Arrivals that wait for nobody: they come at random, so many a second, whether the ones before were answered or not. */

import type { Random } from '../../server/context.ts'

/** What came of sending them. */
export interface Sent<T> {
  readonly results: readonly PromiseSettledResult<T>[]
  /** How much later than it was to come each was sent, in milliseconds: the lag of the sender's own event loop. */
  readonly lateMs: readonly number[]
}

/** Sends `count` arrivals, with gaps of an exponential distribution (a Poisson process), and waits for all of them. */
export async function sendArrivals<T>(
  { count, perSecond, random }: { count: number; perSecond: number; random: Random },
  send: (index: number) => Promise<T>,
): Promise<Sent<T>> {
  const underWay: Promise<T>[] = []
  const lateMs: number[] = []
  let dueAt = performance.now()
  await new Promise<void>((resolve) => {
    const sendDue = (): void => {
      while (underWay.length < count && dueAt <= performance.now()) {
        lateMs.push(performance.now() - dueAt)
        const sending = send(underWay.length)
        // What fails is counted at the end.
        sending.catch(() => {})
        underWay.push(sending)
        dueAt += (-Math.log(1 - random.fraction()) / perSecond) * 1000
      }
      if (underWay.length === count) return resolve()
      setTimeout(sendDue, Math.max(0, dueAt - performance.now()))
    }
    sendDue()
  })
  return { results: await Promise.allSettled(underWay), lateMs }
}
