/** ATH Móvil on this machine: as `send`, and as `fetch` around it. No real money moves. */

import { sleep, type AdjustableClock, type CancelTimer, type Clock, type Random } from '../context.ts'
import { createAdjustableClock, systemClock, systemRandom } from '../system.ts'
import type {
  Credentials,
  DeliverWebhook,
  Upstream,
  UpstreamAnswer,
  UpstreamRequest,
} from '../athmovil/transport.ts'
import { createAuthTokens } from './auth-token.ts'
import { createBusiness } from './business.ts'
import { createFetch } from './fetch.ts'
import { createLedger } from './ledger.ts'
import { scenarioOf } from './scenarios.ts'
import { createTickets, type Ticket } from './tickets.ts'
import { answerUpstream, type World } from './upstream.ts'
import { createWebhooks } from './webhooks.ts'

/** What a simulator may be made with. */
export interface SimulatorOptions {
  /** Time; by default the system's, which the control route can speed up. */
  clock?: AdjustableClock
  /** Chance; by default the system's. */
  random?: Random
  /** How long each upstream call takes, on the clock: half of it before its effect, half after. Default 0. */
  latencyMs?: number
  /** Where `fetch` is mounted, such as `/simulator`. Default: the root. */
  basePath?: string
}

/** A simulator: an upstream for a backend, and a website with the customer's phone and the controls. */
export interface Simulator extends Upstream {
  readonly clock: AdjustableClock
  readonly credentials: Credentials
  deliverWebhooksTo(deliver: DeliverWebhook): void
  /** Serves the upstream's own paths, `phone` and `control/…` below the base path. Never rejects. */
  fetch(request: Request): Promise<Response>
  /** Stops every timer. Calls under way, and later ones, reject. */
  close(): Promise<void>
}

/** Makes a simulator with one business and empty books. */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const { clock = createAdjustableClock(systemClock), random = systemRandom, latencyMs = 0 } = options
  const closing = new AbortController()
  const timers = createStoppableClock(clock)
  const ledger = createLedger()
  const webhooks = createWebhooks(timers, ledger, latencyMs / 2)
  const business = createBusiness(random)
  const world: World = {
    clock: timers,
    random,
    businesses: [business],
    tickets: createTickets(timers, webhooks.send),
    tokens: createAuthTokens(clock, random),
    ledger,
    dailyIds: new Map(),
    opened: (ticket) => letCustomerAct(world, ticket),
  }

  async function call(request: UpstreamRequest): Promise<UpstreamAnswer> {
    if (latencyMs > 0) await sleep(clock, latencyMs / 2, closing.signal)
    const answer = answerUpstream(world, request)
    if (latencyMs > 0) await sleep(clock, latencyMs / 2, closing.signal)
    return answer
  }

  async function send(request: UpstreamRequest, signal: AbortSignal): Promise<UpstreamAnswer> {
    closing.signal.throwIfAborted()
    signal.throwIfAborted()
    return await unlessAborted(call(request), signal)
  }

  return {
    clock,
    credentials: { publicToken: business.publicToken, privateToken: business.privateToken },
    send,
    deliverWebhooksTo: webhooks.deliverTo,
    fetch: createFetch({ world, clock, send, basePath: options.basePath ?? '' }),
    async close() {
      closing.abort(new Error('The simulator is closed.'))
      timers.stop()
    },
  }
}

/** Some phones answer by themselves. */
function letCustomerAct(world: World, ticket: Ticket): void {
  const { customer } = scenarioOf(ticket.phone)
  if (customer) world.clock.setTimer(customer.afterMs, () => void world.tickets.apply(ticket, customer.event))
}

/** Ends the wait when the signal aborts, but not the work: a lost answer doesn't undo its effect. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const waiting = new AbortController()
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { signal: waiting.signal })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    waiting.abort()
  }
}

/** The same clock, whose waiting timers can all be stopped at once. */
function createStoppableClock(clock: Clock): Clock & { stop(): void } {
  const waiting = new Set<CancelTimer>()
  return {
    now: () => clock.now(),
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
