import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WEBHOOK_DELAY_MS } from '../../server/simulator/webhook-policies.ts'
import { createBench, shapeOf, type Json } from './bench.ts'
import { readSample } from './samples.ts'

test('a completed payment sends the webhook of 2025, after the authorization was answered', async () => {
  const bench = createBench()
  const { ecommerceId, token } = await bench.create({ phoneNumber: '7875550101' })
  await bench.base.advance(1000)
  await bench.authorize(token)
  assert.deepEqual(bench.webhooks, [])
  await bench.base.advance(WEBHOOK_DELAY_MS)
  assert.equal(bench.webhooks.length, 1)
  const webhook: Json = bench.webhooks[0] ?? {}
  assert.deepEqual(shapeOf(webhook), shapeOf(readSample('webhooks/ecommerce-completed.2025-12.json')))
  assert.equal(webhook['status'], 'COMPLETED')
  assert.equal(webhook['ecommerceId'], ecommerceId)
  assert.match(String(webhook['referenceNumber']), /^215070443-/)
  assert.equal(webhook['phoneNumber'], 7875550101)
  assert.deepEqual([webhook['total'], webhook['fee'], webhook['netAmount']], [10.31, 0.26, 10.05])
})

test('a merchant’s cancel and a customer’s refusal send the same cancelled webhook of 2025', async () => {
  const bench = createBench()
  const cancelled = await bench.create()
  await bench.cancel(cancelled.ecommerceId)
  const refused = await bench.create({ phoneNumber: '7875550102' })
  await bench.base.advance(2000)
  assert.deepEqual(
    bench.webhooks.map((webhook) => webhook['ecommerceId']),
    [cancelled.ecommerceId, refused.ecommerceId],
  )
  for (const webhook of bench.webhooks) {
    assert.deepEqual(shapeOf(webhook), shapeOf(readSample('webhooks/ecommerce-cancelled.2025-05.json')))
    assert.equal(webhook['status'], 'CANCEL')
    assert.equal(webhook['phoneNumber'], 0)
    assert.equal(webhook['referenceNumber'], '')
  }
})

test('an expired ticket sends the webhook of 2020: amounts as text, and no ecommerceId', async () => {
  const bench = createBench()
  await bench.create({ phoneNumber: '7875550103', timeout: 120 })
  await bench.base.advance(120_000 + WEBHOOK_DELAY_MS)
  assert.equal(bench.webhooks.length, 1)
  const webhook: Json = bench.webhooks[0] ?? {}
  assert.deepEqual(shapeOf(webhook), shapeOf(readSample('webhooks/ecommerce-expired.2020.json')))
  assert.deepEqual(
    [webhook['status'], webhook['total'], webhook['metadata1']],
    ['expired', '10.31', 'order-123'],
  )
  assert.equal(webhook['date'], '2026-01-15 12:02:00.0')
})

test('a confirmation sends no webhook', async () => {
  const bench = createBench()
  await bench.create({ phoneNumber: '7875550101' })
  await bench.base.advance(5000)
  assert.deepEqual(bench.webhooks, [])
})

test('with a latency the webhook still leaves after the answer', async () => {
  const bench = createBench({ latencyMs: 2000 })
  const creation = bench.create()
  await bench.base.advance(2000)
  const cancel = bench.cancel((await creation).ecommerceId)
  await bench.base.advance(1999)
  assert.deepEqual(bench.webhooks, [])
  await bench.base.advance(1)
  await cancel
  assert.deepEqual(bench.webhooks, [])
  await bench.base.advance(WEBHOOK_DELAY_MS)
  assert.equal(bench.webhooks.length, 1)
})

test('every delivery is booked with its answer, once, and none is tried again', async () => {
  const bench = createBench()
  const answers = [
    () => Promise.resolve({ status: 200, body: 'ok' }),
    () => Promise.resolve({ status: 503, body: 'down' }),
    () => Promise.reject(new Error('refused connection')),
  ]
  bench.sim.deliverWebhooksTo(() => answers.shift()?.() ?? Promise.reject(new Error('too many')))
  for (let round = 0; round < 3; round++) {
    await bench.cancel((await bench.create()).ecommerceId)
    await bench.base.advance(60_000)
  }
  const booked = (await bench.control('ledger')).body['webhooks'] as Json[]
  assert.deepEqual(
    booked.map(({ event, status, answer, error }) => ({ event, status, answer, error })),
    [
      { event: 'ecommerce_cancelled', status: 200, answer: 'ok', error: null },
      { event: 'ecommerce_cancelled', status: 503, answer: 'down', error: 'The listener answered 503.' },
      { event: 'ecommerce_cancelled', status: null, answer: null, error: 'refused connection' },
    ],
  )
})

test('a listener that throws at once, or never answers, holds up nothing', async () => {
  const bench = createBench()
  const listeners = [
    () => {
      throw new Error('at once')
    },
    () => new Promise<never>(() => {}),
  ]
  bench.sim.deliverWebhooksTo(() => (listeners.shift() as () => Promise<never>)())
  await bench.cancel((await bench.create()).ecommerceId)
  await bench.cancel((await bench.create()).ecommerceId)
  await bench.base.advance(1000)
  const booked = (await bench.control('ledger')).body['webhooks'] as Json[]
  assert.deepEqual(
    booked.map(({ error }) => error),
    ['at once', null],
  )
  assert.ok((await bench.create()).ecommerceId)
})
