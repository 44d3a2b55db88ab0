/** The ends of tickets, told in their order by one timer: a hundred thousand tickets need no hundred thousand of them. */

import type { CancelTimer, Clock } from '../context.ts'

/** What ends at an instant: milliseconds since 1970. */
interface Ending {
  readonly expiresAt: number
}

/** The ends that are to come. */
export interface Ends<T extends Ending> {
  /** Has the end told once it has come; of two that come at once, that which was added first. */
  add(one: T): void
}

/** Makes an empty list. `tell` is called with each at its end, whatever has become of it by then. */
export function createEnds<T extends Ending>(clock: Clock, tell: (one: T) => void): Ends<T> {
  const coming: T[] = []
  let cancel: CancelTimer = () => {}

  /** The place of the first that ends after an instant. */
  function placeAfter(at: number): number {
    let [low, high] = [0, coming.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((coming[middle]?.expiresAt ?? 0) > at) high = middle
      else low = middle + 1
    }
    return low
  }

  function tellDue(): void {
    for (const one of coming.splice(0, placeAfter(clock.now()))) tell(one)
    wait()
  }

  function wait(): void {
    cancel()
    const [next] = coming
    if (next) cancel = clock.setTimer(next.expiresAt - clock.now(), tellDue)
  }

  return {
    add(one) {
      // Nearly always the last place.
      const place = placeAfter(one.expiresAt)
      coming.splice(place, 0, one)
      if (place === 0) wait()
    },
  }
}
