/**
 * A preload (`node --import`): time runs faster in this process, so that leases of half a minute pass in seconds. All
 * processes of a run are given the same origin, so that they agree on the time, also after a restart.
 */

import { env } from 'node:process'

const SPEED = Number(env['KILL_TIME_SPEED'] ?? '1')
const ORIGIN = Number(env['KILL_TIME_ORIGIN'] ?? '0')

const realNow = Date.now.bind(Date)
Date.now = () => Math.floor(ORIGIN + (realNow() - ORIGIN) * SPEED)

globalThis.setTimeout = hasten(globalThis.setTimeout)
globalThis.setInterval = hasten(globalThis.setInterval)

function hasten<Timer extends typeof setTimeout | typeof setInterval>(timer: Timer): Timer {
  return new Proxy(timer, {
    apply(real, self, [ring, delayMs = 0, ...rest]: [unknown, number?, ...unknown[]]) {
      return Reflect.apply(real, self, [ring, delayMs / SPEED, ...rest]) as unknown
    },
  })
}
