import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WEBHOOK_DELAY_MS } from '../../server/simulator/webhook-policies.ts'
import { codeOf, createBench, dataOf, shapeOf, type Json } from './bench.ts'
import { readSample } from './samples.ts'

test('a payment begun elsewhere is COMPLETED at once, and its webhook follows like any other', async () => {
  const bench = createBench()
  const { status, body } = await bench.control('payments', {
    total: '25.50',
    phone: '(939) 555-0199',
    metadata1: 'caja 2',
    metadata2: 'turno 1',
  })
  assert.deepEqual([status, body['status'], body['total']], [200, 'COMPLETED', 25.5])
  const found = dataOf(await bench.find(String(body['ecommerceId'])))
  assert.deepEqual(
    ['ecommerceStatus', 'referenceNumber', 'total', 'fee', 'netAmount', 'metadata1', 'metadata2'].map(
      (name) => found[name],
    ),
    ['COMPLETED', body['referenceNumber'], 25.5, 0.64, 24.86, 'caja 2', 'turno 1'],
  )
  assert.deepEqual(bench.webhooks, [])
  await bench.base.advance(WEBHOOK_DELAY_MS)
  const webhook: Json = bench.webhooks[0] ?? {}
  const sample = { ...readSample('webhooks/ecommerce-completed.2025-12.json'), items: [] }
  assert.deepEqual(shapeOf(webhook), shapeOf(sample))
  assert.deepEqual(
    [webhook['ecommerceId'], webhook['phoneNumber'], webhook['transactionDate']],
    [body['ecommerceId'], 9395550199, '2026-01-15 12:00:00'],
  )
})

test('it is in the ledger, can be searched for and refunded, and takes a daily id of its own day', async () => {
  const bench = createBench()
  const first = await bench.control('payments', { total: 5, at: '2026-01-14T12:00:00-04:00' })
  const second = await bench.control('payments', { total: 6, at: '2026-01-14T17:00:00.500Z', webhook: false })
  await bench.pay()
  const { movements } = (await bench.control('ledger')).body as { movements: Json[] }
  assert.deepEqual(
    movements.map(({ at, totalCents }) => ({ at, totalCents })),
    [
      { at: '2026-01-14T16:00:00.000Z', totalCents: 500 },
      { at: '2026-01-14T17:00:00.500Z', totalCents: 600 },
      { at: '2026-01-15T16:00:00.000Z', totalCents: 1031 },
    ],
  )
  const ids = await Promise.all(
    movements.map(
      async ({ ecommerceId }) => dataOf(await bench.find(String(ecommerceId)))['dailyTransactionId'],
    ),
  )
  assert.deepEqual(ids, ['0001', '0002', '0001'])
  const { referenceNumber } = second.body
  const search = await bench.www('POST /api/v4/searchTransaction', {
    ...bench.sim.credentials,
    referenceNumber,
  })
  assert.equal(search.body['total'], 6)
  assert.equal(codeOf(await bench.refund(String(referenceNumber), '6.00')), '200 success')
  await bench.base.advance(WEBHOOK_DELAY_MS)
  assert.deepEqual(
    bench.webhooks.map(({ transactionType, ecommerceId }) => ({ transactionType, ecommerceId })),
    [
      { transactionType: 'ECOMMERCE', ecommerceId: first.body['ecommerceId'] },
      { transactionType: 'ECOMMERCE', ecommerceId: movements[2]?.['ecommerceId'] },
      { transactionType: 'REFUND', ecommerceId: undefined },
    ],
  )
})

test('the tickets stay oldest first when one of the past is added', async () => {
  const bench = createBench()
  await bench.create()
  await bench.control('payments', { total: 5, at: '2026-01-01T00:00:00Z' })
  const { tickets } = (await bench.control('tickets')).body as { tickets: Json[] }
  assert.deepEqual(
    tickets.map(({ createdAt }) => createdAt),
    ['2026-01-01T00:00:00.000Z', '2026-01-15T16:00:00.000Z'],
  )
})

test('a payment of the past does not expire, and is not paid twice', async () => {
  const bench = createBench()
  const { body } = await bench.control('payments', { total: 5, at: '2020-01-01T00:00:00Z' })
  await bench.base.advance(3_600_000)
  const ecommerceId = String(body['ecommerceId'])
  assert.equal(dataOf(await bench.find(ecommerceId))['ecommerceStatus'], 'COMPLETED')
  assert.equal(codeOf(await bench.control(`tickets/${ecommerceId}/confirm`, null)), '409 wrong_status')
  assert.equal(codeOf(await bench.cancel(ecommerceId)), '409 BTRA_0035')
  assert.equal(bench.webhooks.length, 1)
})

test('a payment that makes no sense is refused, and nothing is booked', async () => {
  const bench = createBench()
  const wrong: [unknown, string][] = [
    [{}, 'invalid_total'],
    [{ total: '0.99' }, 'invalid_total'],
    [{ total: 1500.01 }, 'invalid_total'],
    [{ total: '1,250.00' }, 'invalid_total'],
    [{ total: 5, phone: '787' }, 'invalid_phone'],
    [{ total: 5, phone: 7875550100 }, 'invalid_phone'],
    [{ total: 5, metadata1: 'x'.repeat(41) }, 'invalid_metadata1'],
    [{ total: 5, metadata2: 7 }, 'invalid_metadata2'],
    [{ total: 5, at: '2026-01-15' }, 'invalid_at'],
    [{ total: 5, at: '2026-01-15T12:00:00' }, 'invalid_at'],
    [{ total: 5, at: '2026-01-15T16:00:00.001Z' }, 'invalid_at'],
    [{ total: 5, at: 0 }, 'invalid_at'],
    [{ total: 5, webhook: 'no' }, 'invalid_webhook'],
    [{ total: 5, items: [] }, 'unknown_field'],
  ]
  for (const [body, code] of wrong) {
    assert.equal(codeOf(await bench.control('payments', body)), `400 ${code}`, JSON.stringify(body))
  }
  const { movements } = (await bench.control('ledger')).body
  assert.deepEqual(movements, [])
})
