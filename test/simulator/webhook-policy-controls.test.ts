import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EVENT_KINDS } from '../../server/simulator/webhook-kinds.ts'
import { codeOf, createBench, shapeOf, ticketBody, type Bench, type Json } from './bench.ts'

const bookedBy = async (bench: Bench): Promise<Json[]> =>
  (await bench.control('ledger')).body['webhooks'] as Json[]

/** Policy → how it is refused. */
const WRONG: readonly [unknown, string][] = [
  [{}, '400 invalid_body'],
  [{ count: 3 }, '400 invalid_body'],
  [{ retry_after_ms: null }, '400 invalid_body'],
  [[], '400 invalid_body'],
  ['not JSON', '400 invalid_body'],
  [{ lose: true }, '400 unknown_field'],
  [{ delayMs: 5 }, '400 unknown_field'],
  [{ lost: true, __proto__x: 1 }, '400 unknown_field'],
  ['{"lost":true,"__proto__":{"share":1}}', '400 unknown_field'],
  [{ lost: 'true' }, '400 invalid_lost'],
  [{ lost: 1 }, '400 invalid_lost'],
  [{ delay_ms: -1 }, '400 invalid_delay_ms'],
  [{ delay_ms: '200' }, '400 invalid_delay_ms'],
  [{ delay_ms: 0.5 }, '400 invalid_delay_ms'],
  [{ delay_ms: 7 * 24 * 3_600_000 + 1 }, '400 invalid_delay_ms'],
  ['{"delay_ms":1e999}', '400 invalid_delay_ms'],
  [{ spread_ms: -1 }, '400 invalid_spread_ms'],
  [{ copies: 0 }, '400 invalid_copies'],
  [{ copies: 101 }, '400 invalid_copies'],
  [{ copies: 2, apart_ms: [] }, '400 invalid_apart_ms'],
  [{ reorder: 0 }, '400 invalid_reorder'],
  [{ reorder: 21 }, '400 invalid_reorder'],
  [{ reorder: 2, reorder_within_ms: true }, '400 invalid_reorder_within_ms'],
  [{ retry_after_ms: 1000 }, '400 invalid_retry_after_ms'],
  [{ retry_after_ms: [1000, '5000'] }, '400 invalid_retry_after_ms'],
  [{ retry_after_ms: [-1] }, '400 invalid_retry_after_ms'],
  [{ retry_after_ms: Array.from({ length: 21 }, () => 1) }, '400 invalid_retry_after_ms'],
  [{ retry_after_ms: { length: 0 } }, '400 invalid_retry_after_ms'],
  [{ answer_within_ms: 0 }, '400 invalid_answer_within_ms'],
  [{ answer_within_ms: 5001 }, '400 invalid_answer_within_ms'],
  [{ generation: 2020 }, '400 invalid_generation'],
  [{ generation: '2026' }, '400 invalid_generation'],
  [{ lost: true, phone: '555' }, '400 invalid_phone'],
  [{ lost: true, phone: 7875550100 }, '400 invalid_phone'],
  [{ lost: true, kinds: [] }, '400 invalid_kinds'],
  [{ lost: true, kinds: 'refund' }, '400 invalid_kinds'],
  [{ lost: true, kinds: ['refund', 'unknown'] }, '400 invalid_kinds'],
  [{ lost: true, count: 0 }, '400 invalid_count'],
  [{ lost: true, count: 1.5 }, '400 invalid_count'],
  [{ lost: true, count: 1, share: 0.5 }, '400 invalid_count'],
  [{ lost: true, share: 1.01 }, '400 invalid_share'],
  [{ lost: true, share: '0.5' }, '400 invalid_share'],
  [{ lost: true, share: 0.5, seed: -1 }, '400 invalid_seed'],
  [{ lost: true, share: 0.5, seed: 2 ** 32 }, '400 invalid_seed'],
  [{ lost: true, publicToken: 7 }, '400 invalid_publicToken'],
  [{ lost: true, publicToken: 'nobody' }, '404 business_not_found'],
  [{ clear: false }, '400 invalid_clear'],
  [{ clear: true, lost: true }, '400 invalid_clear'],
]

test('a policy that makes no sense is refused by a code that names the field, and nothing is armed', async () => {
  const bench = createBench()
  for (const [policy, code] of WRONG) {
    assert.equal(codeOf(await bench.control('webhook-policies', policy)), code, JSON.stringify(policy))
  }
  assert.deepEqual((await bench.control('webhook-policies')).body, { policies: [] })
})

test('another website may neither arm a policy nor send a webhook again, nor may a form', async () => {
  const bench = createBench()
  await bench.control('webhooks', { kind: 'simulated' })
  const evil = { origin: 'https://evil.example' }
  const form = { 'content-type': 'text/plain' }
  for (const path of ['webhook-policies', 'webhooks/1/resend']) {
    assert.equal(codeOf(await bench.control(path, { lost: true }, evil)), '403 origin_not_allowed')
    assert.equal(codeOf(await bench.control(path, '{"lost":true}', form)), '415 unsupported_media_type')
  }
  assert.equal((await bookedBy(bench)).length, 1)
  assert.deepEqual((await bench.control('webhook-policies')).body, { policies: [] })
})

test('a hundred policies may be armed, and one more is refused', async () => {
  const bench = createBench()
  for (let count = 0; count < 100; count++) await bench.control('webhook-policies', { copies: 1 })
  assert.equal(codeOf(await bench.control('webhook-policies', { copies: 1 })), '409 too_many_policies')
  const init = { method: 'DELETE' }
  const url = 'http://127.0.0.1:8787/simulator/control/webhook-policies'
  assert.deepEqual(await (await bench.sim.fetch(new Request(url, init))).json(), { policies: [] })
  assert.equal(codeOf(await bench.control('webhook-policies', { copies: 1 })), '200 success')
})

test('every kind of webhook, in both generations of shape, comes by the policies when it is asked to', async () => {
  const bench = createBench()
  for (const kind of EVENT_KINDS) {
    for (const generation of ['2020', '2025']) {
      await bench.control('webhook-policies', { clear: true })
      await bench.control('webhook-policies', { generation, copies: 2, delay_ms: 7000, kinds: [kind] })
      const before = bench.webhooks.length
      const { status, body } = await bench.control('webhooks', { kind, by_policy: true })
      assert.deepEqual([status, body], [202, { webhooks: [] }])
      await bench.base.advance(6999)
      assert.equal(bench.webhooks.length, before)
      await bench.base.advance(2000)
      const [first, second] = bench.webhooks.slice(before)
      assert.deepEqual(second, first)
      await bench.control('webhooks', { kind, generation })
      assert.deepEqual(shapeOf(first), shapeOf(bench.webhooks.at(-1)), `${kind} ${generation}`)
    }
  }
  const booked = await bookedBy(bench)
  assert.deepEqual(
    booked.slice(0, 3).map(({ cause, repeats, event }) => [cause, repeats, event]),
    [
      ['event', null, 'ecommerce_completed'],
      ['copy', 1, 'ecommerce_completed'],
      ['control', null, 'ecommerce_completed'],
    ],
  )
})

test('what is sent straight out is no matter of the policies, nor is it counted', async () => {
  const bench = createBench()
  await bench.control('webhook-policies', { lost: true, count: 1 })
  await bench.control('webhooks', { kind: 'simulated' })
  assert.equal(bench.webhooks.length, 1)
  const { body } = await bench.control('webhook-policies')
  assert.deepEqual((body['policies'] as Json[])[0]?.['seen'], 0)
})

test('a webhook of one’s own by the policies has its body, its phone’s habits, and as many turns as were asked for', async () => {
  const bench = createBench()
  const { ecommerceId } = await bench.create({ phoneNumber: '7875550114' })
  const order = { kind: 'refund', ecommerceId, by_policy: true, times: 2, body: { own: 1 } }
  assert.equal(codeOf(await bench.control('webhooks', order)), '202 success')
  await bench.base.advance(59_999)
  assert.deepEqual(bench.webhooks, [])
  await bench.base.advance(1)
  assert.deepEqual(bench.webhooks, [{ own: 1 }, { own: 1 }])
  for (const kind of [undefined, 'unknown']) {
    const wrong = await bench.control('webhooks', { kind, body: '{}', by_policy: true })
    assert.equal(codeOf(wrong), '400 invalid_kind')
  }
  assert.equal(
    codeOf(await bench.control('webhooks', { kind: 'refund', by_policy: 1 })),
    '400 invalid_by_policy',
  )
})

test('by the policies a listener gets what it has subscribed to, and the test event besides', async () => {
  const posted: string[] = []
  const bench = createBench({
    postWebhook: (_url, body) => {
      posted.push(String((JSON.parse(body) as Json)['transactionType']))
      return Promise.resolve({ status: 200, body: '' })
    },
  })
  const listener = { listenerURL: 'https://shop.example/', refundSentEvent: true }
  await bench.www('POST /transactions/webhook/post', { ...bench.sim.credentials, ...listener })
  for (const kind of EVENT_KINDS) await bench.control('webhooks', { kind, by_policy: true })
  await bench.base.advance(1000)
  assert.deepEqual(posted, ['REFUND', 'simulated'])
})

test('a booked webhook is sent again as it was, to where webhooks go now', async () => {
  const posted: [string, string][] = []
  const bench = createBench({
    postWebhook: (url, body) => {
      posted.push([url, body])
      return Promise.resolve({ status: 410, body: 'gone' })
    },
  })
  const { ecommerceId } = await bench.create()
  await bench.cancel(ecommerceId)
  await bench.base.advance(1000)
  const [first] = await bookedBy(bench)
  await bench.control('webhook-policies', { lost: true })
  const { status, body } = await bench.control(`webhooks/${String(first?.['id'])}/resend`, {})
  assert.equal(status, 200)
  assert.equal(bench.webhooks.length, 2)
  assert.deepEqual(bench.webhooks[1], bench.webhooks[0])
  const listener = { listenerURL: 'https://shop.example/hook' }
  await bench.www('POST /transactions/webhook/post', { ...bench.sim.credentials, ...listener })
  await bench.control('webhooks/2/resend', null)
  assert.deepEqual(posted, [['https://shop.example/hook', JSON.stringify(first?.['body'])]])
  const booked = await bookedBy(bench)
  assert.deepEqual(body, { webhooks: [booked[1]] })
  assert.deepEqual(
    booked.map(({ id, cause, repeats, event, to, status: answered, error }) => [
      id,
      cause,
      repeats,
      event,
      to,
      answered,
      error,
    ]),
    [
      [1, 'event', null, 'ecommerce_cancelled', null, 200, null],
      [2, 'resend', 1, 'ecommerce_cancelled', null, 200, null],
      [3, 'resend', 2, 'ecommerce_cancelled', 'https://shop.example/hook', 410, 'The listener answered 410.'],
    ],
  )
})

test('a text that is no JSON is sent again to the letter', async () => {
  const bench = createBench()
  const sent: string[] = []
  bench.sim.deliverWebhooksTo((text) => {
    sent.push(text)
    return Promise.resolve({ status: 400, body: 'no' })
  })
  await bench.control('webhooks', { body: '{"half":' })
  await bench.control('webhooks/1/resend', {})
  assert.deepEqual(sent, ['{"half":', '{"half":'])
})

test('what cannot be sent again is refused, and nothing is sent', async () => {
  const bench = createBench()
  await bench.control('webhooks', { kind: 'simulated' })
  const refusals: readonly [string, unknown, string][] = [
    ['webhooks/2/resend', {}, '404 webhook_not_found'],
    ['webhooks/0/resend', {}, '404 webhook_not_found'],
    ['webhooks/-1/resend', {}, '404 webhook_not_found'],
    ['webhooks/01/resend', {}, '404 webhook_not_found'],
    ['webhooks/1e0/resend', {}, '404 webhook_not_found'],
    ['webhooks/__proto__/resend', {}, '404 webhook_not_found'],
    ['webhooks/1/resend', { times: 2 }, '400 unknown_field'],
    ['webhooks/1/resend', undefined, '405 method_not_allowed'],
    ['webhooks/1', {}, '404 route_not_found'],
    ['webhooks/1/resend/x', {}, '404 route_not_found'],
  ]
  for (const [path, body, code] of refusals)
    assert.equal(codeOf(await bench.control(path, body)), code, `${path} ${JSON.stringify(body)}`)
  assert.equal((await bookedBy(bench)).length, 1)
})

test('of two businesses each has policies, order and webhooks of its own', async () => {
  const bench = createBench({ businesses: [{ name: 'Café' }, { name: 'Librería' }] })
  const [cafe, shop] = bench.sim.businesses.map(({ publicToken }) => publicToken)
  await bench.control('webhook-policies', { lost: true, publicToken: cafe, count: 1 })
  await bench.control('webhook-policies', { reorder: 2 })
  const cancelAt = async (publicToken = '', metadata1 = ''): Promise<void> => {
    const { body } = await bench.call('/payment', { ...ticketBody(publicToken), metadata1 })
    const { ecommerceId } = body['data'] as Json
    await bench.call('/business/cancel', { publicToken, ecommerceId })
    await bench.base.advance(300)
  }
  for (const [business, name] of [
    [shop, 'shop 1'],
    [cafe, 'lost'],
    [cafe, 'cafe 1'],
    [shop, 'shop 2'],
    [cafe, 'cafe 2'],
  ])
    await cancelAt(business, name)
  assert.deepEqual(
    bench.webhooks.map(({ metadata1 }) => metadata1),
    ['shop 2', 'shop 1', 'cafe 2', 'cafe 1'],
  )
  const ordered = await bench.control('webhooks', { kind: 'ecommerce_completed', publicToken: shop })
  const [sent] = ordered.body['webhooks'] as { body: Json }[]
  assert.equal(sent?.body['businessName'], 'Librería')
  const again = await bench.control('webhooks/5/resend', {})
  assert.equal((again.body['webhooks'] as Json[])[0]?.['publicToken'], shop)
  assert.equal(
    codeOf(await bench.control('webhooks', { kind: 'refund', publicToken: 'nobody' })),
    '404 business_not_found',
  )
  const ticket = (await bench.control('tickets')).body['tickets'] as Json[]
  const foreign = { kind: 'refund', publicToken: shop, ecommerceId: ticket[1]?.['ecommerceId'] }
  assert.equal(codeOf(await bench.control('webhooks', foreign)), '404 ticket_not_found')
})
