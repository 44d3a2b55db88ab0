/** What every test of the simulator stands on: one on a clock that the test moves, and its endpoints by name. */

import type { UpstreamRequest } from '../../server/athmovil/transport.ts'
import { createAdjustableClock } from '../../server/system.ts'
import { createSimulator, type Simulator, type SimulatorOptions } from '../../server/simulator/simulator.ts'
import { createManualClock, type ManualClock } from '../manual-clock.ts'

/** Noon in Puerto Rico. */
export const START_AT = Date.UTC(2026, 0, 15, 16)

export type Json = Record<string, unknown>

export interface Answer {
  status: number
  body: Json
}

export interface Bench {
  sim: Simulator
  base: ManualClock
  /** The webhooks that were delivered, read. */
  webhooks: Json[]
  call(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Calls the other host, `www`; an answer that is a list is the body as well. */
  www(route: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  create(overrides?: Json): Promise<{ ecommerceId: string; token: string }>
  find(ecommerceId: string): Promise<Answer>
  authorize(token: string): Promise<Answer>
  cancel(ecommerceId: string): Promise<Answer>
  /** Gives a phone to a ticket; a token that is null is not sent. */
  setPhone(token: string | null, body: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Creates a ticket, has it confirmed, and authorizes it. */
  pay(overrides?: Json): Promise<{ ecommerceId: string; token: string; referenceNumber: string }>
  /** Asks for a refund; `overrides` changes its body. */
  refund(referenceNumber: string, amount: unknown, overrides?: Json): Promise<Answer>
  /** Asks a control route: GET, or POST when there is a body (`null` for an empty one). */
  control(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
}

const ECOMMERCE = '/api/business-transaction/ecommerce'
const ORIGIN = 'http://127.0.0.1:8787'

/** Makes a simulator at START_AT whose webhooks are all taken with 200. */
export function createBench(options: SimulatorOptions = {}): Bench {
  const base = createManualClock(START_AT)
  const sim = createSimulator({ clock: createAdjustableClock(base), basePath: '/simulator', ...options })
  const { publicToken } = sim.credentials
  const webhooks: Json[] = []
  sim.deliverWebhooksTo((body) => {
    webhooks.push(JSON.parse(body) as Json)
    return Promise.resolve({ status: 200, body: 'ok' })
  })

  const ask = async (request: Omit<UpstreamRequest, 'body'>, body: unknown): Promise<Answer> => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const whole = { ...request, ...(body !== undefined && { body: text }) }
    const answer = await sim.send(whole, new AbortController().signal)
    return { status: answer.status, body: JSON.parse(answer.body) as Json }
  }

  const call: Bench['call'] = (path, body, headers = {}) =>
    ask({ host: 'payments', method: 'POST', path: ECOMMERCE + path, headers }, body)

  const www: Bench['www'] = (route, body, headers = {}) => {
    const [method = '', path = ''] = route.split(' ')
    return ask({ host: 'www', method: method as 'GET' | 'POST', path, headers }, body)
  }

  const create: Bench['create'] = async (overrides = {}) => {
    const { status, body } = await call('/payment', { ...ticketBody(publicToken), ...overrides })
    if (status !== 200 || body['status'] !== 'success')
      throw new Error(`The ticket was refused: ${JSON.stringify(body)}`)
    const data = body['data'] as { ecommerceId: string; auth_token: string }
    return { ecommerceId: data.ecommerceId, token: data.auth_token }
  }

  const authorize: Bench['authorize'] = (token) =>
    call('/authorization', undefined, { authorization: `Bearer ${token}` })

  const control: Bench['control'] = async (path, body, headers = {}) => {
    const init =
      body === undefined
        ? { headers }
        : {
            method: 'POST',
            headers: { ...(body !== null && { 'content-type': 'application/json' }), ...headers },
            ...(body !== null && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
          }
    const answer = await sim.fetch(new Request(`${ORIGIN}/simulator/control/${path}`, init))
    return { status: answer.status, body: (await answer.json()) as Json }
  }

  return {
    sim,
    base,
    webhooks,
    call,
    www,
    create,
    find: (ecommerceId) => call('/business/findPayment', { ecommerceId, publicToken }),
    authorize,
    cancel: (ecommerceId) => call('/business/cancel', { ecommerceId, publicToken }),
    setPhone: (token, body, headers = {}) =>
      ask(
        {
          host: 'payments',
          method: 'PUT',
          path: `${ECOMMERCE}/business/updatePhoneNumber`,
          headers: { ...headers, ...(token !== null && { authorization: `Bearer ${token}` }) },
        },
        body,
      ),
    async pay(overrides = {}) {
      const ticket = await create(overrides)
      await control(`tickets/${ticket.ecommerceId}/confirm`, null)
      const referenceNumber = String(dataOf(await authorize(ticket.token))['referenceNumber'])
      return { ...ticket, referenceNumber }
    },
    refund: (referenceNumber, amount, overrides = {}) =>
      call('/refund', {
        ...sim.credentials,
        referenceNumber,
        amount,
        message: 'Se acabó el café',
        ...overrides,
      }),
    control,
  }
}

/** A good body for the creation of a ticket, as a merchant sends it. */
export function ticketBody(publicToken: string): Json {
  return {
    env: 'production',
    publicToken,
    timeout: '600',
    total: '10.31',
    subtotal: '9.25',
    tax: '1.06',
    metadata1: 'order-123',
    metadata2: 'mesa 4',
    items: [
      { name: 'Café', description: '12 oz', quantity: '2', price: '3.50', tax: '0.40', metadata: 'hot' },
      { name: 'Quesito', description: 'Dulce', quantity: 1, price: 2.25, tax: 0, metadata: 'x' },
    ],
    phoneNumber: '7875550100',
  }
}

/** The data of a successful answer. */
export function dataOf(answer: Answer): Json {
  if (answer.body['status'] !== 'success') throw new Error(`No success: ${JSON.stringify(answer.body)}`)
  return answer.body['data'] as Json
}

/** What an error answered: its HTTP status and its code. */
export function codeOf(answer: Answer): string {
  return `${answer.status} ${String(answer.body['errorcode'] ?? answer.body['code'] ?? 'success')}`
}

/**
 * Describes the shape of JSON: the same keys and types at every level, whatever the values. Of a list only the first
 * element is described.
 */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf)
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, shapeOf(inner)]))
}
