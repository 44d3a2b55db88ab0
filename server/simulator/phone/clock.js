// @ts-check
/** The simulator's time: what it is between two looks, how fast it goes, and the control that speeds it up. */

import { setSpeed } from './control.js'
import { byId, say } from './format.js'
import { textOf } from './texts.js'

/** @typedef {import('./control.js').Time} Time */

const FAST = 60

/**
 * Makes the clock, with its control. Until the first look it is the page's own.
 * @param {() => void} changed called after somebody changed the speed here
 */
export function createClock(changed) {
  const button = byId('speed', HTMLButtonElement)
  let shown = Date.now()
  let real = performance.now()
  let speed = 1
  let wasWaiting = false

  /** @param {Time} answer */
  function set(answer) {
    shown = Date.parse(answer.now)
    real = performance.now()
    speed = answer.speed
    // A shop's page around this one may show the time too. No other site is told.
    if (parent !== window) parent.postMessage({ simulatorTime: answer }, location.origin)
  }

  /** @param {number} wanted */
  async function change(wanted) {
    try {
      set(await setSpeed(wanted))
    } finally {
      changed()
    }
  }

  button.addEventListener('click', () => void change(speed === 1 ? FAST : 1))

  return {
    /** The simulator's time, in milliseconds since 1970. */
    now: () => shown + (performance.now() - real) * speed,
    set,
    /**
     * Shows how fast time goes; that it isn't the usual speed can't be overlooked.
     * @param {import('./texts.js').Lang} lang
     */
    show(lang) {
      button.setAttribute('aria-pressed', String(speed !== 1))
      const chip = byId('status-speed', HTMLElement)
      chip.hidden = speed === 1
      say(chip, `×${speed}`)
      say(byId('fast', HTMLElement), speed === FAST ? textOf(lang, 'fast') : '')
    },
    /**
     * Goes back to the usual speed once the last request that waited is over.
     * @param {boolean} isWaiting
     */
    async calm(isWaiting) {
      const isOver = wasWaiting && !isWaiting
      wasWaiting = isWaiting
      if (isOver && speed === FAST) await change(1)
    },
  }
}
