import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { createBench } from './bench.ts'

const ORIGIN = 'http://127.0.0.1:8787/simulator'
const ECOMMERCE = '/api/business-transaction/ecommerce'

/** Every path that takes a body, with the methods that it may come by. */
const PATHS = [
  ...[
    'payment',
    'business/findPayment',
    'business/cancel',
    'business/updatePhoneNumber',
    'authorization',
  ].map((name) => `${ECOMMERCE}/${name}`),
  `${ECOMMERCE}/refund`,
  '/api/v4/searchTransaction',
  '/transactions/webhook/post',
  '/transactions/v4/transactionReport',
  ...['businesses', 'faults', 'payments', 'webhooks', 'webhook-policies', 'clock', 'live', 'ledger'].map(
    (noun) => `/control/${noun}`,
  ),
  ...['', '/confirm', '/refuse', '/expire', '/refund', '/constructor'].map(
    (verb) => `/control/tickets/ID${verb}`,
  ),
  '/control/webhooks/1/resend',
  '/control/__proto__',
  '/phone',
  '/desk',
  '//',
]

const METHODS = ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']

const body = fc.oneof(
  fc.json({ maxDepth: 3 }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '{"__proto__":{"total":"1"}}',
    '{"constructor":null}',
    '['.repeat(20_000),
    '\uFEFF{}',
    '{"a":1',
  ),
)

test('whatever is sent to whatever path by whatever method, nothing breaks, and what is refused moves no money', async () => {
  const bench = createBench({ postWebhook: () => Promise.reject(new Error('Nobody is to be called.')) })
  const { ecommerceId } = await bench.pay()
  const readBooks = async (): Promise<unknown[]> => {
    const { movements, payments } = (await bench.control('ledger')).body
    return [movements, payments]
  }
  let books = await readBooks()
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...PATHS),
      fc.constantFrom(...METHODS),
      body,
      async (path, method, text) => {
        const headers = { 'content-type': 'application/json', authorization: `Bearer ${text.length}` }
        const init: RequestInit = { method, headers, body: text }
        const request = new Request(ORIGIN + path.replace('ID', ecommerceId), init)
        const answer = await bench.sim.fetch(request)
        await answer.body?.cancel()
        bench.sim.faults.clear()
        bench.sim.webhookPolicies.clear()
        assert.ok(answer.status < 500, `${method} ${path}: ${answer.status}`)
        const after = await readBooks()
        if (answer.status >= 400) assert.deepEqual(after, books, `${method} ${path}`)
        books = after
      },
    ),
    { numRuns: 600 },
  )
  await bench.sim.close()
})
