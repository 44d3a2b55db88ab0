/** The searches that are run: how much of everything there is in each, and how far it goes. */

import { createPaymentScene } from './payment-scene.ts'
import { createRefundScene } from './refund-scene.ts'
import type { Rules } from './rules.ts'
import { search, type Bounds, type Found } from './search.ts'

const ANY_FAULTS: Bounds = { maxFaults: Infinity, maxStates: 2_000_000 }
const NO_FAULTS: Bounds = { ...ANY_FAULTS, maxFaults: 0 }

/** The name of a scene. */
export type SceneName =
  | 'one worker, any faults'
  | 'two workers, no faults'
  | 'an order, no faults'
  | 'two refunds, any faults'
  | 'three refunds, any faults'

type Search = (rules?: Rules, bounds?: Partial<Bounds>) => Found

/**
 * Each scene is small enough to be seen whole. One worker dies, oversleeps and loses calls as often as it likes. Two
 * of them never do, but lose their leases and go on, which looks like a crash to the other. Of an order's two payments,
 * each has its own life, and no webhooks.
 */
export const RUNS: Readonly<Record<SceneName, Search>> = {
  'one worker, any faults': (rules, bounds) =>
    search(createPaymentScene({ payments: 1, workers: 1, calls: 3 }, rules), { ...ANY_FAULTS, ...bounds }),
  'two workers, no faults': (rules, bounds) =>
    search(createPaymentScene({ payments: 1, workers: 2, calls: 3 }, rules), { ...NO_FAULTS, ...bounds }),
  'an order, no faults': (rules, bounds) =>
    search(createPaymentScene({ payments: 2, workers: 1, calls: 2, isCalm: true }, rules), {
      ...NO_FAULTS,
      ...bounds,
    }),
  'two refunds, any faults': (rules, bounds) =>
    search(createRefundScene(2, rules), { ...ANY_FAULTS, ...bounds }),
  'three refunds, any faults': (rules, bounds) =>
    search(createRefundScene(3, rules), { ...ANY_FAULTS, ...bounds }),
}
