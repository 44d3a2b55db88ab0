/** ATH Móvil on this machine: as `send`, and as `fetch` around it. No real money moves. */

import type { AdjustableClock, Random } from '../context.ts'
import { createAdjustableClock, systemClock, systemRandom } from '../system.ts'
import type { Credentials, DeliverWebhook, Upstream } from '../athmovil/transport.ts'
import { createAuthTokenKey, createAuthTokens } from './auth-token.ts'
import { FIRST_BUSINESS, type Business, type NewBusiness } from './business.ts'
import { createChanges } from './changes.ts'
import { createStoppableClock, watchClock } from './clocks.ts'
import { checkOptions } from './check-options.ts'
import { createCustomers } from './customer-acts.ts'
import { createDailyIds } from './daily-ids.ts'
import { createDice, toRandom, type Dice } from './dice.ts'
import { createSpeech, type Dialect } from './dialects.ts'
import { createFaults, type Faults } from './faults.ts'
import { createFetch } from './fetch.ts'
import { postOverHttp, type PostWebhook } from './http-post.ts'
import { createKeeper, NO_KEEPER, type Identity } from './keeper.ts'
import { createLedger } from './ledger.ts'
import { createLive } from './live.ts'
import { readIdentity, resume } from './resume.ts'
import { createSend } from './send.ts'
import { StoreError, type SimulatorStore } from './store.ts'
import { addBusiness } from './new-business.ts'
import { createTickets } from './tickets.ts'
import type { WebhookPolicies } from './webhook-policies.ts'
import { createWebhooks } from './webhooks.ts'
import type { World } from './world.ts'

export type { Dialect } from './dialects.ts'
export type { EndpointName } from './endpoints.ts'
export type { Fault, FaultEffect, FaultKind, FaultTiming, StandIn } from './fault.ts'
export type { ArmedFault, Faults } from './faults.ts'
export type { NewBusiness } from './business.ts'
export { StoreError, type Book, type Kept, type SimulatorStore } from './store.ts'
export type { PostWebhook } from './http-post.ts'
export type { Generation } from './webhook-bodies.ts'
export type { EventKind } from './webhook-kinds.ts'
export type { ArmedWebhookRule, WebhookPolicies } from './webhook-policies.ts'
export type { WebhookPolicy, WebhookRule } from './webhook-policy.ts'

/** What a simulator may be made with. */
export interface SimulatorOptions {
  /** Time; by default the system's, which the control route can speed up. */
  clock?: AdjustableClock
  /** Chance; by default the system's. */
  random?: Random
  /** Makes chance repeatable: the same seed and the same requests bring the same ids and tokens. Instead of `random`. */
  seed?: number
  /** The businesses that it knows, at least one; by default one with tokens of its own. */
  businesses?: readonly NewBusiness[]
  /** How businesses are spoken to where the documents contradict one another; `2025` by default. */
  dialect?: Dialect | undefined
  /** How long each upstream call takes, on the clock: half of it before its effect, half after. Default 0. */
  latencyMs?: number
  /**
   * Keeps everything but armed faults and policies, so that a simulator made with it later goes on: with its businesses,
   * to which those of the options are added by name, and with its clock. In memory alone by default.
   */
  store?: SimulatorStore
  /** Where `fetch` is mounted, such as `/simulator`. Default: the root. */
  basePath?: string
  /** The way to a subscribed listener; by default HTTP. Nothing goes there before somebody has subscribed. */
  postWebhook?: PostWebhook
}

/** A simulator: an upstream for a backend, and a website with the customer's phone and the controls. */
export interface Simulator extends Upstream {
  readonly clock: AdjustableClock
  /** The tokens of the first business. */
  readonly credentials: Credentials
  /** All businesses with their tokens. */
  readonly businesses: readonly (Credentials & { readonly name: string })[]
  /** What goes wrong with the calls to come, by `send` and by `fetch` alike. */
  readonly faults: Faults
  /** How the webhooks to come will come: once each, and never again, unless a policy or their phone says otherwise. */
  readonly webhookPolicies: WebhookPolicies
  /** Says where the webhooks of a business go that has no listener of its own. */
  deliverWebhooksTo(deliver: DeliverWebhook): void
  /**
   * Serves the upstream's own paths, `phone` and `control/…` below the base path. Never rejects. The transaction report
   * is a GET with a body: no Request can be made so, but that of `adapters/node` has it. A dropped connection is
   * a body that fails, which an HTTP server turns into a cut connection; an answer that hangs is a promise that waits
   * until the request is aborted.
   */
  fetch(request: Request): Promise<Response>
  /** Stops every timer, and lets go of the store. Calls under way, and later ones, reject. */
  close(): Promise<void>
}

/**
 * Makes a simulator with empty books, or one that goes on with those of its store. Throws a StoreError when that store is
 * of no use, and leaves it open; and a TypeError for an option that can't be meant.
 */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  checkOptions(options)
  const { latencyMs = 0, postWebhook: post = postOverHttp, store } = options
  const saved = store ? readIdentity(store) : null
  const { random, seed, dice } = toChance(options, saved)
  const changes = createChanges()
  const clock = watchClock(options.clock ?? createAdjustableClock(systemClock), changes)
  if (saved) clock.follow(saved.clock)
  const tokenKey = saved ?? createAuthTokenKey(random)
  const closing = new AbortController()
  const timers = createStoppableClock(clock)
  const ledger = createLedger()
  const answerMs = latencyMs / 2
  const speak: World['speak'] = (business) => createSpeech(business.dialect, random)
  const webhooks = createWebhooks({
    clock: timers,
    random,
    ledger,
    changes,
    speak,
    answerMs,
    post,
    closing: closing.signal,
  })
  const faults = createFaults(changes)
  const tickets = createTickets({ clock: timers, changes, changed: webhooks.tellOfTicket })
  const world: World = {
    clock: timers,
    random,
    businesses: [],
    tickets,
    customers: createCustomers(timers, tickets),
    tokens: createAuthTokens(clock, tokenKey),
    ledger,
    webhooks,
    dailyIds: createDailyIds(),
    speak,
    changes,
  }

  const identify = (): Identity => {
    const { key, kid } = tokenKey
    return { version: 1, key, kid, seed, chance: dice?.state ?? null, clock: clock.course }
  }
  const keeper = store ? createKeeper({ store, changes, businesses: world.businesses, identify }) : NO_KEEPER
  if (store && saved) resume(world, store)
  const business = foundBusinesses(world, options)
  keeper.settle()

  const send = createSend({ world, keeper, clock, faults, latencyMs, closing: closing.signal })
  const { policies } = webhooks
  const live = createLive({ clock, changes, closing: closing.signal })

  return {
    clock,
    businessName: business.name,
    credentials: { publicToken: business.publicToken, privateToken: business.privateToken },
    get businesses() {
      return world.businesses.map(toAccount)
    },
    send,
    faults: { add: faults.add, list: faults.list, clear: faults.clear },
    webhookPolicies: { add: policies.add, list: policies.list, clear: policies.clear },
    deliverWebhooksTo: webhooks.deliverTo,
    fetch: createFetch({ world, keeper, clock, send, faults, live, basePath: options.basePath ?? '' }),
    async close() {
      closing.abort(new Error('The simulator is closed.'))
      timers.stop()
      keeper.close()
    },
  }
}

function toAccount({ name, publicToken, privateToken }: Business): Simulator['businesses'][number] {
  return { name, publicToken, privateToken }
}

/** The system's chance, or one that a seed decides; one that was kept goes on. */
function toChance(
  { random = systemRandom, seed: asked }: SimulatorOptions,
  saved: Identity | null,
): { random: Random; seed: number | null; dice: Dice | null } {
  if (saved && asked !== undefined && saved.seed !== asked) {
    const begun = saved.seed === null ? 'no seed' : `seed ${saved.seed}`
    throw new StoreError(`What is kept there was begun with ${begun}.`)
  }
  const seed = saved ? saved.seed : (asked ?? null)
  if (seed === null) return { random, seed, dice: null }
  const dice = createDice(saved?.chance ?? seed)
  return { random: toRandom(dice), seed, dice }
}

/** Adds the businesses of the options that aren't there yet. Returns the first of all. */
function foundBusinesses(world: World, { businesses = [], dialect }: SimulatorOptions): Business {
  const isThere = (name: string): boolean => world.businesses.some((one) => one.name === name.trim())
  const resumed = world.businesses.length > 0
  const asked = businesses.length === 0 && !resumed ? [FIRST_BUSINESS] : businesses
  for (const one of asked) if (!resumed || !isThere(one.name)) addBusiness(world, { dialect, ...one })
  const [first] = world.businesses
  if (!first) throw new StoreError('What is kept there is damaged: it has no business.')
  return first
}
