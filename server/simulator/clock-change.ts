/** Reads what `POST control/clock` asks of the clock. */

import { ControlError } from './responses.ts'

const MAX_SPEED = 10_000
const MAX_JUMP_S = 31 * 24 * 3600

/** A change of the clock: a new speed, or null to leave it, and a jump forward. */
export interface ClockChange {
  readonly speed: number | null
  readonly jumpMs: number
}

/** Reads `{ speed?, jump_seconds? }`. Throws a ControlError that names the field at fault. */
export function parseClockChange(body: Readonly<Record<string, unknown>>): ClockChange {
  const { speed = null, jump_seconds: jumpS = null } = body
  if (speed === null && jumpS === null) {
    throw new ControlError(400, 'invalid_body', 'Give speed, jump_seconds, or both.')
  }
  if (speed !== null && !(isNumber(speed) && speed > 0 && speed <= MAX_SPEED)) {
    throw new ControlError(400, 'invalid_speed', `speed must be more than 0 and at most ${MAX_SPEED}.`)
  }
  if (jumpS !== null && !(isNumber(jumpS) && jumpS >= 0 && jumpS <= MAX_JUMP_S)) {
    throw new ControlError(400, 'invalid_jump', `jump_seconds must be from 0 to ${MAX_JUMP_S} (31 days).`)
  }
  return { speed, jumpMs: Math.round((jumpS ?? 0) * 1000) }
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
