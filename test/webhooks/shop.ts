/**
 * A whole backend on a simulator, in one process and in made-up time, that takes thousands of deliveries. The tests hold its
 * database in their hands. The simulator's own webhooks are lost: what is delivered, the tests deliver.
 */

import { DatabaseSync } from 'node:sqlite'
import { createAthmBackend, type AnyEvent, type AthmBackend } from '../../server/index.ts'
import { EVENT_TYPES, type EventType } from '../../server/payments/events.ts'
import type { Send } from '../../server/athmovil/transport.ts'
import { createSimulator, type Simulator } from '../../server/simulator/simulator.ts'
import { DIALECT } from '../dialect.ts'
import { createSeededRandom } from '../seeded-random.ts'
import { createTemplate, type Template } from '../simulation/database.ts'
import { createVirtualClock, type VirtualClock } from '../simulation/virtual-clock.ts'

/** Noon of a day in Puerto Rico. */
export const START = Date.parse('2026-03-02T16:00:00Z')

/** The token of the secret address. */
export const TOKEN = 'a-token-of-the-secret-path'

/** How a delivery comes: by the secret address, by the open one of a sandbox, or with a token that nobody made. */
export type Way = 'secret' | 'open' | 'wrong'

const PATHS: Readonly<Record<Way, string>> = {
  secret: `webhook/${TOKEN}/`,
  open: 'webhook/',
  wrong: 'webhook/a-token-that-nobody-made/',
}

/** A call to ATH Móvil. */
export interface Call {
  readonly at: number
  /** The last part of its path, such as `findPayment`. */
  readonly name: string
  /** The ticket or the reference that it asks about. */
  readonly about: string | null
}

/** The shop. */
export interface Shop {
  readonly clock: VirtualClock
  readonly simulator: Simulator
  readonly athm: AthmBackend
  readonly calls: readonly Call[]
  /** What the merchant was told, if the shop was made to listen. */
  readonly told: readonly AnyEvent[]
  /** Lines of the log that tell of trouble. */
  readonly troubles: readonly string[]
  /** Lets time pass, with all that happens meanwhile. */
  pass(ms: number): Promise<void>
  /** Lets time pass until no delivery waits any more; false if that took longer than so many milliseconds. */
  settle(withinMs: number): Promise<boolean>
  /** Delivers a body; resolves with the status of the answer. */
  deliver(body: string | Uint8Array, way: Way): Promise<number>
  /** Cuts every connection to ATH Móvil, or mends them. */
  setConnected(isConnected: boolean): void
  /** Reads rows of the database. */
  read<T>(sql: string): T[]
  /** Asks one of the simulator's controls. Throws when it refuses. */
  ask(path: string, body?: object): Promise<Record<string, unknown>>
  /** Begins a payment of the shop's own, and returns its id here. */
  begin(fields?: object): Promise<string>
  close(): Promise<void>
}

let template: Template | undefined

/** What the merchant listens to: all events, those of payments and refunds alone, or none. */
export type Ear = 'all' | 'facts' | 'none'

/** Opens a shop. */
export async function openShop({ seed, ear = 'none' }: { seed: number; ear?: Ear }): Promise<Shop> {
  template ??= await createTemplate()
  const clock = createVirtualClock(START)
  const simulator = createSimulator({
    clock,
    random: createSeededRandom(seed),
    dialect: DIALECT,
  })
  const database = new DatabaseSync(':memory:', { enableForeignKeyConstraints: true })
  database.exec(`begin; ${template.join(';\n')}; commit`)
  const calls: Call[] = []
  const troubles: string[] = []
  const told: AnyEvent[] = []
  let isConnected = true

  const send: Send = (request, signal) => {
    const name = request.path.split('/').at(-1) ?? ''
    calls.push({ at: clock.now(), name, about: readSubject(request.body) })
    return isConnected ? simulator.send(request, signal) : Promise.reject(new Error('The connection broke.'))
  }
  const note = (message: string, fields?: object): void =>
    void troubles.push(`${message} ${JSON.stringify(fields ?? {})}`)
  const athm = createAthmBackend({
    upstream: { send, credentials: simulator.credentials, businessName: 'Simulated shop' },
    database: ':memory:',
    openConnection: () => database,
    webhookTokens: [TOKEN],
    limits: null,
    clock,
    random: createSeededRandom(seed + 1),
    log: { info: () => {}, warn: note, error: note },
  })
  for (const type of TYPES_OF_EAR[ear]) athm.on(type, (event) => void told.push(event))
  simulator.deliverWebhooksTo(() => Promise.reject(new Error('lost')))
  await athm.ready
  athm.start()

  const read = <T>(sql: string): T[] => database.prepare(sql).all() as T[]
  const waiting = database.prepare('select count(*) as count from webhook_events where next_at is not null')
  const post = (path: string, body: string | Uint8Array): Promise<Response> =>
    athm.fetch(
      new Request(`http://localhost/athm/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : new Uint8Array(body),
      }),
    )
  const shop: Shop = {
    clock,
    simulator,
    athm,
    calls,
    told,
    troubles,
    pass: (ms) => clock.runUntil(clock.now() + ms),
    async settle(withinMs) {
      for (let passedMs = 0; passedMs < withinMs; passedMs += SETTLE_STEP_MS) {
        await shop.pass(SETTLE_STEP_MS)
        if (waiting.get()?.['count'] === 0) return true
      }
      return false
    },
    async deliver(body, way) {
      const { status } = await post(PATHS[way], body)
      return status
    },
    setConnected: (next) => void (isConnected = next),
    read,
    async ask(path, body) {
      const init = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
      const method = body ? 'POST' : 'GET'
      const request = new Request(`http://localhost/control/${path}`, { method, ...init })
      const response = await simulator.fetch(request)
      const answer = (await response.json()) as Record<string, unknown>
      if (response.status !== 200) throw new Error(`control/${path}: ${JSON.stringify(answer)}`)
      return answer
    },
    async begin(fields) {
      const request = { total: '25.00', phone_number: '7875550100', ...fields }
      const response = await post('api/initiate/', JSON.stringify(request))
      const answer = (await response.json()) as Record<string, unknown>
      if (response.status !== 201) throw new Error(`initiate: ${JSON.stringify(answer)}`)
      return String(answer['payment_id'])
    },
    async close() {
      await athm.close()
      await simulator.close()
    },
  }
  return shop
}

const TYPES_OF_EAR: Readonly<Record<Ear, readonly EventType[]>> = {
  all: EVENT_TYPES,
  facts: EVENT_TYPES.filter((type) => type !== 'webhook.received'),
  none: [],
}

const SETTLE_STEP_MS = 500

function readSubject(body: string | undefined): string | null {
  const { ecommerceId, referenceNumber } = JSON.parse(body ?? '{}') as Record<string, string | undefined>
  return ecommerceId ?? referenceNumber ?? null
}
