/** What can be made to go wrong with a call, and which calls it happens to. */

import type { Changes } from './changes.ts'
import { createDice } from './dice.ts'
import type { EndpointName } from './endpoints.ts'
import { parseFault } from './fault-request.ts'
import type { Fault, FaultEffect } from './fault.ts'
import { ControlError } from './responses.ts'

/** More at once help nobody; the limit keeps a runaway script from filling the memory. */
const MAX_ARMED = 100

/** A fault that waits for its calls. */
export interface ArmedFault {
  readonly id: number
  readonly fault: Fault
  /** How many more calls it will hit; null for a fault by seed, which has no end. */
  readonly left: number | null
  /** How many calls of its endpoint it has seen, and how many of them it hit. */
  readonly seen: number
  readonly hits: number
}

/** The faults of one simulator. */
export interface Faults {
  /** Arms a fault. Throws a ControlError, whose code names the field, for one that makes no sense. */
  add(fault: Fault): ArmedFault
  /** Lists what is armed, oldest first. A fault by count that is used up is gone. */
  list(): readonly ArmedFault[]
  /** Disarms everything. Calls that were hit already stay so. */
  clear(): void
}

/** The same, for whoever carries out the calls. */
export interface FaultSource extends Faults {
  /** Says what the next call of an endpoint meets; null is a path without an endpoint, which only `*` hits. */
  take(endpoint: EndpointName | null): FaultEffect | null
}

/**
 * Makes an empty list of faults. One call meets one fault: of several that would hit it, the one armed first. A fault
 * by seed rolls for every call of its endpoint, hit by another or not, so that its pattern depends on its seed alone.
 */
export function createFaults(changes: Changes): FaultSource {
  let lastId = 0
  let armed: { entry: Counting<ArmedFault>; roll: () => number }[] = []

  return {
    add(candidate) {
      const fault = parseFault(candidate)
      if (armed.length >= MAX_ARMED) {
        throw new ControlError(
          409,
          'too_many_faults',
          `${MAX_ARMED} faults are armed already; clear them first.`,
        )
      }
      const isSeeded = fault.seed !== undefined
      const entry = { id: ++lastId, fault, left: isSeeded ? null : (fault.count ?? 1), seen: 0, hits: 0 }
      armed.push({ entry, roll: createDice(fault.seed ?? 0).roll })
      changes.tell('faults')
      return { ...entry }
    },
    list: () => armed.map(({ entry }) => ({ ...entry })),
    clear() {
      armed = []
      changes.tell('faults')
    },
    take(endpoint) {
      let met: FaultEffect | null = null
      for (const { entry, roll } of armed) {
        const { fault } = entry
        if (fault.endpoint !== '*' && fault.endpoint !== endpoint) continue
        entry.seen += 1
        const isHit = fault.seed === undefined || roll() < fault.share
        if (!isHit || met) continue
        met = fault
        entry.hits += 1
        if (entry.left !== null) entry.left -= 1
      }
      if (armed.length > 0) changes.tell('faults')
      armed = armed.filter(({ entry }) => entry.left !== 0)
      return met
    },
  }
}

type Counting<T> = { -readonly [K in keyof T]: T[K] }
