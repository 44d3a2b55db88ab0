/** What is to happen, told in its order by one timer: a hundred thousand tickets need no hundred thousand of them. */

import type { CancelTimer, Clock } from '../context.ts'

/** What is to come. */
export interface Agenda<T> {
  /** Has it told once its time has come; of two that come at once, that which was added first. */
  add(one: T): void
}

/**
 * Makes an empty agenda. `toInstant` says when one comes, in milliseconds since 1970, always the same; `tell` is called
 * with each at its time, whatever has become of it by then.
 */
export function createAgenda<T>(
  clock: Clock,
  toInstant: (one: T) => number,
  tell: (one: T) => void,
): Agenda<T> {
  const coming: T[] = []
  let cancel: CancelTimer = () => {}

  /** The place of the first that comes after an instant. */
  function placeAfter(at: number): number {
    let [low, high] = [0, coming.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (toInstant(coming[middle] as T) > at) high = middle
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
    if (coming.length > 0) cancel = clock.setTimer(toInstant(coming[0] as T) - clock.now(), tellDue)
  }

  return {
    add(one) {
      // Nearly always the last place.
      const place = placeAfter(toInstant(one))
      coming.splice(place, 0, one)
      if (place === 0) wait()
    },
  }
}
