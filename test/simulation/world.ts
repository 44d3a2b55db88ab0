/** Everything that one run is made of, and what it remembers for the checks at its end. */

import type { AthmBackend } from '../../server/index.ts'
import type { AnyEvent } from '../../server/payments/events.ts'
import type { Simulator } from '../../server/simulator/simulator.ts'
import type { RunDatabase } from './database.ts'
import type { Dice } from './dice.ts'
import type { Network } from './network.ts'
import type { Timeline } from './timeline.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** Noon of a day in Puerto Rico. */
export const START = Date.parse('2026-03-02T16:00:00Z')

/** What never appears in a log line or in the database. */
export const MERCHANT_SECRETS = {
  secret: 'the-secret-of-this-simulation-has-enough-letters',
  secretKey: 'sk-the-secret-key-of-this-simulation-as-long',
} as const

/** The phone that only forgers use. */
export const FORGERS_PHONE = '7875559999'

/** A world. */
export interface World {
  readonly dice: Dice
  readonly clock: VirtualClock
  readonly timeline: Timeline
  readonly simulator: Simulator
  readonly network: Network
  readonly shop: Shop
  readonly database: RunDatabase
  readonly memory: Memory
  /** Until then things go wrong; milliseconds since 1970. */
  readonly faultsUntil: number
}

/** An answer, read. */
export interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** The shop. */
export interface Shop {
  /** Starts a server, again and again until its database opens. */
  start(): Promise<void>
  /** Calls a route of the newest server; null when the connection breaks, or nobody answers. */
  call(path: string, init?: RequestInit): Promise<Answer | null>
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer | null>
  /** Calls the library of the newest server; null when the process dies meanwhile. Rejects with what the library does. */
  use<T>(act: (athm: AthmBackend) => Promise<T>): Promise<T | null>
  /** Crashes the newest server just before the `count`th thing that it does from now on. */
  crashWithin(count: number): void
  /** Has the newest server stand still. */
  pause(ms: number): void
  /** Takes away the newest server, which goes on by itself until `end`. */
  forsake(): { end(): void }
  /** The newest server need not fear to die any more. */
  calmDown(): void
  isServing(): boolean
  end(): void
}

/** What was promised to somebody, and what nobody may ever read. */
export interface Memory {
  /** Payments that were answered 201, with what the customer meant to pay. */
  readonly acknowledged: Acknowledged[]
  /** What the shop's own code has decided of each payment: once vetoed, it is never agreed to. */
  readonly verdicts: Map<string, boolean>
  /** Views that a customer was shown, oldest first. */
  readonly shown: { paymentId: string; status: string }[]
  /** What the merchant's handler heard; `failed` when it threw. */
  readonly heard: { event: AnyEvent; failed: boolean }[]
  /** Refunds that were asked for, by their key, which is their message too. */
  readonly refunds: Map<string, { cents: number | null; told: string | null }>
  /** What the merchant meant to sell: cents by phone. */
  readonly meant: Map<string, Set<number>>
  /** Client secrets that were given out. */
  readonly secrets: Set<string>
  readonly logged: string[]
  /** What was seen to be wrong while the run was still going. */
  readonly violations: string[]
  /** People and other causes that still have something to do. */
  active: number
}

/** A payment as its customer knows it. */
export interface Acknowledged {
  readonly paymentId: string
  readonly secret: string
  /** The Idempotency-Key of the click. */
  readonly key: string
  readonly cents: number
  readonly orderId: string | null
}

/** Makes an empty memory. */
export function createMemory(): Memory {
  return {
    acknowledged: [],
    verdicts: new Map(),
    shown: [],
    heard: [],
    refunds: new Map(),
    meant: new Map(),
    secrets: new Set(),
    logged: [],
    violations: [],
    active: 0,
  }
}

/** Waits on the world's clock. */
export function wait({ clock }: Pick<World, 'clock'>, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.setTimer(ms, resolve))
}

/** Lets somebody act by themselves; the run is not over before they are. */
export function begin(world: World, act: () => Promise<void>): void {
  world.memory.active += 1
  act()
    .catch((error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
      world.memory.violations.push(`the simulation itself failed: ${text}`)
    })
    .finally(() => {
      world.memory.active -= 1
    })
    .catch(() => {})
}
