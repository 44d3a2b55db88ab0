/** ATH Móvil on this machine: as `send`, and as `fetch` around it. No real money moves. */

import type { AdjustableClock, CancelTimer, Clock, Random } from '../context.ts'
import { createAdjustableClock, systemClock, systemRandom } from '../system.ts'
import type { Credentials, DeliverWebhook, Upstream } from '../athmovil/transport.ts'
import { createAuthTokens } from './auth-token.ts'
import { FIRST_BUSINESS, type NewBusiness } from './business.ts'
import { createChanges, type Changes } from './changes.ts'
import { createDailyIds } from './daily-ids.ts'
import { createDice, toRandom } from './dice.ts'
import { createSpeech, type Dialect } from './dialects.ts'
import { createFaults, type Faults } from './faults.ts'
import { createFetch } from './fetch.ts'
import { postOverHttp, type PostWebhook } from './http-post.ts'
import { createLedger } from './ledger.ts'
import { createLive } from './live.ts'
import { scenarioOf } from './scenarios.ts'
import { createSend } from './send.ts'
import { addBusiness } from './new-business.ts'
import { createTickets, type Ticket } from './tickets.ts'
import type { WebhookPolicies } from './webhook-policies.ts'
import { createWebhooks } from './webhooks.ts'
import type { World } from './world.ts'

export type { Dialect } from './dialects.ts'
export type { EndpointName } from './endpoints.ts'
export type { Fault, FaultEffect, FaultKind, FaultTiming, StandIn } from './fault.ts'
export type { ArmedFault, Faults } from './faults.ts'
export type { NewBusiness } from './business.ts'
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
  /** Stops every timer. Calls under way, and later ones, reject. */
  close(): Promise<void>
}

/** Makes a simulator with empty books. */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const { latencyMs = 0, postWebhook: post = postOverHttp, seed } = options
  const random = seed === undefined ? (options.random ?? systemRandom) : toRandom(createDice(seed))
  const changes = createChanges()
  const clock = watchClock(options.clock ?? createAdjustableClock(systemClock), changes)
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
  const world: World = {
    clock: timers,
    random,
    businesses: [],
    tickets: createTickets({ clock: timers, changes, changed: webhooks.tellOfTicket }),
    tokens: createAuthTokens(clock, random),
    ledger,
    webhooks,
    dailyIds: createDailyIds(),
    speak,
    changes,
    rung: (ticket) => letCustomerAct(world, ticket),
  }

  const [first = FIRST_BUSINESS, ...others] = options.businesses ?? []
  const business = addBusiness(world, { dialect: options.dialect, ...first })
  for (const other of others) addBusiness(world, { dialect: options.dialect, ...other })

  const send = createSend({ world, clock, faults, latencyMs, closing: closing.signal })
  const { policies } = webhooks
  const live = createLive({ clock, changes, closing: closing.signal })

  return {
    clock,
    businessName: business.name,
    credentials: { publicToken: business.publicToken, privateToken: business.privateToken },
    get businesses() {
      return world.businesses.map(({ name, publicToken, privateToken }) => ({
        name,
        publicToken,
        privateToken,
      }))
    },
    send,
    faults: { add: faults.add, list: faults.list, clear: faults.clear },
    webhookPolicies: { add: policies.add, list: policies.list, clear: policies.clear },
    deliverWebhooksTo: webhooks.deliverTo,
    fetch: createFetch({ world, clock, send, faults, live, basePath: options.basePath ?? '' }),
    async close() {
      closing.abort(new Error('The simulator is closed.'))
      timers.stop()
    },
  }
}

/** Some phones answer by themselves. */
function letCustomerAct(world: World, ticket: Ticket): void {
  const { customer } = scenarioOf(ticket.phone)
  if (!customer) return
  const leftMs = ticket.expiresAt - world.clock.now()
  const delayMs = 'afterMs' in customer ? customer.afterMs : leftMs - customer.beforeEndMs
  world.clock.setTimer(delayMs, () => void world.tickets.apply(ticket, customer.event))
}

/** The same clock, which tells when somebody has changed its speed or made it jump. */
function watchClock(clock: AdjustableClock, changes: Changes): AdjustableClock {
  return {
    now: () => clock.now(),
    setTimer: (delayMs, ring) => clock.setTimer(delayMs, ring),
    get speed() {
      return clock.speed
    },
    setSpeed(speed) {
      clock.setSpeed(speed)
      changes.tell('clock')
    },
    jump(byMs) {
      clock.jump(byMs)
      changes.tell('clock')
    },
  }
}

/** The same clock, whose waiting timers can all be stopped at once. */
function createStoppableClock(clock: AdjustableClock): Clock & { readonly speed: number; stop(): void } {
  const waiting = new Set<CancelTimer>()
  return {
    now: () => clock.now(),
    get speed() {
      return clock.speed
    },
    setTimer(delayMs, ring) {
      const cancel = clock.setTimer(delayMs, () => {
        waiting.delete(cancel)
        ring()
      })
      waiting.add(cancel)
      return () => {
        waiting.delete(cancel)
        cancel()
      }
    },
    stop() {
      for (const cancel of waiting) cancel()
      waiting.clear()
    },
  }
}
