import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { ROUTES } from '../../src/protocol/index.ts'
import { isAthmError, type OrderRequest } from '../../server/index.ts'
import { createSeededRandom } from '../seeded-random.ts'
import { createSandbox } from './sandbox.ts'

const KEY = { authorization: `Bearer ${'k'.repeat(32)}` }
const SECRET_KEY = 'k'.repeat(32)

suite('a signed order', () => {
  test('fixes the price: the page’s own total is not looked at', async (t) => {
    const { athm, begin, tickets } = await createSandbox(t)
    const order = await athm.orders.sign({ total: '25.00', subtotal: 22.42, tax: 2.58, metadata1: 'order-7' })
    const { status, body } = await begin({ order, total: '1.00', metadata_1: 'cheap' })
    assert.deepEqual([status, body['total']], [201, '25.00'])
    const payment = await athm.payments.retrieve(String(body['payment_id']))
    assert.deepEqual([payment?.subtotal, payment?.tax, payment?.metadata1], [2242, 258, 'order-7'])
    assert.equal((await tickets()).at(-1)?.total, 25)
  })

  test('that was changed in any letter is refused, and no ticket is made', async (t) => {
    const { athm, begin, tickets } = await createSandbox(t)
    const order = await athm.orders.sign({ total: '25.00' })
    const random = createSeededRandom(7)
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.'
    for (let times = 0; times < 300; times++) {
      const at = Math.floor(random.fraction() * order.length)
      const letter = alphabet[Math.floor(random.fraction() * alphabet.length)] ?? 'x'
      const forged = order.slice(0, at) + letter + order.slice(at + 1)
      if (forged === order) continue
      const { status, body } = await begin({ order: forged })
      assert.deepEqual([status, body['code']], [400, 'invalid_order'], forged)
    }
    assert.deepEqual(await tickets(), [])
  })

  test('of another algorithm, of none, or with another key is refused', async (t) => {
    const { athm, begin } = await createSandbox(t)
    const [, payload = '', signature = ''] = (await athm.orders.sign({ total: '25.00' })).split('.')
    const head = (header: object): string => Buffer.from(JSON.stringify(header)).toString('base64url')
    for (const header of [
      { alg: 'none' },
      { alg: 'HS512', kid: 'x' },
      { alg: 'HS256', kid: 'x' },
      { alg: 'HS256' },
      [1],
    ]) {
      for (const end of [signature, 'x']) {
        assert.equal(
          (await begin({ order: `${head(header)}.${payload}.${end}` })).body['code'],
          'invalid_order',
        )
      }
    }
  })

  test('is over when its time is, by the server’s clock', async (t) => {
    const { athm, begin, clock } = await createSandbox(t)
    const { token, expiresAt } = await athm.orders.create({ total: '25.00', expiresIn: 60 })
    assert.equal(expiresAt?.getTime(), clock.now() + 60_000)
    await clock.advance(60_000)
    assert.equal((await begin({ order: token })).body['code'], 'order_expired')
  })

  test('has one live payment: the same phone gets the same one and its secret, another phone is refused', async (t) => {
    const { athm, begin, tickets } = await createSandbox(t)
    const order = await athm.orders.sign({ total: '25.00' })
    const [first, again] = [
      await begin({ order }),
      await begin({ order }, { 'idempotency-key': 'another-tab' }),
    ]
    assert.deepEqual(again.body, first.body)
    const other = await begin({ order, phone_number: '7875550199' })
    assert.deepEqual([other.status, other.body['code']], [409, 'order_has_payment'])
    assert.equal((await tickets()).length, 1)
  })

  test('asked for a hundred times at once makes one ticket', async (t) => {
    const { athm, begin, tickets } = await createSandbox(t)
    const order = await athm.orders.sign({ total: '25.00' })
    const answers = await Promise.all(Array.from({ length: 100 }, () => begin({ order })))
    assert.equal(new Set(answers.map(({ body }) => body['payment_id'])).size, 1)
    assert.equal((await tickets()).length, 1)
  })

  test('can be paid again after a cancel, and not after it was paid', async (t) => {
    const { athm, pay, begin, control, clock } = await createSandbox(t)
    const order = await athm.orders.sign({ total: '25.00' })
    const first = await pay({ order })
    await first.cancel()
    const second = await pay({ order, phone_number: '7875550199' })
    await control(second.ecommerceId, 'confirm')
    await clock.advance(3_000)
    assert.equal((await second.status()).status, 'COMPLETED')
    const third = await begin({ order })
    assert.deepEqual([third.status, third.body['code']], [409, 'order_paid'])
  })

  test('that was revoked is refused', async (t) => {
    const { athm, begin } = await createSandbox(t)
    const { token, id } = await athm.orders.create({ total: '25.00' })
    await athm.orders.revoke(id)
    assert.equal((await begin({ order: token })).body['code'], 'order_revoked')
  })

  const wrong: readonly (readonly [string, OrderRequest, string])[] = [
    ['no total', {}, 'total_not_a_number'],
    ['a total out of range', { total: 2000 }, 'total_out_of_range'],
    ['a range without being a price tag', { min: 1, max: 5 }, 'total_not_a_number'],
    ['a range upside down', { min: 5, max: 1, reusable: true }, 'total_out_of_range'],
    ['no whole URL', { total: 5, successUrl: '/thanks' }, 'invalid_url'],
    ['a script for a URL', { total: 5, failureUrl: 'javascript:alert(1)' }, 'invalid_url'],
    ['an origin with a path', { total: 5, origins: ['https://shop.example/x'] }, 'invalid_url'],
    ['a moment to pay', { total: 5, expiresIn: 1 }, 'invalid_expiry'],
    ['long metadata', { total: 5, metadata2: 'x'.repeat(41) }, 'metadata_too_long'],
  ]
  for (const [title, request, code] of wrong) {
    test(`with ${title} is not signed: ${code}`, async (t) => {
      const { athm } = await createSandbox(t)
      await assert.rejects(athm.orders.sign(request), (error) => isAthmError(error) && error.code === code)
    })
  }
})

suite('a price tag', () => {
  test('is paid any number of times, each attempt an order of its own', async (t) => {
    const { athm, begin, tickets } = await createSandbox(t)
    const order = await athm.orders.sign({ total: '5.00', reusable: true })
    for (const phone of ['7875550100', '7875550199', '7875550100']) {
      assert.equal((await begin({ order, phone_number: phone })).status, 201)
    }
    assert.equal((await tickets()).length, 3)
  })

  test('leaves the amount to the customer, within its range and to the cent', async (t) => {
    const { athm, begin } = await createSandbox(t)
    const order = await athm.orders.sign({ min: 1, max: 500, reusable: true, metadata1: 'tips' })
    assert.equal((await begin({ order, total: '12.34' })).body['total'], '12.34')
    assert.equal((await begin({ order, total: '500.01' })).body['code'], 'total_out_of_range')
    assert.equal((await begin({ order, total: undefined })).body['code'], 'total_not_a_number')
    assert.equal((await begin({ order, total: '1.005' })).body['code'], 'total_too_precise')
  })

  test('is bound to the pages that it was made for', async (t) => {
    const { athm, begin } = await createSandbox(t, {
      allowedOrigins: ['https://shop.example', 'https://other.example'],
    })
    const order = await athm.orders.sign({ total: 5, reusable: true, origins: ['https://shop.example'] })
    assert.equal((await begin({ order }, { origin: 'https://shop.example' })).status, 201)
    for (const headers of [{ origin: 'https://other.example' }, {}]) {
      assert.equal(
        (await begin({ order }, headers as Record<string, string>)).body['code'],
        'origin_not_allowed',
      )
    }
  })

  test('can be revoked', async (t) => {
    const { athm, begin } = await createSandbox(t)
    const { token, id, expiresAt } = await athm.orders.create({ total: 5, reusable: true })
    assert.equal(expiresAt, null)
    assert.equal((await begin({ order: token })).status, 201)
    await athm.orders.revoke(id)
    assert.equal((await begin({ order: token })).body['code'], 'order_revoked')
  })
})

suite('where the page’s own total is not believed', () => {
  test('a total without an order is refused, with what to do instead', async (t) => {
    const { begin, call, tickets } = await createSandbox(t, { allowClientTotals: false })
    const { status, body } = await begin()
    assert.deepEqual([status, body['code']], [400, 'order_required'])
    assert.match(String(body['error']), /orders\.sign\(\).*athm-button sign --total 25\.00 --origins/)
    assert.equal((await call(ROUTES.config.path)).body['orders_required'], true)
    assert.deepEqual(await tickets(), [])
  })

  test('the shop’s own data give the price and the order', async (t) => {
    const seen: unknown[] = []
    const { begin, tickets } = await createSandbox(t, {
      allowClientTotals: false,
      async resolveOrder(request) {
        seen.push(await request.json())
        return { id: 'cart-7', total: 19.99, metadata1: 'cart-7' }
      },
    })
    const { body } = await begin({ total: '1.00' })
    assert.equal(body['total'], '19.99')
    assert.deepEqual(seen, [{ total: '1.00', phone_number: '7875550100' }])
    assert.equal((await begin({ total: undefined })).body['total'], '19.99')
    assert.equal((await begin({ phone_number: '7875550199' })).body['code'], 'order_has_payment')
    assert.equal((await tickets()).length, 1)
  })

  test('a request that names no order of the shop’s is refused', async (t) => {
    const { begin } = await createSandbox(t, { allowClientTotals: false, resolveOrder: () => null })
    assert.equal((await begin()).body['code'], 'order_required')
  })
})

suite('POST api/orders/', () => {
  const body = {
    total: '25.00',
    metadata_1: 'order-7',
    success_url: 'https://shop.example/thanks',
    expires_in: 600,
  }

  test('signs for whoever has the secret key', async (t) => {
    const { post, begin, clock } = await createSandbox(t, { secretKey: SECRET_KEY })
    const answer = await post('api/orders/', body, KEY)
    assert.equal(answer.status, 201)
    assert.equal(answer.body['expires_at'], new Date(clock.now() + 600_000).toISOString())
    assert.equal((await begin({ order: answer.body['order'] })).body['total'], '25.00')
  })

  test('answers 401 to everybody else, and to all where no key is set', async (t) => {
    const withKey = await createSandbox(t, { secretKey: SECRET_KEY })
    const without = await createSandbox(t)
    const tries: readonly (readonly [typeof withKey, Record<string, string>])[] = [
      [withKey, {}],
      [withKey, { authorization: 'Bearer wrong' }],
      [withKey, { authorization: `Basic ${SECRET_KEY}` }],
      [without, KEY],
      [without, { authorization: 'Bearer ' }],
    ]
    for (const [sandbox, headers] of tries) {
      for (const path of ['api/orders/', 'api/refunds/']) {
        const answer = await sandbox.post(path, body, headers)
        assert.deepEqual([answer.status, answer.body['code']], [401, 'unauthorized'])
      }
    }
  })
})
