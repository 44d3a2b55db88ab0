import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeliverWebhook } from '../../server/athmovil/transport.ts'
import { createSeededRandom } from '../seeded-random.ts'
import { createBench, shapeOf, START_AT, type Bench, type Json } from './bench.ts'
import { readSample } from './samples.ts'

/** Arms a policy by the controls. */
async function arm(bench: Bench, policy: Json): Promise<Json> {
  const { status, body } = await bench.control('webhook-policies', policy)
  assert.equal(status, 200, JSON.stringify(body))
  return (body['policies'] as Json[]).at(-1) ?? {}
}

/** Cancels a new ticket, of which a webhook tells; answers its id. */
async function cancelOne(bench: Bench, overrides: Json = {}): Promise<string> {
  const { ecommerceId } = await bench.create(overrides)
  await bench.cancel(ecommerceId)
  return ecommerceId
}

async function bookedBy(bench: Bench): Promise<Json[]> {
  return (await bench.control('ledger')).body['webhooks'] as Json[]
}

/** When the webhooks left, in milliseconds since the bench began. */
async function timesOf(bench: Bench): Promise<number[]> {
  return (await bookedBy(bench)).map(({ at }) => Date.parse(String(at)) - START_AT)
}

const toldOf = (bench: Bench): unknown[] => bench.webhooks.map(({ ecommerceId }) => ecommerceId)

test('without a policy a webhook leaves once, soon, and is never tried again, whatever the listener says', async () => {
  const bench = createBench()
  bench.sim.deliverWebhooksTo(() => Promise.resolve({ status: 500, body: 'down' }))
  await cancelOne(bench)
  await bench.base.advance(30 * 24 * 3_600_000)
  assert.deepEqual(await timesOf(bench), [200])
  assert.deepEqual((await bench.control('webhook-policies')).body, { policies: [] })
})

/** Policy → when the webhook of something that happens at 0 leaves, if nobody takes it. */
const TIMES: readonly [string, Json, readonly number[]][] = [
  ['loss', { lost: true }, []],
  ['a delay', { delay_ms: 90_000 }, [90_000]],
  ['no delay', { delay_ms: 0 }, [0]],
  ['copies', { copies: 3 }, [200, 1200, 2200]],
  ['copies far apart', { copies: 2, apart_ms: 3_600_000 }, [200, 3_600_200]],
  ['copies at once', { copies: 3, apart_ms: 0 }, [200, 200, 200]],
  ['retries', { retry_after_ms: [1000, 5000, 0] }, [200, 1200, 6200, 6200]],
  ['retries of each copy', { copies: 2, apart_ms: 500, retry_after_ms: [1000] }, [200, 700, 1200, 1700]],
  ['waiting for others in vain', { reorder: 2 }, [3200]],
  ['waiting a while for others', { reorder: 5, reorder_within_ms: 60_000, delay_ms: 0 }, [60_000]],
]

for (const [what, policy, times] of TIMES) {
  test(`${what}: ${JSON.stringify(policy)} has a webhook leave at ${times.join(', ') || 'no time'}`, async () => {
    const bench = createBench()
    bench.sim.deliverWebhooksTo(() => Promise.reject(new Error('lost')))
    await arm(bench, policy)
    await cancelOne(bench)
    await bench.base.advance(7 * 24 * 3_600_000)
    assert.deepEqual(await timesOf(bench), times)
  })
}

test('a program arms the same in its own spelling', async () => {
  const bench = createBench()
  const armed = bench.sim.webhookPolicies.add({
    delayMs: 10,
    copies: 2,
    apartMs: 5,
    retryAfterMs: [7],
    kinds: ['ecommerce_cancelled'],
    publicToken: bench.sim.credentials.publicToken,
    count: 1,
  })
  assert.deepEqual(armed, {
    id: 1,
    rule: {
      delayMs: 10,
      copies: 2,
      apartMs: 5,
      retryAfterMs: [7],
      kinds: ['ecommerce_cancelled'],
      publicToken: bench.sim.credentials.publicToken,
      count: 1,
    },
    left: 1,
    seen: 0,
    hits: 0,
  })
  assert.throws(() => bench.sim.webhookPolicies.add({ delayMs: -1 }), { code: 'invalid_delay_ms' })
  bench.sim.deliverWebhooksTo(() => Promise.reject(new Error('lost')))
  await cancelOne(bench)
  await bench.base.advance(1000)
  assert.deepEqual(await timesOf(bench), [10, 15, 17, 22])
  assert.deepEqual(bench.sim.webhookPolicies.list(), [])
})

test('the controls list what is armed, with what became of it, and disarm it', async () => {
  const bench = createBench()
  await arm(bench, { lost: true, count: 2, kinds: ['refund', 'ecommerce_cancelled'] })
  await arm(bench, { generation: '2020', phone: '787-555-0100' })
  await arm(bench, { copies: 2, share: 0, seed: 1 })
  await cancelOne(bench)
  const { body } = await bench.control('webhook-policies')
  assert.deepEqual(body, {
    policies: [
      { id: 1, lost: true, kinds: ['refund', 'ecommerce_cancelled'], count: 2, left: 1, seen: 1, hits: 1 },
      { id: 2, generation: '2020', phone: '7875550100', seen: 1, hits: 1 },
      { id: 3, copies: 2, share: 0, seed: 1, seen: 1, hits: 0 },
    ],
  })
  assert.deepEqual((await bench.control('webhook-policies', { clear: true })).body, { policies: [] })
  await cancelOne(bench)
  await bench.base.advance(1000)
  assert.equal(bench.webhooks.length, 1)
})

test('of several policies that hit a webhook each says what it names, of two that name the same the first', async () => {
  const bench = createBench()
  await arm(bench, { delay_ms: 500, count: 1 })
  await arm(bench, { delay_ms: 9000, copies: 2 })
  await arm(bench, { copies: 5, generation: '2020' })
  await cancelOne(bench)
  await bench.base.advance(5000)
  assert.deepEqual(await timesOf(bench), [500, 1500])
  assert.equal(bench.webhooks[0]?.['status'], 'cancelled')
  await cancelOne(bench)
  await bench.base.advance(60_000)
  assert.deepEqual((await timesOf(bench)).slice(2), [5000 + 9000, 5000 + 10_000])
})

test('a policy is for the next so many webhooks, for one phone, or for some kinds, and for no others', async () => {
  const bench = createBench()
  await arm(bench, { lost: true, count: 1 })
  await arm(bench, { lost: true, phone: '7875550199' })
  await arm(bench, { lost: true, kinds: ['refund'] })
  await cancelOne(bench)
  const told = [await cancelOne(bench)]
  await cancelOne(bench, { phoneNumber: '7875550199' })
  const { ecommerceId, referenceNumber } = await bench.pay()
  await bench.base.advance(1000)
  told.push(ecommerceId)
  await bench.refund(referenceNumber, '1.00')
  told.push(await cancelOne(bench))
  await bench.base.advance(1000)
  assert.deepEqual(toldOf(bench), told)
})

test('what is armed goes before what a phone does by itself', async () => {
  const bench = createBench()
  await arm(bench, { lost: false, phone: '7875550110' })
  await arm(bench, { copies: 1, reorder: 1, phone: '7875550111' })
  await arm(bench, { generation: '2025', phone: '7875550113' })
  for (const phoneNumber of ['7875550110', '7875550111', '7875550113'])
    await cancelOne(bench, { phoneNumber })
  await bench.base.advance(60_000)
  assert.equal(bench.webhooks.length, 3)
  for (const webhook of bench.webhooks) {
    assert.deepEqual(shapeOf(webhook), shapeOf(readSample('webhooks/ecommerce-cancelled.2025-05.json')))
  }
})

test('retries end with the first answer of success, and each is booked with what it was answered', async () => {
  const bench = createBench()
  const answers: DeliverWebhook[] = [
    () => Promise.resolve({ status: 500, body: 'broken' }),
    () => Promise.resolve({ status: 302, body: 'elsewhere' }),
    () => Promise.reject(new Error('cut')),
    () => new Promise<never>(() => {}),
    () => Promise.resolve({ status: 204, body: '' }),
  ]
  const texts: string[] = []
  bench.sim.deliverWebhooksTo((text) => {
    texts.push(text)
    return (answers.shift() as DeliverWebhook)(text)
  })
  await arm(bench, { retry_after_ms: [1000, 1000, 1000, 1000, 1000, 1000] })
  await cancelOne(bench)
  await bench.base.advance(3_600_000)
  assert.equal(new Set(texts).size, 1)
  const late = 'The listener did not answer within 5 seconds.'
  assert.deepEqual(
    (await bookedBy(bench)).map(({ id, cause, repeats, status, answer, error }) => [
      id,
      cause,
      repeats,
      status,
      answer,
      error,
    ]),
    [
      [1, 'event', null, 500, 'broken', 'The listener answered 500.'],
      [2, 'retry', 1, 302, 'elsewhere', 'The listener answered 302.'],
      [3, 'retry', 2, null, null, 'cut'],
      [4, 'retry', 3, null, null, late],
      [5, 'retry', 4, 204, '', null],
    ],
  )
  assert.deepEqual(await timesOf(bench), [200, 1200, 2200, 3200, 9200])
})

test('a listener may be given less time, and what it says later is not heard', async () => {
  const bench = createBench()
  const { promise, resolve } = Promise.withResolvers<{ status: number; body: string }>()
  bench.sim.deliverWebhooksTo(() => promise)
  await arm(bench, { answer_within_ms: 300 })
  await cancelOne(bench)
  await bench.base.advance(500)
  resolve({ status: 200, body: 'late' })
  await bench.base.advance(1000)
  const [record] = await bookedBy(bench)
  assert.deepEqual(
    [record?.['status'], record?.['answer'], record?.['answeredAt'], record?.['error']],
    [null, null, null, 'The listener did not answer within 0.3 seconds.'],
  )
})

test('copies are booked as copies of the first, and come with its body to the letter', async () => {
  const bench = createBench()
  await arm(bench, { copies: 3 })
  await cancelOne(bench)
  await bench.base.advance(5000)
  const booked = await bookedBy(bench)
  assert.deepEqual(
    booked.map(({ id, cause, repeats }) => [id, cause, repeats]),
    [
      [1, 'event', null],
      [2, 'copy', 1],
      [3, 'copy', 1],
    ],
  )
  assert.equal(new Set(booked.map(({ body }) => JSON.stringify(body))).size, 1)
  assert.equal(booked[0]?.['answeredAt'], new Date(START_AT + 200).toISOString())
})

test('webhooks that wait for one another leave with the last one first', async () => {
  const bench = createBench()
  await arm(bench, { reorder: 3, count: 4 })
  const ids: string[] = []
  for (let count = 0; count < 5; count++) {
    ids.push(await cancelOne(bench))
    await bench.base.advance(500)
  }
  const [first, second, third, fourth, fifth] = ids
  assert.deepEqual(toldOf(bench), [third, second, first, fifth])
  await bench.base.advance(10_000)
  assert.deepEqual(toldOf(bench), [third, second, first, fifth, fourth])
})

test('whoever comes after those that have left together waits its own time', async () => {
  const bench = createBench()
  await arm(bench, { reorder: 2 })
  await cancelOne(bench)
  await bench.base.advance(500)
  await cancelOne(bench)
  await bench.base.advance(2400)
  await cancelOne(bench)
  await bench.base.advance(60_000)
  assert.deepEqual(await timesOf(bench), [700, 700, 2900 + 200 + 3000])
})

test('each copy is spread by itself, never to before its time', async () => {
  const bench = createBench()
  await arm(bench, { copies: 4, apart_ms: 0, spread_ms: 10_000, seed: 5 })
  await cancelOne(bench)
  await bench.base.advance(60_000)
  const [first = 0, ...others] = await timesOf(bench)
  assert.ok(first >= 200 && first <= 10_200)
  assert.equal(others.length, 3)
  assert.ok(others.every((at) => at >= first && at <= first + 10_000))
  assert.equal(new Set([first, ...others]).size, 4)
})

test('the delivery to a listener that is given up is called off, and no other', async () => {
  const signals: AbortSignal[] = []
  const bench = createBench({
    postWebhook: (_url, _body, signal) => {
      signals.push(signal)
      return signals.length === 1
        ? new Promise<never>(() => {})
        : Promise.resolve({ status: 200, body: 'ok' })
    },
  })
  const listener = { listenerURL: 'https://shop.example/', ecommercePaymentCancelledEvent: true }
  await bench.www('POST /transactions/webhook/post', { ...bench.sim.credentials, ...listener })
  await arm(bench, { answer_within_ms: 500, copies: 2, apart_ms: 100 })
  await cancelOne(bench)
  await bench.base.advance(60_000)
  assert.deepEqual(
    signals.map(({ aborted }) => aborted),
    [true, false],
  )
})

/** Thirty webhooks under policies by seed; the whole ledger, as text. */
async function runOf(seed: number, chance = seed): Promise<string> {
  const bench = createBench({ random: createSeededRandom(chance) })
  let count = 0
  bench.sim.deliverWebhooksTo(() =>
    ++count % 3 === 0 ? Promise.reject(new Error('cut')) : Promise.resolve({ status: 200, body: 'ok' }),
  )
  await arm(bench, { lost: true, share: 0.2, seed })
  await arm(bench, { copies: 2, share: 0.3, seed: seed + 1 })
  await arm(bench, { spread_ms: 30_000, retry_after_ms: [400], seed: seed + 2 })
  for (let round = 0; round < 30; round++) {
    await cancelOne(bench, { metadata1: `order-${round}` })
    await bench.base.advance(1000)
  }
  await bench.base.advance(120_000)
  return JSON.stringify(await bookedBy(bench))
}

test('the same seed loses, doubles, delays and mixes the same webhooks to the letter, and another seed others', async () => {
  const first = await runOf(7)
  assert.equal(await runOf(7), first)
  assert.notEqual(await runOf(8, 7), first)
  const booked = JSON.parse(first) as { cause: string; body: { metadata1: string } }[]
  const order = booked.filter(({ cause }) => cause === 'event').map(({ body }) => body.metadata1)
  assert.ok(order.length > 15 && order.length < 30, `${30 - order.length} were lost`)
  assert.notDeepEqual(
    order,
    order.toSorted((a, b) => Number(a.slice(6)) - Number(b.slice(6))),
  )
  assert.ok(booked.some(({ cause }) => cause === 'copy'))
  assert.ok(booked.some(({ cause }) => cause === 'retry'))
})

test('a policy by chance without a seed takes one from the simulator’s own chance, and shows it', async () => {
  const seeds: unknown[] = []
  for (const chance of [3, 3, 4]) {
    const bench = createBench({ random: createSeededRandom(chance) })
    seeds.push((await arm(bench, { lost: true, share: 0.5 }))['seed'])
    assert.equal((await arm(bench, { lost: true, count: 1 }))['seed'], undefined)
  }
  assert.equal(typeof seeds[0], 'number')
  assert.equal(seeds[1], seeds[0])
  assert.notEqual(seeds[2], seeds[0])
})

test('a share of 1 hits every webhook, and a share of 0 none', async () => {
  const bench = createBench()
  await arm(bench, { lost: true, share: 0, seed: 1 })
  await arm(bench, { copies: 2, share: 1, seed: 1 })
  for (let count = 0; count < 5; count++) await cancelOne(bench)
  await bench.base.advance(10_000)
  assert.equal(bench.webhooks.length, 10)
})

test('nothing is tried again once the simulator is closed', async () => {
  const bench = createBench()
  let count = 0
  const { promise, reject } = Promise.withResolvers<never>()
  bench.sim.deliverWebhooksTo(() => {
    count += 1
    return promise
  })
  await arm(bench, { retry_after_ms: [0, 0], copies: 2 })
  await cancelOne(bench)
  await bench.base.advance(200)
  await bench.sim.close()
  reject(new Error('too late'))
  await bench.base.advance(60_000)
  assert.equal(count, 1)
})
