// @ts-check
/** The control that speeds the simulator's clock up, and what shows that it goes fast. */

import { setSpeed } from '../shared/clock.js'
import { byId, formatHour, say } from '../shared/format.js'
import { textOf } from './texts.js'

const FAST = 60

/**
 * Makes the control.
 * @param {ReturnType<typeof import('../shared/clock.js').createClock>} clock
 * @param {() => void} changed called after somebody changed the speed here
 */
export function createSpeed(clock, changed) {
  const button = byId('speed', HTMLButtonElement)
  let wasWaiting = false

  /** @param {number} wanted */
  async function change(wanted) {
    try {
      clock.set(await setSpeed(wanted))
    } catch {
      // Whether the simulator is there is told by the next look.
    } finally {
      changed()
    }
  }

  button.addEventListener('click', () => void change(clock.speed() === 1 ? FAST : 1))

  return {
    /**
     * Shows the time, and how fast it goes; that it isn't the usual speed can't be overlooked.
     * @param {import('./texts.js').Lang} lang
     */
    show(lang) {
      const speed = clock.speed()
      button.setAttribute('aria-pressed', String(speed !== 1))
      const chip = byId('status-speed', HTMLElement)
      chip.hidden = speed === 1
      say(chip, `×${speed}`)
      say(byId('fast', HTMLElement), speed === FAST ? textOf(lang, 'fast') : '')
      say(byId('status-time', HTMLElement), formatHour(lang, clock.now()))
      say(byId('bench-time', HTMLElement), formatHour(lang, clock.now(), true))
    },
    /**
     * Goes back to the usual speed once the last request that waited is over.
     * @param {boolean} isWaiting
     */
    async calm(isWaiting) {
      const isOver = wasWaiting && !isWaiting
      wasWaiting = isWaiting
      if (isOver && clock.speed() === FAST) await change(1)
    },
  }
}
