/** A whole backend on a simulator, on a clock that stands still until a test moves it. */

import type { TestContext } from 'node:test'
import type { PaymentView } from '../../src/protocol/index.ts'
import { ROUTES } from '../../src/protocol/index.ts'
import { createAthmBackend, type AthmBackend, type BackendOptions } from '../../server/index.ts'
import type { Dialect } from '../../server/simulator/dialects.ts'
import { createSimulator, type Simulator } from '../../server/simulator/simulator.ts'
import { createAdjustableClock } from '../../server/system.ts'
import type { Send, UpstreamRequest } from '../../server/athmovil/transport.ts'
import type { Log } from '../../server/context.ts'
import { DIALECT } from '../dialect.ts'
import { createManualClock, type ManualClock } from '../manual-clock.ts'
import { createSeededRandom } from '../seeded-random.ts'

/** Noon of a day in Puerto Rico. */
export const START = Date.parse('2026-03-02T16:00:00Z')

/** What an upstream call may meet on its way. `pass` sends it on to the simulator. */
export type Interfere = (request: UpstreamRequest, pass: () => ReturnType<Send>) => ReturnType<Send>

/** A sandbox, and what tests do with it. */
export interface Sandbox {
  readonly clock: ManualClock
  readonly simulator: Simulator
  readonly athm: AthmBackend
  /** Every upstream call so far, by the last part of its path, such as `findPayment`. */
  readonly calls: string[]
  /** Every log line so far. */
  readonly logged: string[]
  /** Decides what happens to upstream calls from now on. */
  interfere(how: Interfere | null): void
  /** Calls a route. The answer arrives as time is moved, unless it needs none. */
  call(path: string, init?: RequestInit): Promise<Answer>
  /** Begins a payment of $25.00 with a phone. */
  begin(fields?: Record<string, unknown>, headers?: Record<string, string>): Promise<Answer>
  /** Begins a payment that succeeds, and returns the means to follow it. */
  pay(fields?: Record<string, unknown>): Promise<Paying>
  /** Plays the customer, or time. */
  control(ecommerceId: string, act: 'confirm' | 'refuse' | 'expire'): Promise<void>
  /** The simulator's tickets, oldest first. */
  tickets(): Promise<readonly { ecommerceId: string; status: string; total: number }[]>
  /** The simulator's movements of money. */
  movements(): Promise<readonly Movement[]>
  /** The simulator's refunds. */
  refunds(): Promise<readonly Movement[]>
  /** Calls a route with a JSON body. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>
}

/** A movement of money in the simulator's ledger. */
export interface Movement {
  readonly totalCents: number
  readonly referenceNumber: string
}

/** An answer, read. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Record<string, unknown>
}

/** A payment under way. */
export interface Paying {
  readonly paymentId: string
  readonly secret: string
  readonly ecommerceId: string
  status(): Promise<PaymentView>
  /** Time passes until the answer is there, unless the test moves it itself. */
  cancel(time?: { standingStill: boolean }): Promise<Answer>
  authorize(): Promise<Answer>
}

/** Builds a started sandbox; it closes with the test. */
export async function createSandbox(
  t: TestContext,
  options: Partial<BackendOptions> & {
    seed?: number
    simulator?: Simulator
    clock?: ManualClock
    start?: boolean
    /** For a test that asks for one exact shape; by default that which the whole run is asked for. */
    dialect?: Dialect
  } = {},
): Promise<Sandbox> {
  const clock = options.clock ?? createManualClock(START)
  const random = createSeededRandom(options.seed ?? 1)
  const simulator =
    options.simulator ??
    createSimulator({
      clock: createAdjustableClock(clock),
      random,
      dialect: options.dialect ?? DIALECT,
    })
  const calls: string[] = []
  const logged: string[] = []
  let how: Interfere | null = null

  const send: Send = (request, signal) => {
    calls.push(request.path.split('/').at(-1) ?? '')
    const pass = (): ReturnType<Send> => simulator.send(request, signal)
    return how ? how(request, pass) : pass()
  }
  const athm = createAthmBackend({
    upstream: { ...simulator, send },
    database: ':memory:',
    random,
    log: createTestLog(logged),
    ...withoutTestOptions(options),
  })
  await athm.ready
  // Calls that nobody answers end by their deadline, which needs time to pass.
  t.after(() => whileTimePasses(clock, athm.close()))
  if (options.start !== false) athm.start()
  await clock.advance(0)

  const call: Sandbox['call'] = async (path, init) =>
    toAnswer(await athm.fetch(new Request(`http://localhost/athm/${path}`, init)))
  const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    call(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  const begin: Sandbox['begin'] = (fields, headers) =>
    post(ROUTES.initiate.path, { total: '25.00', phone_number: '7875550100', ...fields }, headers)
  const ask = async (path: string, init?: RequestInit): Promise<Record<string, unknown>> =>
    (await toAnswer(await simulator.fetch(new Request(`http://localhost/control/${path}`, init)))).body
  const tickets: Sandbox['tickets'] = async () => (await ask('tickets'))['tickets'] as never

  return {
    clock,
    simulator,
    athm,
    calls,
    logged,
    interfere: (next) => void (how = next),
    call,
    post,
    begin,
    async pay(fields) {
      const { body } = await begin(fields)
      const paymentId = String(body['payment_id'])
      const secret = String(body['client_secret'])
      const authorization = { authorization: `Bearer ${secret}` }
      const named = { payment_id: paymentId }
      const answer = (path: string, standingStill = false): Promise<Answer> => {
        const posted = post(path, named, authorization)
        return standingStill ? posted : whileTimePasses(clock, posted)
      }
      return {
        paymentId,
        secret,
        ecommerceId: (await tickets()).at(-1)?.ecommerceId ?? '',
        status: async () =>
          (await call(`${ROUTES.status.path}?payment_id=${paymentId}`, { headers: authorization }))
            .body as unknown as PaymentView,
        cancel: (time) => answer(ROUTES.cancel.path, time?.standingStill),
        authorize: () => answer(ROUTES.authorize.path),
      }
    },
    async control(ecommerceId, act) {
      await ask(`tickets/${ecommerceId}/${act}`, { method: 'POST' })
      await clock.advance(0)
    },
    tickets,
    movements: async () => ofType(await ask('ledger'), 'payment'),
    refunds: async () => ofType(await ask('ledger'), 'refund'),
  }
}

function ofType(ledger: Record<string, unknown>, type: string): Movement[] {
  return (ledger['movements'] as (Movement & { type: string })[]).filter((movement) => movement.type === type)
}

/** Moves time on until a promise settles; gives up after an hour of the sandbox's time. */
export async function whileTimePasses<T>(clock: ManualClock, promise: Promise<T>): Promise<T> {
  let isSettled = false
  const settled = promise.finally(() => {
    isSettled = true
  })
  settled.catch(() => {})
  for (let passedMs = 0; !isSettled && passedMs < 3_600_000; passedMs += 100) {
    // oxlint-disable-next-line no-await-in-loop -- time passes step by step
    await clock.advance(100)
  }
  return settled
}

async function toAnswer(response: Response): Promise<Answer> {
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  const body = isJson ? (JSON.parse(text) as Record<string, unknown>) : { text }
  return { status: response.status, headers: response.headers, body }
}

function createTestLog(lines: string[]): Log {
  const write =
    (level: string): Log['info'] =>
    (message, fields) =>
      void lines.push(JSON.stringify({ level, message, ...fields }))
  return { info: write('info'), warn: write('warn'), error: write('error') }
}

function withoutTestOptions(given: Record<string, unknown>): Partial<BackendOptions> {
  const known = new Set([
    'database',
    'secret',
    'secretKey',
    'businessName',
    'allowedOrigins',
    'allowClientTotals',
    'webhookTokens',
    'webhookUrl',
    'webhookRetentionDays',
    'lookUpHost',
    'basePath',
    'trustProxy',
    'limits',
    'resolveOrder',
    'beforeAuthorize',
  ])
  return Object.fromEntries(Object.entries(given).filter(([name]) => known.has(name)))
}
