import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { AUTH_TOKEN_LIFE_S } from '../../server/simulator/auth-token.ts'
import { GENERATIONS } from '../../server/simulator/webhook-bodies.ts'
import { createBench, type Bench, type Json } from './bench.ts'
import { readSample } from './samples.ts'

type Year = '2020' | '2025'

/** Sample → what is answered, or delivered, where its request is made. */
type Trip = (bench: Bench, sample: string) => Promise<unknown>

/** A request's sample, with the business's own tokens and what it is about. */
const requestOf = ({ sim }: Bench, sample: string, about: Json = {}): Json => {
  const { publicToken, privateToken } = sim.credentials
  const body = readSample(sample)
  return {
    ...body,
    ...('publicToken' in body && { publicToken }),
    ...('privateToken' in body && { privateToken }),
    ...about,
  }
}

/** Opens a ticket by the vendor's own request. */
async function open(bench: Bench): Promise<{ ecommerceId: string; token: string }> {
  const { body } = await bench.call('/payment', requestOf(bench, 'rest/payment.request.json'))
  const { ecommerceId, auth_token: token } = body['data'] as { ecommerceId: string; auth_token: string }
  return { ecommerceId, token }
}

async function pay(
  bench: Bench,
): Promise<{ ecommerceId: string; referenceNumber: string; answer: Json; token: string }> {
  const { ecommerceId, token } = await open(bench)
  await bench.control(`tickets/${ecommerceId}/confirm`, null)
  const answer = (await bench.authorize(token)).body
  return {
    ecommerceId,
    token,
    answer,
    referenceNumber: (answer['data'] as Json)['referenceNumber'] as string,
  }
}

async function find(bench: Bench, ecommerceId: string): Promise<Json> {
  return (
    await bench.call(
      '/business/findPayment',
      requestOf(bench, 'rest/findPayment.request.json', { ecommerceId }),
    )
  ).body
}

const webhook =
  (kind: string, generation?: Year): Trip =>
  async (bench) => {
    const { ecommerceId } = await pay(bench)
    await bench.control('webhooks', {
      kind,
      ...(kind.startsWith('ecommerce') && { ecommerceId }),
      ...(kind === 'refund' && { ecommerceId }),
      ...(generation && { generation }),
    })
    return bench.webhooks.at(-1)
  }

/** Every sample of an answer or a webhook, and in which dialects it is answered exactly so. */
const TRIPS: Readonly<Record<string, { readonly in: readonly Year[]; readonly trip: Trip }>> = {
  'rest/payment.response.json': {
    in: GENERATIONS,
    trip: async (bench) => (await bench.call('/payment', requestOf(bench, 'rest/payment.request.json'))).body,
  },
  'rest/findPayment.OPEN.response.json': {
    in: GENERATIONS,
    trip: async (bench) => await find(bench, (await open(bench)).ecommerceId),
  },
  'rest/findPayment.CONFIRM.response.json': {
    in: GENERATIONS,
    trip: async (bench) => {
      const { ecommerceId } = await open(bench)
      await bench.control(`tickets/${ecommerceId}/confirm`, null)
      return await find(bench, ecommerceId)
    },
  },
  'rest/findPayment.CANCEL.response.json': {
    in: GENERATIONS,
    trip: async (bench) => {
      const { ecommerceId } = await open(bench)
      await bench.control(`tickets/${ecommerceId}/expire`, null)
      return await find(bench, ecommerceId)
    },
  },
  // Its items are bare, unlike those of the authorization's: the two dialects have one each.
  'rest/findPayment.COMPLETED.response.json': {
    in: ['2020'],
    // Of a total whose fee no binary fraction can say exactly.
    trip: async (bench) => await find(bench, (await bench.pay()).ecommerceId),
  },
  'rest/authorization.COMPLETED.response.json': {
    in: GENERATIONS,
    trip: async (bench) => (await pay(bench)).answer,
  },
  'rest/cancel.response.json': {
    in: GENERATIONS,
    trip: async (bench) => {
      const { ecommerceId } = await open(bench)
      return (
        await bench.call('/business/cancel', requestOf(bench, 'rest/cancel.request.json', { ecommerceId }))
      ).body
    },
  },
  'rest/updatePhoneNumber.response.json': {
    in: GENERATIONS,
    trip: async (bench) => {
      const { ecommerceId, token } = await bench.create({ phoneNumber: undefined })
      return (
        await bench.setPhone(token, requestOf(bench, 'rest/updatePhoneNumber.request.json', { ecommerceId }))
      ).body
    },
  },
  'rest/refund.response.json': {
    in: GENERATIONS,
    trip: async (bench) => {
      const { referenceNumber } = await bench.pay({ items: [] })
      return (await bench.call('/refund', requestOf(bench, 'rest/refund.request.json', { referenceNumber })))
        .body
    },
  },
  'rest/searchTransaction.response.json': {
    in: GENERATIONS,
    trip: async (bench) => {
      const { referenceNumber } = await pay(bench)
      const fields = {
        referenceNumber,
        dailyTransactionID: '0001',
        name: 'Cliente de prueba',
        phoneNumber: '(561) 330-5493',
        email: 'cliente@example.com',
        total: '10.00',
        metadata1: 'Metadata 1',
        metadata2: 'Metada 2',
      }
      const body = requestOf(bench, 'rest/searchTransaction.request.json', fields)
      return (await bench.www('POST /api/v4/searchTransaction', body)).body
    },
  },
  'rest/transactionReport.response.json': {
    in: GENERATIONS,
    trip: async (bench) => {
      await pay(bench)
      await pay(bench)
      const range = { fromDate: '2026-01-01 16:12:02', toDate: '2026-01-15 12:00:00' }
      const body = requestOf(bench, 'rest/transactionReport.request.json', range)
      return (await bench.www('GET /transactions/v4/transactionReport', body)).body
    },
  },
  'rest/error.body-missing.json': {
    in: GENERATIONS,
    trip: async (bench) => (await bench.call('/payment')).body,
  },
  'rest/error.no-authorization-header.json': {
    in: GENERATIONS,
    trip: async (bench) => (await bench.call('/authorization')).body,
  },
  'rest/error.token-expired.json': {
    in: ['2025'],
    trip: async (bench) => {
      const { token } = await open(bench)
      await bench.base.advance(AUTH_TOKEN_LIFE_S * 1000)
      return (await bench.authorize(token)).body
    },
  },
  // Without a generation it is the dialect's own.
  'webhooks/ecommerce-completed.2020.json': { in: ['2020'], trip: webhook('ecommerce_completed') },
  'webhooks/ecommerce-cancelled.2020.json': { in: ['2020'], trip: webhook('ecommerce_cancelled') },
  'webhooks/ecommerce-expired.2020.json': { in: GENERATIONS, trip: webhook('ecommerce_expired') },
  'webhooks/refund.2020.json': { in: ['2020'], trip: webhook('refund') },
  'webhooks/payment.2020.json': { in: GENERATIONS, trip: webhook('payment') },
  'webhooks/donation.2020.json': { in: GENERATIONS, trip: webhook('donation') },
  'webhooks/simulated.2020.json': { in: GENERATIONS, trip: webhook('simulated') },
  'webhooks/ecommerce-completed.2025-05.json': { in: ['2025'], trip: webhook('ecommerce_completed') },
  'webhooks/ecommerce-completed.2025-12.json': { in: ['2025'], trip: webhook('ecommerce_completed') },
  'webhooks/ecommerce-cancelled.2025-05.json': { in: ['2025'], trip: webhook('ecommerce_cancelled') },
  'webhooks/refund.2025-12.json': { in: ['2025'], trip: webhook('refund') },
}

/**
 * Samples that no endpoint answers, nor any webhook: requests, which are made above and in subscription.test.ts, and the
 * callback of a page that went before webhooks, whose spelling of items comes where the dialects are mixed.
 */
const isAnswer = (sample: string): boolean =>
  !sample.endsWith('.request.json') && !sample.startsWith('legacy/')

test('every sample of an answer and of a webhook is here', () => {
  const folder = fileURLToPath(new URL('../fixtures/athm', import.meta.url))
  const samples = globSync('*/*.json', { cwd: folder }).map((path) => path.replaceAll('\\', '/'))
  assert.deepEqual(Object.keys(TRIPS).toSorted(), samples.filter(isAnswer).toSorted())
})

for (const [sample, { in: years, trip }] of Object.entries(TRIPS)) {
  for (const year of years) {
    test(`${sample} is what dialect ${year} says: its fields, types and spellings`, async () => {
      const said = await trip(createBench({ dialect: year }), sample)
      assert.deepEqual(spellingOf(said), spellingOf(readSample(sample)))
    })
  }
  for (const year of GENERATIONS.filter((each) => !years.includes(each))) {
    test(`${sample} is not what dialect ${year} says`, async () => {
      const said = await trip(createBench({ dialect: year }), sample)
      assert.notDeepEqual(spellingOf(said), spellingOf(readSample(sample)))
    })
  }
}

/**
 * Describes how JSON is spelt: the same fields at every level, the types of their values, and of a text the form that a
 * reader has to know. Of a list only the first element is described.
 */
function spellingOf(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map((inner) => spellingOf(inner))
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
    return Object.fromEntries(entries.map(([key, inner]) => [key, spellingOf(inner, key)]))
  }
  if (WORDS.has(name)) return value
  if (typeof value === 'number')
    return SINGLES.has(name) && !isCents(value) ? 'number of single precision' : 'number'
  return typeof value === 'string' ? formOf(value) : String(value)
}

/** Fields whose value is a word that a reader has to know. */
const WORDS = new Set(['status', 'ecommerceStatus', 'transactionType', 'errorcode', 'isNonProfit'])

const SINGLES = new Set(['fee'])

const isCents = (value: number): boolean => Math.abs(value * 100 - Math.round(value * 100)) < 1e-9

function formOf(text: string): string {
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.0)?$/.test(text)) return text.replace(/\d{2,}/g, '…')
  if (/^\d+\.\d\d$/.test(text)) return 'dollars'
  if (/^\(\d{3}\) \d{3}-\d{4}$/.test(text)) return 'spaced phone'
  if (/^\d{10}$/.test(text)) return 'phone'
  return 'text'
}
