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
