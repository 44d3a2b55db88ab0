import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf, createBench, shapeOf, type Bench, type Json } from './bench.ts'
import { readSample } from './samples.ts'

/** Sends a webhook; answers its body as it was delivered. */
async function send(bench: Bench, order: Json): Promise<Json> {
  const answer = await bench.control('webhooks', order)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return bench.webhooks.at(-1) ?? {}
}

/** Kind and generation → the sample whose shape is sent. */
const SAMPLES: readonly [string, string, string][] = [
  ['ecommerce_completed', '2020', 'ecommerce-completed.2020'],
  ['ecommerce_completed', '2025', 'ecommerce-completed.2025-12'],
  ['ecommerce_completed', '2025', 'ecommerce-completed.2025-05'],
  ['ecommerce_cancelled', '2020', 'ecommerce-cancelled.2020'],
  ['ecommerce_cancelled', '2025', 'ecommerce-cancelled.2025-05'],
  ['ecommerce_expired', '2020', 'ecommerce-expired.2020'],
  ['refund', '2020', 'refund.2020'],
  ['refund', '2025', 'refund.2025-12'],
  ['payment', '2020', 'payment.2020'],
  ['donation', '2020', 'donation.2020'],
  ['simulated', '2020', 'simulated.2020'],
]

for (const [kind, generation, sample] of SAMPLES) {
  test(`${kind} of ${generation} has the shape of ${sample}, of a made-up transaction and of a ticket`, async () => {
    const bench = createBench()
    const { ecommerceId, referenceNumber } = await bench.pay(
      /payment|donation|refund/.test(kind) ? { items: [] } : {},
    )
    const expected = readSample(`webhooks/${sample}.json`)
    for (const which of [{}, { ecommerceId }, { referenceNumber }]) {
      const webhook = await send(bench, { kind, generation, ...which })
      assert.deepEqual(shapeOf(webhook), shapeOf(expected))
      assert.deepEqual(
        [webhook['transactionType'], webhook['status']],
        [expected['transactionType'], expected['status']],
      )
    }
  })
}

test('without a generation each kind comes in the newest shape of which there is a sample', async () => {
  const bench = createBench()
  const types = []
  for (const kind of new Set(SAMPLES.map(([name]) => name))) {
    types.push((await send(bench, { kind }))['transactionType'])
  }
  assert.deepEqual(types, [
    'ECOMMERCE',
    'ECOMMERCE',
    'ecommerce',
    'REFUND',
    'payment',
    'donation',
    'simulated',
  ])
})

test('kinds of which 2025 has no sample still come in its words', async () => {
  const bench = createBench()
  const expired = await send(bench, { kind: 'ecommerce_expired', generation: '2025' })
  assert.deepEqual(
    [expired['status'], expired['transactionType'], 'ecommerceId' in expired],
    ['EXPIRED', 'ECOMMERCE', false],
  )
  for (const kind of ['payment', 'donation', 'simulated']) {
    const webhook = await send(bench, { kind, generation: '2025' })
    assert.deepEqual(shapeOf(webhook), shapeOf(readSample('webhooks/refund.2025-12.json')))
    assert.deepEqual([webhook['transactionType'], webhook['status']], [kind.toUpperCase(), 'COMPLETED'])
  }
})

test('a webhook tells of the ticket that it names, whatever has become of that ticket', async () => {
  const bench = createBench()
  const { ecommerceId } = await bench.create()
  const completed = await send(bench, { kind: 'ecommerce_completed', ecommerceId })
  assert.deepEqual(
    ['ecommerceId', 'status', 'total', 'metadata1', 'referenceNumber'].map((name) => completed[name]),
    [ecommerceId, 'COMPLETED', 10.31, 'order-123', ''],
  )
  const paid = await bench.pay()
  const cancelled = await send(bench, { kind: 'ecommerce_cancelled', referenceNumber: paid.referenceNumber })
  assert.deepEqual(
    [cancelled['ecommerceId'], cancelled['status'], cancelled['referenceNumber'], cancelled['phoneNumber']],
    [paid.ecommerceId, 'CANCEL', '', 0],
  )
})

test('a refund is the ticket’s last one, or one of the amount that is named, or of all that was paid', async () => {
  const bench = createBench()
  const { ecommerceId, referenceNumber } = await bench.pay()
  const told = async (order: Json = {}): Promise<unknown> => {
    const webhook = await send(bench, { kind: 'refund', ecommerceId, ...order })
    assert.equal(webhook['referenceNumber'], referenceNumber)
    return [webhook['total'], webhook['message']]
  }
  assert.deepEqual(await told(), ['10.31', ''])
  await bench.refund(referenceNumber, '1.00')
  await bench.refund(referenceNumber, '2.50', { message: 'La segunda' })
  assert.deepEqual(await told(), ['2.50', 'La segunda'])
  assert.deepEqual(await told({ total: '0.07' }), ['0.07', ''])
})

test('money received outside the button has an amount of its own', async () => {
  const bench = createBench()
  const { ecommerceId } = await bench.pay()
  assert.deepEqual(
    [
      (await send(bench, { kind: 'payment', total: '12.34' }))['total'],
      (await send(bench, { kind: 'donation', total: 5, ecommerceId }))['total'],
      (await send(bench, { kind: 'simulated' }))['total'],
    ],
    ['12.34', '5.00', '1.00'],
  )
  const { movements } = (await bench.control('ledger')).body
  assert.equal((movements as Json[]).length, 1)
})

test('overrides change fields, add some, and leave out what they say is null', async () => {
  const bench = createBench()
  const { ecommerceId } = await bench.pay()
  const overrides = {
    status: 'Confirmed',
    items: '[]',
    ecommerceId: null,
    total: 0.6000000238418579,
    extra: [1],
  }
  const webhook = await send(bench, { kind: 'ecommerce_completed', ecommerceId, overrides })
  assert.equal('ecommerceId' in webhook, false)
  assert.deepEqual(
    [webhook['status'], webhook['items'], webhook['total'], webhook['extra'], webhook['metadata1']],
    ['Confirmed', '[]', 0.6000000238418579, [1], 'order-123'],
  )
})

test('a body of one’s own is sent as it is: a text to the letter, anything else as JSON', async () => {
  const bench = createBench()
  const sent: string[] = []
  bench.sim.deliverWebhooksTo((body) => {
    sent.push(body)
    return Promise.resolve({ status: 400, body: 'no' })
  })
  const texts: [unknown, string][] = [
    ['{"transactionType":', '{"transactionType":'],
    ['', ''],
    [{ a: [1, null] }, '{"a":[1,null]}'],
    [[], '[]'],
    [null, 'null'],
    [7, '7'],
  ]
  for (const [body] of texts) await bench.control('webhooks', { body })
  assert.deepEqual(
    sent,
    texts.map(([, text]) => text),
  )
  const booked = (await bench.control('ledger')).body['webhooks'] as Json[]
  assert.deepEqual(
    booked.map(({ event, body, status }) => ({ event, body, status })),
    texts.map(([body]) => ({ event: 'unknown', body, status: 400 })),
  )
  await bench.control('webhooks', { kind: 'refund', body: '{}' })
  await bench.control('webhooks', { kind: 'unknown', body: '{}' })
  const { webhooks } = (await bench.control('ledger')).body
  assert.deepEqual(
    (webhooks as Json[]).slice(-2).map(({ event }) => event),
    ['refund', 'unknown'],
  )
})

test('copies are the same to the letter, leave now, and are each booked with their answer', async () => {
  const bench = createBench()
  const { ecommerceId } = await bench.create()
  let count = 0
  const sent = new Set<string>()
  bench.sim.deliverWebhooksTo((body) => {
    sent.add(body)
    return Promise.resolve({ status: 200, body: `copy ${++count}` })
  })
  const { body } = await bench.control('webhooks', { kind: 'ecommerce_cancelled', ecommerceId, times: 100 })
  assert.equal(sent.size, 1)
  const answers = (body['webhooks'] as Json[]).map(({ answer }) => answer)
  assert.deepEqual(
    answers,
    Array.from({ length: 100 }, (_, index) => `copy ${index + 1}`),
  )
  assert.deepEqual((await bench.control('ledger')).body['webhooks'], body['webhooks'])
  assert.deepEqual((body['webhooks'] as Json[])[0]?.['ecommerceId'], ecommerceId)
})

test('an order that makes no sense is refused, and nothing is sent', async () => {
  const bench = createBench()
  const paid = await bench.pay()
  const other = await bench.pay()
  await bench.base.advance(1000)
  const count = bench.webhooks.length
  const wrong: [unknown, string][] = [
    [{}, '400 invalid_kind'],
    [{ kind: 'unknown' }, '400 invalid_kind'],
    [{ kind: 'ecommerce' }, '400 invalid_kind'],
    [{ kind: '__proto__' }, '400 invalid_kind'],
    [{ kind: 'refund', generation: '2026' }, '400 invalid_generation'],
    [{ kind: 'refund', generation: 2025 }, '400 invalid_generation'],
    [{ kind: 'refund', times: 0 }, '400 invalid_times'],
    [{ kind: 'refund', times: 101 }, '400 invalid_times'],
    [{ kind: 'refund', times: '2' }, '400 invalid_times'],
    [{ kind: 'refund', total: -1 }, '400 invalid_total'],
    [{ kind: 'refund', total: '1,00' }, '400 invalid_total'],
    [{ kind: 'refund', overrides: [] }, '400 invalid_overrides'],
    [{ kind: 'refund', overrides: 'x' }, '400 invalid_overrides'],
    [{ overrides: { a: 1 }, body: '{}' }, '400 invalid_overrides'],
    [{ kind: 'refund', override: {} }, '400 unknown_field'],
    [{ kind: 'refund', ecommerceId: 7 }, '400 invalid_ecommerceId'],
    [{ kind: 'refund', ecommerceId: 'nobody' }, '404 ticket_not_found'],
    [{ kind: 'refund', referenceNumber: 'nobody' }, '404 ticket_not_found'],
    [
      { kind: 'refund', ecommerceId: paid.ecommerceId, referenceNumber: other.referenceNumber },
      '404 ticket_not_found',
    ],
  ]
  for (const [order, code] of wrong) {
    assert.equal(codeOf(await bench.control('webhooks', order)), code, JSON.stringify(order))
  }
  const evil = { origin: 'https://evil.example' }
  assert.equal(codeOf(await bench.control('webhooks', { kind: 'refund' }, evil)), '403 origin_not_allowed')
  assert.equal(bench.webhooks.length, count)
})
