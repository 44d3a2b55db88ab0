/** Chance that a seed decides. */

import type { Random } from '../context.ts'

/** The largest seed. */
export const MAX_SEED = 2 ** 32 - 1

/** A source of numbers that depend on the seed alone. */
export interface Dice {
  /** Makes the next number, from 0 up to, not including, 1. */
  roll(): number
  /** What makes dice that go on from here. */
  readonly state: number
}

/** Makes dice (the generator mulberry32) from a seed, or from the state of others. */
export function createDice(seed: number): Dice {
  let state = seed >>> 0
  return {
    roll() {
      state = (state + 0x6d2b79f5) >>> 0
      let mixed = Math.imul(state ^ (state >>> 15), state | 1)
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
    },
    get state() {
      return state
    },
  }
}

/** Makes chance of dice: bytes that anybody can repeat who knows the seed, so never for real secrets. */
export function toRandom({ roll }: Dice): Random {
  return {
    fraction: roll,
    bytes: (length) => Uint8Array.from({ length }, () => Math.floor(roll() * 256)),
  }
}
