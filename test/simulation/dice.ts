/** Chance that a seed decides. */

import type { Random } from '../../server/context.ts'
import { createSeededRandom } from '../seeded-random.ts'

/** A source of chance, and the ways in which a simulation asks it. */
export interface Dice extends Random {
  /** True with a probability from 0 to 1. */
  chance(probability: number): boolean
  /** A whole number from `min` to `max`, both possible. */
  between(min: number, max: number): number
  /** One of a list, each as likely as the others. */
  pick<T>(list: readonly T[]): T
  /** Dice of their own for somebody else: how often one rolls doesn't change what the others roll. */
  fork(): Dice
}

/** Makes the dice of a seed. */
export function createDice(seed: number): Dice {
  // Neighbouring seeds shall not begin alike.
  const random = createSeededRandom(Math.imul(seed + 1, 0x9e3779b1))
  const between = (min: number, max: number): number => min + Math.floor(random.fraction() * (max - min + 1))
  return {
    ...random,
    chance: (probability) => random.fraction() < probability,
    between,
    pick(list) {
      const index = between(0, list.length - 1)
      const picked = list[index]
      if (picked === undefined) throw new Error('There is nothing to pick from.')
      return picked
    },
    fork: () => createDice(between(0, 2 ** 31)),
  }
}
