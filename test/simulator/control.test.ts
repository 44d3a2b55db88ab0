import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf, createBench, type Json } from './bench.ts'

test('the businesses are shown with the tokens that the simulator knows them by', async () => {
  const { sim, control } = createBench()
  assert.deepEqual((await control('businesses')).body, {
    businesses: [
      {
        name: 'Café del Viejo San Juan',
        ...sim.credentials,
        dialect: '2025',
        refunded_totals: 'at_once',
        refund_references: 'payment',
        state: 'active',
        find_and_cancel: 'public_token',
        listener: null,
      },
    ],
  })
  assert.match(sim.credentials.publicToken, /^[0-9a-f]{40}$/)
  assert.match(sim.credentials.privateToken, /^[0-9a-f]{40}$/)
  assert.notEqual(sim.credentials.publicToken, createBench().sim.credentials.publicToken)
})

test('the tickets are listed oldest first, with the clock, and by phone', async () => {
  const bench = createBench()
  const first = await bench.create()
  await bench.base.advance(1000)
  const second = await bench.create({ total: 25.5, phoneNumber: '9395550199', timeout: 120 })
  const { body } = await bench.control('tickets')
  assert.equal(body['now'], '2026-01-15T16:00:01.000Z')
  assert.equal(body['speed'], 1)
  assert.deepEqual(body['tickets'], [
    {
      ecommerceId: first.ecommerceId,
      status: 'OPEN',
      total: 10.31,
      phone: '7875550100',
      metadata1: 'order-123',
      businessName: 'Café del Viejo San Juan',
      createdAt: '2026-01-15T16:00:00.000Z',
      expiresAt: '2026-01-15T16:10:00.000Z',
    },
    {
      ecommerceId: second.ecommerceId,
      status: 'OPEN',
      total: 25.5,
      phone: '9395550199',
      metadata1: 'order-123',
      businessName: 'Café del Viejo San Juan',
      createdAt: '2026-01-15T16:00:01.000Z',
      expiresAt: '2026-01-15T16:02:01.000Z',
    },
  ])
  const filtered = (await bench.control('tickets?phone=(939) 555-0199')).body['tickets'] as Json[]
  assert.deepEqual(
    filtered.map((ticket) => ticket['ecommerceId']),
    [second.ecommerceId],
  )
  assert.equal(codeOf(await bench.control('tickets?phone=939')), '400 invalid_phone')
})

test('one ticket is shown with its items, amounts, metadata and history', async () => {
  const bench = createBench()
  const { ecommerceId, token } = await bench.create({ phoneNumber: '7875550101' })
  await bench.base.advance(1000)
  await bench.authorize(token)
  const { body } = await bench.control(`tickets/${ecommerceId}`)
  assert.equal(body['status'], 'COMPLETED')
  assert.deepEqual([body['total'], body['subtotal'], body['tax']], [10.31, 9.25, 1.06])
  assert.deepEqual([body['metadata1'], body['metadata2']], ['order-123', 'mesa 4'])
  assert.deepEqual((body['items'] as Json[])[0], {
    name: 'Café',
    description: '12 oz',
    quantity: 2,
    price: 3.5,
    tax: 0.4,
    metadata: 'hot',
  })
  assert.deepEqual(body['history'], [
    { at: '2026-01-15T16:00:00.000Z', event: 'created' },
    { at: '2026-01-15T16:00:01.000Z', event: 'confirmed' },
    { at: '2026-01-15T16:00:01.000Z', event: 'completed' },
  ])
})

test('confirm, refuse and expire act once, and answer 409 where the ticket can’t', async () => {
  const bench = createBench()
  const act = async (id: string, verb: string): Promise<string> => {
    const { status, body } = await bench.control(`tickets/${id}/${verb}`, null)
    return `${status} ${String(body['code'] ?? body['status'])}`
  }
  const a = (await bench.create()).ecommerceId
  assert.equal(await act(a, 'confirm'), '200 CONFIRM')
  assert.equal(await act(a, 'confirm'), '409 wrong_status')
  assert.equal(await act(a, 'refuse'), '409 wrong_status')
  assert.equal(await act(a, 'expire'), '200 CANCEL')
  assert.equal(await act(a, 'expire'), '409 wrong_status')
  const b = (await bench.create()).ecommerceId
  assert.equal(await act(b, 'refuse'), '200 CANCEL')
  assert.equal(await act(b, 'confirm'), '409 wrong_status')
  assert.equal(await act('nobody', 'confirm'), '404 ticket_not_found')
  assert.equal(await act(b, 'cancelled'), '404 route_not_found')
  assert.equal(await act(b, '__proto__'), '404 route_not_found')
})

test('the ledger books every movement in cents', async () => {
  const bench = createBench()
  const { ecommerceId, token } = await bench.create({ phoneNumber: '7875550101' })
  await bench.base.advance(1000)
  await bench.authorize(token)
  const [movement = {}] = (await bench.control('ledger')).body['movements'] as Json[]
  const { referenceNumber, ...rest } = movement
  assert.match(String(referenceNumber), /^215070443-[0-9a-f]{32}$/)
  assert.deepEqual(rest, {
    at: '2026-01-15T16:00:01.000Z',
    type: 'payment',
    ecommerceId,
    businessName: 'Café del Viejo San Juan',
    totalCents: 1031,
    feeCents: 26,
    netCents: 1005,
  })
})

test('the clock goes faster, and jumps', async () => {
  const bench = createBench()
  const { ecommerceId } = await bench.create()
  assert.deepEqual((await bench.control('clock', { speed: 60 })).body, {
    now: '2026-01-15T16:00:00.000Z',
    speed: 60,
  })
  await bench.base.advance(1000)
  assert.deepEqual((await bench.control('clock')).body, { now: '2026-01-15T16:01:00.000Z', speed: 60 })
  const jumped = await bench.control('clock', { speed: 1, jump_seconds: 540 })
  assert.deepEqual(jumped.body, { now: '2026-01-15T16:10:00.000Z', speed: 1 })
  await bench.base.advance(200)
  assert.equal((await bench.control(`tickets/${ecommerceId}`)).body['expired'], true)
  assert.equal(bench.webhooks[0]?.['status'], 'expired')
})

test('a wrong change of the clock is refused whole', async () => {
  const bench = createBench()
  const wrong: [unknown, string][] = [
    [{}, 'invalid_body'],
    [[], 'invalid_body'],
    ['7', 'invalid_body'],
    ['{', 'invalid_body'],
    [{ speed: 0 }, 'invalid_speed'],
    [{ speed: -1 }, 'invalid_speed'],
    [{ speed: '60' }, 'invalid_speed'],
    [{ speed: 10_001 }, 'invalid_speed'],
    ['{"speed":1e999}', 'invalid_speed'],
    [{ jump_seconds: -1 }, 'invalid_jump'],
    [{ jump_seconds: 1e12 }, 'invalid_jump'],
    [{ speed: 60, jump_seconds: 'x' }, 'invalid_jump'],
  ]
  for (const [body, code] of wrong) {
    assert.equal(codeOf(await bench.control('clock', body)), `400 ${code}`, JSON.stringify(body))
  }
  assert.deepEqual((await bench.control('clock')).body, { now: '2026-01-15T16:00:00.000Z', speed: 1 })
})

test('another website can’t act: its Origin is refused, and so is a body that a form could send', async () => {
  const bench = createBench()
  const { ecommerceId } = await bench.create()
  const path = `tickets/${ecommerceId}/confirm`
  for (const origin of [
    'https://evil.example',
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'null',
  ]) {
    assert.equal(codeOf(await bench.control(path, null, { origin })), '403 origin_not_allowed', origin)
  }
  assert.equal(
    codeOf(await bench.control('clock', '{"speed":9}', { 'content-type': 'text/plain' })),
    '415 unsupported_media_type',
  )
  assert.equal((await bench.control(`tickets/${ecommerceId}`)).body['status'], 'OPEN')
  for (const origin of ['http://127.0.0.1:8787', 'http://localhost:5173', 'http://[::1]:3000']) {
    assert.equal((await bench.control('clock', { speed: 1 }, { origin })).status, 200, origin)
  }
})

test('unknown routes answer 404, and known ones with another method 405', async () => {
  const bench = createBench()
  for (const path of ['', 'x', 'tickets/a/b/c', 'ledger/x', 'constructor']) {
    assert.equal(codeOf(await bench.control(path)), '404 route_not_found', path)
  }
  assert.equal(codeOf(await bench.control('ledger', null)), '405 method_not_allowed')
  for (const path of ['payments', 'webhooks', 'tickets/x/refund']) {
    assert.equal(codeOf(await bench.control(path)), '405 method_not_allowed', path)
  }
  for (const path of ['businesses', 'faults']) {
    const put = new Request(`http://localhost/simulator/control/${path}`, { method: 'PUT' })
    assert.equal((await bench.sim.fetch(put)).status, 405, path)
  }
  assert.equal(codeOf(await bench.control('tickets/x/confirm')), '405 method_not_allowed')
  for (const path of ['/', '/simulator', '/simulatorx/phone', '/simulator/nope']) {
    const answer = await bench.sim.fetch(new Request(`http://localhost${path}`))
    assert.deepEqual([answer.status, ((await answer.json()) as Json)['code']], [404, 'route_not_found'], path)
  }
})

test('over HTTP the upstream’s own paths answer as send does', async () => {
  const bench = createBench()
  const { publicToken } = bench.sim.credentials
  const { ecommerceId } = await bench.create()
  const answer = await bench.sim.fetch(
    new Request('http://localhost/simulator/api/business-transaction/ecommerce/business/findPayment', {
      method: 'POST',
      body: JSON.stringify({ ecommerceId, publicToken }),
    }),
  )
  assert.equal(answer.status, 200)
  assert.deepEqual(await answer.json(), (await bench.find(ecommerceId)).body)
})

test('without a base path everything is at the root', async () => {
  const { sim } = createBench({ basePath: '' })
  assert.equal((await sim.fetch(new Request('http://localhost/control/clock'))).status, 200)
})
