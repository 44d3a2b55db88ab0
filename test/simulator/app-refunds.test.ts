import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WEBHOOK_DELAY_MS } from '../../server/simulator/webhook-policies.ts'
import { codeOf, createBench, dataOf, shapeOf, type Bench, type Json } from './bench.ts'
import { readSample } from './samples.ts'

async function movementsOf(bench: Bench): Promise<Json[]> {
  return (await bench.control('ledger')).body['movements'] as Json[]
}

/** Refund webhooks that were delivered. */
const refundsOf = (bench: Bench): Json[] =>
  bench.webhooks.filter((webhook) => /^refund$/i.test(String(webhook['transactionType'])))

test('a refund made in the app is booked like one of the API, but for how it was made', async () => {
  const bench = createBench()
  const { ecommerceId, referenceNumber } = await bench.pay()
  await bench.refund(referenceNumber, '1.00')
  const answer = await bench.control(`tickets/${ecommerceId}/refund`, { amount: '4.30', message: 'Perdón' })
  assert.equal(answer.status, 200)
  const [, byApi = {}, byApp = {}] = await movementsOf(bench)
  assert.deepEqual([byApi['via'], byApp['via']], ['api', 'app'])
  assert.deepEqual(Object.keys(byApp), Object.keys(byApi))
  assert.deepEqual(
    [byApp['totalCents'], byApp['message'], byApp['paymentReferenceNumber']],
    [430, 'Perdón', referenceNumber],
  )
  assert.deepEqual(
    (answer.body['refunds'] as Json[]).map(({ amount, via }) => ({ amount, via })),
    [
      { amount: 1, via: 'api' },
      { amount: 4.3, via: 'app' },
    ],
  )
  assert.equal(dataOf(await bench.find(ecommerceId))['totalRefundedAmount'], 5.3)
})

test('without an amount all that is left is sent back, once', async () => {
  const bench = createBench()
  const { ecommerceId, referenceNumber } = await bench.pay()
  await bench.refund(referenceNumber, '0.31')
  const path = `tickets/${ecommerceId}/refund`
  assert.equal(codeOf(await bench.control(path, null)), '200 success')
  assert.equal((await movementsOf(bench)).at(-1)?.['totalCents'], 1000)
  assert.equal(codeOf(await bench.control(path, {})), '409 nothing_left')
  assert.equal(codeOf(await bench.refund(referenceNumber, '0.01')), '409 BTRA_0030')
})

test('a refund in the app that can’t be is refused, and nothing is booked', async () => {
  const bench = createBench()
  const { ecommerceId, referenceNumber } = await bench.pay()
  const open = await bench.create()
  await bench.refund(referenceNumber, '10.00')
  const wrong: [string, unknown, string][] = [
    [ecommerceId, { amount: '0.32' }, '409 too_much'],
    [ecommerceId, { amount: '10.32' }, '400 invalid_amount'],
    [ecommerceId, { amount: 0 }, '400 invalid_amount'],
    [ecommerceId, { amount: '-1' }, '400 invalid_amount'],
    [ecommerceId, { amount: 0.001 }, '400 invalid_amount'],
    [ecommerceId, { message: 'x'.repeat(51) }, '400 invalid_message'],
    [ecommerceId, { message: 7 }, '400 invalid_message'],
    [ecommerceId, { total: 1 }, '400 unknown_field'],
    [open.ecommerceId, {}, '409 wrong_status'],
    ['nobody', {}, '404 ticket_not_found'],
  ]
  for (const [id, body, code] of wrong) {
    assert.equal(codeOf(await bench.control(`tickets/${id}/refund`, body)), code, JSON.stringify(body))
  }
  assert.equal((await movementsOf(bench)).length, 2)
})

test('every refund, by the API or in the app, sends the webhook of 2025-12 under its payment’s reference', async () => {
  const bench = createBench()
  const { ecommerceId, referenceNumber } = await bench.pay()
  await bench.base.advance(60_000)
  await bench.refund(referenceNumber, '4.30')
  await bench.control(`tickets/${ecommerceId}/refund`, { amount: 1 })
  assert.deepEqual(refundsOf(bench), [])
  await bench.base.advance(WEBHOOK_DELAY_MS)
  const [byApi = {}, byApp = {}] = refundsOf(bench)
  for (const webhook of [byApi, byApp]) {
    assert.deepEqual(shapeOf(webhook), shapeOf(readSample('webhooks/refund.2025-12.json')))
  }
  assert.deepEqual(byApi, {
    dailyTransactionID: '2',
    date: '2026-01-15 12:01:00',
    email: 'cliente@example.com',
    fee: '0.00',
    message: 'Se acabó el café',
    name: 'Cliente de prueba',
    netAmount: '0.00',
    phoneNumber: '(787) 555-0100',
    referenceNumber,
    status: 'COMPLETED',
    total: '4.30',
    totalRefundedAmount: '0',
    transactionType: 'REFUND',
  })
  assert.deepEqual(
    [byApp['dailyTransactionID'], byApp['total'], byApp['message'], byApp['referenceNumber']],
    ['3', '1.00', '', referenceNumber],
  )
  const booked = (await bench.control('ledger')).body['webhooks'] as Json[]
  assert.deepEqual(
    booked.map((webhook) => [webhook['event'], webhook['ecommerceId']]),
    [
      ['ecommerce_completed', ecommerceId],
      ['refund', ecommerceId],
      ['refund', ecommerceId],
    ],
  )
})

test('where the business is set so, a refund’s webhook bears the refund’s own reference', async () => {
  const bench = createBench()
  await bench.control('businesses', { refund_references: 'own' })
  const { referenceNumber } = await bench.pay()
  const { refund } = dataOf(await bench.refund(referenceNumber, '1.00')) as { refund: Json }
  await bench.base.advance(WEBHOOK_DELAY_MS)
  assert.equal(refundsOf(bench)[0]?.['referenceNumber'], refund['referenceNumber'])
})

test('a refund that is refused sends no webhook', async () => {
  const bench = createBench()
  const { referenceNumber } = await bench.pay()
  await bench.refund(referenceNumber, '10.32')
  await bench.base.advance(60_000)
  assert.deepEqual(refundsOf(bench), [])
})
