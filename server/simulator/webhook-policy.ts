/** How webhooks come, as types: the words in which phones, controls and programs say it. */

import type { Timing } from './armed.ts'
import type { Generation } from './webhook-bodies.ts'
import type { EventKind } from './webhook-kinds.ts'

/**
 * How a webhook comes. Milliseconds are those of the simulator's clock, but for `answerWithinMs`. What a policy doesn't
 * name is as ever.
 */
export interface WebhookPolicy {
  /** It never leaves. */
  readonly lost?: boolean
  /** How long after the fact, and after its answer, it leaves: 200 by default. */
  readonly delayMs?: number
  /** Each copy leaves up to so much later, drawn from the seed: 0 by default. */
  readonly spreadMs?: number
  /** How many times it comes, the same to the letter: once by default. */
  readonly copies?: number
  /** How long after the one before a further copy leaves: 1000 by default. */
  readonly apartMs?: number
  /** It waits until so many of its business wait, itself included; then they leave, the last one first. */
  readonly reorder?: number
  /** How long it waits for others at most: 3000 by default. */
  readonly reorderWithinMs?: number
  /** How long after each failure it is tried again; with the list's end the tries end. No document speaks of any: none. */
  readonly retryAfterMs?: readonly number[]
  /** How long the listener has to answer before that is a failure, in real time: 5000 by default. */
  readonly answerWithinMs?: number
  /** The shape of its body; by default the newest of which there is a sample. */
  readonly generation?: Generation
}

/** A policy, and which webhooks it is for: without a word all of them, from now on. */
export interface WebhookRule extends WebhookPolicy, Timing {
  /** Those of one business. */
  readonly publicToken?: string
  /** Those of the tickets and refunds of one phone: ten digits. */
  readonly phone?: string
  /** Those of some kinds. */
  readonly kinds?: readonly EventKind[]
  /** The next so many. */
  readonly count?: number
  /** A share of them, from 0 to 1, drawn from the seed. */
  readonly share?: number
  /** What `share` and `spreadMs` are drawn from; without one the simulator's own chance picks one, and shows it. */
  readonly seed?: number
}
