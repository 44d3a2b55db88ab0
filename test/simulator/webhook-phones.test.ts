import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WEBHOOK_DELAY_MS } from '../../server/simulator/webhook-policies.ts'
import { createBench, dataOf, shapeOf, type Bench, type Json } from './bench.ts'
import { readSample } from './samples.ts'

interface Paid {
  readonly ecommerceId: string
  readonly referenceNumber: string
}

/** Has a ticket of a phone confirmed by itself, and authorizes it. */
async function pay(bench: Bench, phoneNumber: string): Promise<Paid> {
  const { ecommerceId, token } = await bench.create({ phoneNumber })
  await bench.base.advance(999)
  assert.equal(dataOf(await bench.find(ecommerceId))['ecommerceStatus'], 'OPEN')
  await bench.base.advance(1)
  assert.equal(dataOf(await bench.find(ecommerceId))['ecommerceStatus'], 'CONFIRM')
  return { ecommerceId, referenceNumber: String(dataOf(await bench.authorize(token))['referenceNumber']) }
}

test('787-555-0110 confirms by itself, and no webhook is ever sent', async () => {
  const bench = createBench()
  const { referenceNumber, ecommerceId } = await pay(bench, '7875550110')
  assert.match(referenceNumber, /^215070443-/)
  await bench.refund(referenceNumber, '1.00')
  await bench.control(`tickets/${ecommerceId}/refund`, {})
  await bench.cancel((await bench.create({ phoneNumber: '7875550110' })).ecommerceId)
  await bench.create({ phoneNumber: '7875550110', timeout: 120 })
  await bench.base.advance(3_600_000)
  assert.deepEqual(bench.webhooks, [])
  assert.deepEqual((await bench.control('ledger')).body['webhooks'], [])
})

test('787-555-0111 tells everything three times, to the letter the same, and out of order', async () => {
  const bench = createBench()
  const { referenceNumber } = await pay(bench, '7875550111')
  await bench.base.advance(1000)
  await bench.refund(referenceNumber, '1.00')
  await bench.base.advance(60_000)
  const types = bench.webhooks.map(({ transactionType }) => transactionType)
  assert.deepEqual(types, ['REFUND', 'ECOMMERCE', 'REFUND', 'ECOMMERCE', 'REFUND', 'ECOMMERCE'])
  assert.equal(new Set(bench.webhooks.map((webhook) => JSON.stringify(webhook))).size, 2)
})

test('787-555-0111 tells of two payments in the wrong order', async () => {
  const bench = createBench()
  const first = await pay(bench, '7875550111')
  const second = await pay(bench, '7875550111')
  await bench.base.advance(60_000)
  const told = bench.webhooks.map(({ ecommerceId }) => ecommerceId)
  assert.equal(told[0], second.ecommerceId)
  for (const { ecommerceId } of [first, second]) {
    assert.equal(told.filter((id) => id === ecommerceId).length, 3)
  }
})

test('787-555-0112 has its webhook delivered before the authorization is answered', async () => {
  for (const latencyMs of [0, 3000]) {
    const bench = createBench({ latencyMs })
    const creation = bench.create({ phoneNumber: '7875550112' })
    await bench.base.advance(latencyMs + 1000)
    const { ecommerceId, token } = await creation
    let answered: Json | null = null
    const answer = bench.authorize(token).then((value) => (answered = dataOf(value)))
    for (let waited = 0; bench.webhooks.length === 0; waited += 100) {
      assert.ok(waited < 60_000)
      assert.equal(answered, null)
      await bench.base.advance(100)
    }
    assert.equal(answered, null)
    assert.deepEqual(
      [bench.webhooks[0]?.['ecommerceId'], bench.webhooks[0]?.['status']],
      [ecommerceId, 'COMPLETED'],
    )
    await bench.base.advance(5000)
    assert.equal((await answer)['ecommerceStatus'], 'COMPLETED')
    assert.equal(bench.webhooks.length, 1)
  }
})

test('787-555-0114 tells of everything a minute late', async () => {
  const bench = createBench()
  const { ecommerceId } = await pay(bench, '7875550114')
  await bench.base.advance(59_999)
  assert.deepEqual(bench.webhooks, [])
  await bench.base.advance(1)
  assert.deepEqual(
    bench.webhooks.map((webhook) => webhook['ecommerceId']),
    [ecommerceId],
  )
})

test('787-555-0115 tells once more after one, five and thirty seconds, until somebody takes it', async () => {
  const bench = createBench()
  let failures = 0
  bench.sim.deliverWebhooksTo(() => Promise.resolve({ status: failures-- > 0 ? 503 : 200, body: '' }))
  const timesOf = async (): Promise<number[]> => {
    const booked = (await bench.control('ledger')).body['webhooks'] as Json[]
    return booked.map(({ at }) => Date.parse(String(at)))
  }
  for (const [failing, waits] of [
    [0, [0]],
    [2, [0, 1000, 6000]],
    [9, [0, 1000, 6000, 36_000]],
  ] as const) {
    const before = (await timesOf()).length
    failures = failing
    await pay(bench, '7875550115')
    await bench.base.advance(3_600_000)
    const times = (await timesOf()).slice(before)
    assert.deepEqual(
      times.map((at) => at - (times[0] ?? 0)),
      waits,
    )
  }
})

test('787-555-0113 tells everything in the shapes of 2020, without an ecommerceId', async () => {
  const bench = createBench()
  const { referenceNumber } = await pay(bench, '7875550113')
  await bench.base.advance(1000)
  await bench.refund(referenceNumber, '1.00')
  await bench.base.advance(1000)
  await bench.cancel((await bench.create({ phoneNumber: '7875550113' })).ecommerceId)
  await bench.base.advance(WEBHOOK_DELAY_MS)
  await bench.create({ phoneNumber: '7875550113', timeout: 120 })
  await bench.base.advance(121_000)
  const samples = ['ecommerce-completed', 'refund', 'ecommerce-cancelled', 'ecommerce-expired']
  assert.deepEqual(
    bench.webhooks.map(shapeOf),
    samples.map((name) => shapeOf(readSample(`webhooks/${name}.2020.json`))),
  )
  assert.deepEqual(
    bench.webhooks.map(({ status, referenceNumber: told }) => ({ status, told })),
    [
      { status: 'completed', told: referenceNumber },
      { status: 'completed', told: referenceNumber },
      { status: 'cancelled', told: '' },
      { status: 'expired', told: '' },
    ],
  )
})
