// @ts-check
/** The simulator's time: what it is between two looks, and how fast it goes. */

import { ask } from './ask.js'

/** @typedef {import('./tickets.js').Time} Time */

/** Makes the clock. Until the first look it is the page's own. */
export function createClock() {
  let shown = Date.now()
  let real = performance.now()
  let speed = 1

  return {
    /** The simulator's time, in milliseconds since 1970. */
    now: () => shown + (performance.now() - real) * speed,
    /** How many times faster than usual it goes. */
    speed: () => speed,
    /** @param {Time} answer */
    set(answer) {
      shown = Date.parse(answer.now)
      real = performance.now()
      speed = answer.speed
    },
  }
}

/**
 * The call that changes the clock.
 * @param {{ speed?: number, jump_seconds?: number }} change
 * @returns {import('./ask.js').Call}
 */
export function toClockCall(change) {
  return { method: 'POST', path: 'control/clock', body: change }
}

/**
 * @param {number} speed
 * @returns {Promise<Time>}
 */
export async function setSpeed(speed) {
  return await ask(toClockCall({ speed }))
}
