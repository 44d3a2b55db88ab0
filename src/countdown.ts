/** The time that is left: for the ring each second, for the ear at three minutes, one, and thirty seconds. */

import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** Seconds left at which a screen reader is told. */
const MARKS_S = [180, 60, 30] as const

/** Renders its host each second while it is needed. It only shows: a clock here ends no payment. */
export class Countdown implements ReactiveController {
  readonly #host: ReactiveControllerHost
  readonly #toSecondsLeft: () => number
  readonly #onMark: (mark: (typeof MARKS_S)[number]) => void
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(
    host: ReactiveControllerHost,
    toSecondsLeft: () => number,
    onMark: (mark: (typeof MARKS_S)[number]) => void,
  ) {
    this.#host = host
    this.#toSecondsLeft = toSecondsLeft
    this.#onMark = onMark
    host.addController(this)
  }

  /** Starts or stops it. */
  run(isNeeded: boolean): void {
    if (isNeeded === (this.#timer !== undefined)) return
    clearInterval(this.#timer)
    this.#timer = undefined
    if (!isNeeded) return
    let before = this.#toSecondsLeft()
    this.#timer = setInterval(() => {
      const left = this.#toSecondsLeft()
      // A page that was out of sight passes several at once: only the last one is still true.
      const mark = MARKS_S.findLast((seconds) => left <= seconds && before > seconds)
      if (mark && left > 0) this.#onMark(mark)
      before = left
      this.#host.requestUpdate()
    }, 1000)
  }

  hostDisconnected(): void {
    this.run(false)
  }
}
