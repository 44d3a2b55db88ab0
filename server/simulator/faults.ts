/** What can be made to go wrong with a call, and which calls it happens to. */

import { createArmedList, MAX_ARMED } from './armed.ts'
import type { Changes } from './changes.ts'
import type { EndpointName } from './endpoints.ts'
import { parseFault } from './fault-request.ts'
import type { Fault, FaultEffect } from './fault.ts'
import { ControlError } from './responses.ts'

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
  const armed = createArmedList<Fault>()
  const list = (): ArmedFault[] =>
    armed.list().map(({ id, item, left, seen, hits }) => ({ id, fault: item, left, seen, hits }))

  return {
    add(candidate) {
      if (!armed.add(parseFault(candidate))) {
        throw new ControlError(
          409,
          'too_many_faults',
          `${MAX_ARMED} faults are armed already; clear them first.`,
        )
      }
      changes.tell('faults')
      return list().at(-1) as ArmedFault
    },
    list,
    clear() {
      armed.clear()
      changes.tell('faults')
    },
    take(endpoint) {
      let met: FaultEffect | null = null
      armed.see(
        (fault) => {
          const isConcerned = fault.endpoint === '*' || fault.endpoint === endpoint
          if (isConcerned) changes.tell('faults')
          return isConcerned
        },
        (fault) => {
          if (met) return false
          met = fault
          return true
        },
      )
      return met
    },
  }
}
