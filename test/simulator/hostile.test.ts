import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { codeOf, createBench, ticketBody } from './bench.ts'

const PATHS = ['/payment', '/business/findPayment', '/business/cancel', '/refund']

test('a body that is no JSON object is an invalid format', async () => {
  const { call } = createBench()
  for (const path of PATHS) {
    for (const body of [
      '{',
      'x',
      '[]',
      '"text"',
      '7',
      'null',
      'true',
      '['.repeat(60_000),
      '{"a":1}{}',
      '\u0000',
    ]) {
      assert.equal(codeOf(await call(path, body)), '400 BTRA_0006', body.slice(0, 20))
    }
  }
})

test('a body over 64 KB is refused by send, by fetch, and by the controls', async () => {
  const bench = createBench()
  const huge = JSON.stringify({ ...ticketBody(bench.sim.credentials.publicToken), pad: 'x'.repeat(70_000) })
  assert.equal(codeOf(await bench.call('/payment', huge)), '413 body.too.large')
  const url = 'http://localhost/simulator/api/business-transaction/ecommerce/payment'
  const answer = await bench.sim.fetch(new Request(url, { method: 'POST', body: huge }))
  assert.equal(answer.status, 413)
  assert.equal(codeOf(await bench.control('clock', huge)), '413 body_too_large')
})

test('an endless body is not read to its end', async () => {
  const { sim } = createBench()
  let chunks = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      chunks++
      controller.enqueue(new Uint8Array(16_384))
    },
  })
  const init = { method: 'POST', body, duplex: 'half' } as RequestInit
  const answer = await sim.fetch(new Request('http://localhost/simulator/api/x', init))
  assert.equal(answer.status, 404)
  assert.ok(chunks < 10, `${chunks} chunks were read`)
})

test('keys of the prototype are data like any other', async () => {
  const bench = createBench()
  const { publicToken } = bench.sim.credentials
  const nested = `{"__proto__":${JSON.stringify(ticketBody(publicToken))}}`
  assert.equal(codeOf(await bench.call('/payment', nested)), '401 BTRA_0401')
  const beside = JSON.stringify(ticketBody(publicToken)).replace(
    '{',
    '{"__proto__":{"total":"1"},"constructor":7,',
  )
  assert.equal(codeOf(await bench.call('/payment', beside)), '200 success')
  assert.equal(({} as Record<string, unknown>)['total'], undefined)
})

test('whatever JSON is sent in whatever field, the answer is an envelope and never a 500', async () => {
  const bench = createBench()
  const { referenceNumber } = await bench.pay()
  const refund = { ...bench.sim.credentials, referenceNumber, amount: '0.01', message: '' }
  const good = { ...ticketBody(bench.sim.credentials.publicToken), ...refund }
  const field = fc.constantFrom(...Object.keys(good), 'ecommerceId', '__proto__')
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...PATHS), field, fc.jsonValue(), async (path, name, value) => {
      const answer = await bench.call(path, JSON.stringify({ ...good, [name]: value }))
      assert.ok(answer.status < 500)
      assert.ok(['success', 'error'].includes(String(answer.body['status'])))
    }),
    { numRuns: 300 },
  )
})

test('whatever JSON is sent to the other host, it is answered, and never with a 500', async () => {
  const bench = createBench({ postWebhook: () => Promise.reject(new Error('Nobody is to be called.')) })
  const { referenceNumber } = await bench.pay()
  const range = { fromDate: '2026-01-15 00:00:00', toDate: '2026-01-15 12:00:00' }
  const search = {
    referenceNumber,
    dailyTransactionID: 1,
    phoneNumber: '7875550100',
    total: 10.31,
    name: 'x',
  }
  const good = {
    ...bench.sim.credentials,
    ...range,
    ...search,
    listenerURL: 'https://shop.example/',
    refundSentEvent: true,
  }
  const route = fc.constantFrom(
    'GET /transactions/v4/transactionReport',
    'POST /api/v4/searchTransaction',
    'POST /transactions/webhook/post',
  )
  const field = fc.constantFrom(...Object.keys(good), '__proto__')
  await fc.assert(
    fc.asyncProperty(route, field, fc.jsonValue(), async (path, name, value) => {
      const { status, body } = await bench.www(path, JSON.stringify({ ...good, [name]: value }))
      assert.ok(status < 500)
      assert.equal(body['status'] === 'error', status >= 400)
    }),
    { numRuns: 300 },
  )
})

test('whatever JSON a control is sent, it is answered, and never with a 500', async () => {
  const bench = createBench()
  const { ecommerceId } = await bench.pay()
  const good = {
    webhooks: { kind: 'refund', generation: '2025', ecommerceId, total: 1, overrides: {}, times: 1 },
    payments: { total: 1, phone: '7875550100', metadata1: 'a', at: '2026-01-01T00:00:00Z', webhook: false },
    [`tickets/${ecommerceId}/refund`]: { amount: '0.01', message: '' },
    'webhook-policies': {
      lost: false,
      delay_ms: 1,
      spread_ms: 1,
      copies: 1,
      apart_ms: 1,
      reorder: 1,
      reorder_within_ms: 1,
      retry_after_ms: [1],
      answer_within_ms: 1,
      generation: '2020',
      kinds: ['refund'],
      phone: '7875550100',
      share: 0,
      seed: 1,
    },
  }
  const path = fc.constantFrom(...Object.keys(good))
  const field = fc.constantFrom(...Object.values(good).flatMap((body) => Object.keys(body)), 'body')
  await fc.assert(
    fc.asyncProperty(path, field, fc.jsonValue(), async (noun, name, value) => {
      const { status } = await bench.control(noun, { ...good[noun], [name]: value })
      assert.ok(status < 500, String(status))
    }),
    { numRuns: 300 },
  )
})

test('hostile headers are no token', async () => {
  const { call } = createBench()
  for (const authorization of ['Basic x', 'Bearer', 'Bearer a b', '', 'bearer']) {
    assert.equal(
      codeOf(await call('/authorization', undefined, { authorization })),
      '401 token.invalid.header',
    )
  }
  for (const authorization of ['Bearer ..', 'Bearer a.b.c.d', `Bearer ${'x'.repeat(60_000)}`]) {
    assert.equal(codeOf(await call('/authorization', undefined, { authorization })), '401 BTRA_0401')
  }
})
