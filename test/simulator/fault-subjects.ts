/** Calls to be faulted, one of each endpoint, and how to tell whether they took effect. */

import type { UpstreamAnswer, UpstreamRequest } from '../../server/athmovil/transport.ts'
import type { EndpointName } from '../../server/simulator/simulator.ts'
import { ticketBody, type Bench, type Json } from './bench.ts'

const ECOMMERCE = '/api/business-transaction/ecommerce'

/** A call. */
export interface Subject {
  /** Sends it, to be faulted. */
  send(signal?: AbortSignal): Promise<UpstreamAnswer>
  /** Tells whether it took effect. */
  tookEffect(): Promise<boolean>
}

/** The endpoints that only read: their calls have no effect to look for. */
export const READERS: ReadonlySet<EndpointName> = new Set(['findPayment', 'report', 'search'])

/** Every endpoint. */
export const ENDPOINTS: readonly EndpointName[] = [
  'payment',
  'findPayment',
  'authorization',
  'updatePhoneNumber',
  'cancel',
  'refund',
  'report',
  'search',
  'subscribe',
]

type Build = (bench: Bench) => Promise<Subject>

/** Prepares a call that would succeed. */
export async function prepare(bench: Bench, endpoint: EndpointName): Promise<Subject> {
  return await SUBJECTS[endpoint](bench)
}

const SUBJECTS: Readonly<Record<EndpointName, Build>> = {
  async payment(bench) {
    const count = async (): Promise<number> =>
      ((await bench.control('tickets')).body['tickets'] as Json[]).length
    const before = await count()
    return {
      send: post(bench, '/payment', ticketBody(bench.sim.credentials.publicToken)),
      tookEffect: async () => (await count()) > before,
    }
  },
  async findPayment(bench) {
    const { publicToken } = bench.sim.credentials
    const { ecommerceId } = await bench.create()
    return reader(post(bench, '/business/findPayment', { publicToken, ecommerceId }))
  },
  async authorization(bench) {
    const { ecommerceId, token } = await bench.create()
    await bench.control(`tickets/${ecommerceId}/confirm`, null)
    const headers = { authorization: `Bearer ${token}` }
    return {
      send: sender(bench, { host: 'payments', method: 'POST', path: `${ECOMMERCE}/authorization`, headers }),
      tookEffect: async () => (await statusOf(bench, ecommerceId)) === 'COMPLETED',
    }
  },
  async updatePhoneNumber(bench) {
    const { ecommerceId, token } = await bench.create({ phoneNumber: undefined })
    const path = `${ECOMMERCE}/business/updatePhoneNumber`
    const body = JSON.stringify({ ecommerceId, phoneNumber: '7875550100' })
    const headers = { authorization: `Bearer ${token}` }
    return {
      send: sender(bench, { host: 'payments', method: 'PUT', path, headers, body }),
      tookEffect: async () => (await bench.control(`tickets/${ecommerceId}`)).body['phone'] === '7875550100',
    }
  },
  async cancel(bench) {
    const { publicToken } = bench.sim.credentials
    const { ecommerceId } = await bench.create()
    return {
      send: post(bench, '/business/cancel', { publicToken, ecommerceId }),
      tookEffect: async () => (await statusOf(bench, ecommerceId)) === 'CANCEL',
    }
  },
  async refund(bench) {
    const { ecommerceId, referenceNumber } = await bench.pay()
    return {
      send: post(bench, '/refund', { ...bench.sim.credentials, referenceNumber, amount: '1.00' }),
      tookEffect: async () =>
        ((await bench.control(`tickets/${ecommerceId}`)).body['refunds'] as Json[]).length > 0,
    }
  },
  async report(bench) {
    await bench.pay()
    const range = { fromDate: '2026-01-15 00:00:00', toDate: '2026-01-15 12:00:00' }
    return reader(www(bench, 'GET', '/transactions/v4/transactionReport', range))
  },
  async search(bench) {
    const { referenceNumber } = await bench.pay()
    return reader(www(bench, 'POST', '/api/v4/searchTransaction', { referenceNumber }))
  },
  async subscribe(bench) {
    const listener = { listenerURL: 'https://shop.example/webhook' }
    const businessOf = async (): Promise<Json | undefined> =>
      ((await bench.control('businesses')).body['businesses'] as Json[])[0]
    return {
      send: www(bench, 'POST', '/transactions/webhook/post', listener),
      tookEffect: async () => (await businessOf())?.['listener'] !== null,
    }
  },
}

const reader = (send: Subject['send']): Subject => ({ send, tookEffect: () => Promise.resolve(false) })

function post(bench: Bench, path: string, body: Json): Subject['send'] {
  const request = { host: 'payments', method: 'POST', path: ECOMMERCE + path, headers: {} } as const
  return sender(bench, { ...request, body: JSON.stringify(body) })
}

function www(bench: Bench, method: 'GET' | 'POST', path: string, fields: Json): Subject['send'] {
  const body = JSON.stringify({ ...bench.sim.credentials, ...fields })
  return sender(bench, { host: 'www', method, path, headers: {}, body })
}

function sender(bench: Bench, request: UpstreamRequest): Subject['send'] {
  return (signal = new AbortController().signal) => bench.sim.send(request, signal)
}

async function statusOf(bench: Bench, ecommerceId: string): Promise<unknown> {
  return (await bench.control(`tickets/${ecommerceId}`)).body['status']
}
