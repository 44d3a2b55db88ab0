/** A customer's browser at a shop on Django, without the screen: its cookies, the client of the protocol, and ATH Móvil. */

import type { TestContext } from 'node:test'
import { createPaymentApi, type PaymentApi, type PaymentHandle } from '../../src/checkout/payment-api.ts'
import type { DjangoHandle } from '../../src/checkout/payment-handle.ts'
import type { PaymentView } from '../../src/protocol/messages.ts'
import type { Send, UpstreamRequest } from '../../server/athmovil/transport.ts'
import { createSimulator } from '../../server/simulator/simulator.ts'
import { createAdjustableClock } from '../../server/system.ts'
import { createManualClock, type ManualClock } from '../manual-clock.ts'
import { createSeededRandom } from '../seeded-random.ts'
import { createDjangoAthm, type DjangoAthm } from './django-athm.ts'

const ORIGIN = 'http://shop.example'

/** What a test does at the shop. */
export interface Visit {
  readonly clock: ManualClock
  readonly shop: DjangoAthm
  readonly api: PaymentApi
  readonly cookies: Map<string, string>
  /** The paths and the last parts of queries that were requested, as a log would have them. */
  readonly urls: string[]
  /** Begins a payment of $25.00. */
  begin(fields?: { phone_number?: string; timeout?: number }): Promise<PaymentHandle>
  /** Asks for the status as a page does, again and again, until it is so. Returns all that was seen. */
  watch(payment: PaymentHandle, until: (view: PaymentView) => boolean): Promise<PaymentView[]>
  /** Plays the customer, or time. */
  act(payment: PaymentHandle, what: 'confirm' | 'refuse' | 'expire'): Promise<void>
  /** The status of the ticket at ATH Móvil. */
  ticket(payment: PaymentHandle): Promise<string>
  /** How often money moved. */
  movements(): Promise<number>
  /** Decides what happens to calls of ATH Móvil from now on. */
  interfere(how: ((request: UpstreamRequest, pass: () => ReturnType<Send>) => ReturnType<Send>) | null): void
}

/** Opens the shop's page, with its CSRF cookie unless told otherwise. */
export async function visit(
  t: TestContext,
  page = ({ csrfToken }: { csrfToken(): string }) => csrfToken(),
): Promise<Visit> {
  const clock = createManualClock(Date.parse('2026-03-02T16:00:00Z'))
  const simulator = createSimulator({ clock: createAdjustableClock(clock), random: createSeededRandom(1) })
  t.after(() => simulator.close())
  let how: Parameters<Visit['interfere']>[0] = null
  const send: Send = (request, signal) => {
    const pass = () => simulator.send(request, signal)
    return how ? how(request, pass) : pass()
  }
  const shop = createDjangoAthm(simulator, send)
  shop.page = page
  const cookies = new Map<string, string>()
  const urls: string[] = []

  const browse: typeof fetch = async (input, init) => {
    const request = new Request(new URL(String(input), ORIGIN), init)
    urls.push(request.url)
    if (request.method !== 'GET') request.headers.set('origin', ORIGIN)
    request.headers.set('cookie', Array.from(cookies, (pair) => pair.join('=')).join('; '))
    const response = await shop.fetch(request)
    if (response.type === 'error') throw new TypeError('The connection broke.')
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^(\w+)=([^;]*)/.exec(cookie) ?? []
      cookies.set(name, value)
    }
    return response
  }
  await browse('/checkout/')

  const api = createPaymentApi({
    baseUrl: `${ORIGIN}/athm`,
    toCsrfToken: () => cookies.get('csrftoken') ?? '',
    isOwn: () => false,
    fetch: browse,
    now: () => clock.now(),
  })
  const ask = async (path: string, init?: RequestInit): Promise<Record<string, unknown>> =>
    (await (await simulator.fetch(new Request(`http://localhost/control/${path}`, init))).json()) as never
  const idOf = (payment: PaymentHandle) => (payment as DjangoHandle).ecommerceId

  return {
    clock,
    shop,
    api,
    cookies,
    urls,
    async begin(fields) {
      const order = { total: '25.00', metadata_1: 'order-7', metadata_2: 'table 4' }
      const { payment } = await api.initiate({ ...order, phone_number: '7875550100', ...fields }, 'key-1')
      return payment
    },
    async watch(payment, until) {
      const seen: PaymentView[] = []
      for (let look = 0; look < 400; look++) {
        // oxlint-disable-next-line no-await-in-loop -- a page looks again when it has seen
        const view = await api.status(payment, new AbortController().signal)
        seen.push(view)
        if (until(view)) return seen
        // oxlint-disable-next-line no-await-in-loop -- and after a while
        await clock.advance(2_000)
      }
      throw new Error(`Watched in vain: ${JSON.stringify(seen.at(-1))}`)
    },
    async act(payment, what) {
      await ask(`tickets/${idOf(payment)}/${what}`, { method: 'POST' })
      await clock.advance(0)
    },
    ticket: async (payment) => String((await ask(`tickets/${idOf(payment)}`))['status']),
    movements: async () => ((await ask('ledger'))['movements'] as unknown[]).length,
    interfere: (next) => void (how = next),
  }
}
