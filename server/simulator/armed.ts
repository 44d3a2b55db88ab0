/** What waits for its cases: for the next few of them, or for a share of all, drawn from a seed. */

import { createDice } from './dice.ts'

/** More at once help nobody; the limit keeps a runaway script from filling the memory. */
export const MAX_ARMED = 100

/** Which of its cases something hits. Without a count it has no end; without a share it hits every one. */
export interface Timing {
  readonly count?: number | undefined
  readonly seed?: number | undefined
  readonly share?: number | undefined
}

/** Something that waits, and what has become of it so far. */
export interface Armed<T> {
  readonly id: number
  readonly item: T
  /** How many more cases it will hit; null for one that has no end. */
  readonly left: number | null
  /** How many cases it has seen, and how many of them it hit. */
  readonly seen: number
  readonly hits: number
}

/** A list of what waits. */
export interface ArmedList<T> {
  /** Arms an item. Answers false, and arms nothing, when too many wait already. */
  add(item: T): boolean
  /** Lists what is armed, oldest first. What was used up is gone. */
  list(): readonly Armed<T>[]
  clear(): void
  /**
   * Has every item that is concerned see a case, oldest first. `use` is asked for each that hits it, and says whether
   * it did: an item by share rolls even if its roll is of no use, so that its pattern depends on its seed alone.
   */
  see(isConcerned: (item: T) => boolean, use: (item: T, roll: () => number) => boolean): void
}

type Counting<T> = { -readonly [K in keyof T]: T[K] }

/** Makes an empty list. */
export function createArmedList<T extends Timing>(): ArmedList<T> {
  let lastId = 0
  let armed: { entry: Counting<Armed<T>>; roll: () => number }[] = []

  return {
    add(item) {
      if (armed.length >= MAX_ARMED) return false
      const entry = { id: ++lastId, item, left: item.count ?? null, seen: 0, hits: 0 }
      armed.push({ entry, roll: createDice(item.seed ?? 0).roll })
      return true
    },
    list: () => armed.map(({ entry }) => ({ ...entry })),
    clear() {
      armed = []
    },
    see(isConcerned, use) {
      for (const { entry, roll } of armed) {
        if (!isConcerned(entry.item)) continue
        entry.seen += 1
        const isHit = entry.item.share === undefined || roll() < entry.item.share
        if (!isHit || !use(entry.item, roll)) continue
        entry.hits += 1
        if (entry.left !== null) entry.left -= 1
      }
      armed = armed.filter(({ entry }) => entry.left !== 0)
    },
  }
}
