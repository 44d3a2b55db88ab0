import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { ROUTES } from '../../src/protocol/index.ts'
import { createSandbox } from './sandbox.ts'

suite('a stranger', () => {
  test('gets the same 404 for a wrong id, a wrong secret, another payment’s secret and none', async (t) => {
    const { pay, call } = await createSandbox(t)
    const [mine, other] = [await pay(), await pay()]
    const tries: readonly (readonly [string, string | null])[] = [
      [mine.paymentId, other.secret],
      [mine.paymentId, `${mine.secret}x`],
      [mine.paymentId, mine.secret.slice(0, -1)],
      [mine.paymentId, null],
      [`${mine.paymentId}x`, mine.secret],
      ['', mine.secret],
      ['%00', mine.secret],
    ]
    const bodies = new Set<string>()
    for (const [id, secret] of tries) {
      const headers: Record<string, string> = secret === null ? {} : { authorization: `Bearer ${secret}` }
      for (const path of [ROUTES.status.path, ROUTES.events.path]) {
        const { status, body } = await call(`${path}?payment_id=${id}`, { headers })
        assert.equal(status, 404)
        bodies.add(JSON.stringify({ ...body, request_id: '' }))
      }
      for (const path of [ROUTES.cancel.path, ROUTES.authorize.path]) {
        const json = { ...headers, 'content-type': 'application/json' }
        const init = { method: 'POST', headers: json, body: JSON.stringify({ payment_id: id }) }
        const { status, body } = await call(path, init)
        assert.equal(status, 404)
        bodies.add(JSON.stringify({ ...body, request_id: '' }))
      }
    }
    assert.equal(bodies.size, 1)
    assert.equal((await mine.status()).status, 'OPEN')
  })
})

suite('a page of another origin', () => {
  const preflight = (origin: string): RequestInit => ({
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    },
  })

  test('on this machine may call a sandbox', async (t) => {
    const { call } = await createSandbox(t)
    for (const origin of [
      'http://localhost:3000',
      'http://127.0.0.1:5173',
      'https://shop.localhost',
      'http://[::1]:8080',
    ]) {
      const { status, headers } = await call(ROUTES.initiate.path, preflight(origin))
      assert.deepEqual([status, headers.get('access-control-allow-origin')], [204, origin])
      assert.match(
        headers.get('access-control-allow-headers') ?? '',
        /authorization.*content-type.*idempotency-key.*x-csrftoken/,
      )
      assert.equal(headers.get('access-control-allow-credentials'), null)
    }
  })

  test('may call when it is on the list, exactly', async (t) => {
    const { call } = await createSandbox(t, { allowedOrigins: ['https://shop.example'] })
    assert.equal(
      (await call(ROUTES.config.path, { headers: { origin: 'https://shop.example' } })).status,
      200,
    )
    const strangers = [
      'https://shop.example.evil.example',
      'https://xshop.example',
      'http://shop.example',
      'https://shop.example:444',
      'null',
      'https://localhost.evil.example',
      'http://127.0.0.1.evil.example',
      'file://',
    ]
    for (const origin of strangers) {
      const answer = await call(ROUTES.config.path, { headers: { origin } })
      assert.deepEqual([origin, answer.status, answer.body['code']], [origin, 403, 'origin_not_allowed'])
      assert.equal(answer.headers.get('access-control-allow-origin'), null)
    }
  })

  test('may call when it is the backend’s own', async (t) => {
    const { call } = await createSandbox(t)
    const headers = { origin: 'https://pay.example', host: 'pay.example' }
    assert.equal((await call(ROUTES.config.path, { headers })).status, 200)
  })
})

suite('a status read', () => {
  test('asks ATH Móvil nothing, however often it comes', async (t) => {
    const { pay, calls } = await createSandbox(t)
    const payment = await pay()
    const before = calls.length
    for (let read = 0; read < 20; read++) assert.equal((await payment.status()).status, 'OPEN')
    assert.equal(calls.length, before)
  })
})

suite('authorize', () => {
  test('has ATH Móvil asked now, and answers what is true then', async (t) => {
    const { pay, control } = await createSandbox(t)
    const payment = await pay()
    assert.equal((await payment.authorize()).body['status'], 'OPEN')
    await control(payment.ecommerceId, 'confirm')
    const { status, body } = await payment.authorize()
    assert.equal(status, 200)
    assert.ok(['CONFIRM', 'COMPLETED'].includes(String(body['status'])))
  })
})

suite('the event stream', () => {
  test('tells the payment as it is, then each change, and ends with the payment', async (t) => {
    const { pay, athm, control, clock } = await createSandbox(t)
    const payment = await pay()
    const response = await athm.fetch(
      new Request(`http://localhost/athm/api/events/?payment_id=${payment.paymentId}`, {
        headers: { authorization: `Bearer ${payment.secret}` },
      }),
    )
    assert.equal(response.headers.get('content-type'), 'text/event-stream')
    const reading = response.text()
    await clock.advance(16_000)
    await control(payment.ecommerceId, 'confirm')
    await clock.advance(3_000)
    const text = await reading
    assert.match(text, /^: still here$/m)
    const views = [...text.matchAll(/^event: payment\nid: (\d+)\ndata: (.*)$/gm)].map(
      ([, id, data]) => [Number(id), (JSON.parse(data ?? '') as { status: string }).status] as const,
    )
    assert.deepEqual(views.at(0)?.[1], 'OPEN')
    assert.deepEqual(views.at(-1)?.[1], 'COMPLETED')
    assert.deepEqual(
      views.map(([id]) => id),
      views.map(([id]) => id).toSorted((one, other) => one - other),
    )
  })

  test('ends when the server stops', async (t) => {
    const { pay, athm } = await createSandbox(t)
    const payment = await pay()
    const headers = { authorization: `Bearer ${payment.secret}` }
    const url = `http://localhost/athm/api/events/?payment_id=${payment.paymentId}`
    const reading = (await athm.fetch(new Request(url, { headers }))).text()
    await athm.close()
    assert.match(await reading, /"status":"OPEN"/)
  })
})

suite('config', () => {
  test('tells the mode, the business and the limits', async (t) => {
    const { call } = await createSandbox(t, { businessName: 'Café' })
    const { body } = await call(ROUTES.config.path)
    assert.deepEqual(
      [body['mode'], body['business_name'], body['orders_required'], body['available']],
      ['sandbox', 'Café', false, true],
    )
  })

  test('tells that ATH Móvil is away after three failures in a row, until it answers or half a minute has gone', async (t) => {
    const { begin, call, interfere, clock } = await createSandbox(t)
    const isAvailable = async (): Promise<unknown> => (await call(ROUTES.config.path)).body['available']
    interfere(() => Promise.resolve({ status: 503, body: '' }))
    for (const expected of [true, true, false]) {
      await begin()
      assert.equal(await isAvailable(), expected)
    }
    interfere(null)
    await begin({ phone_number: '7875550102' })
    assert.equal(await isAvailable(), true)
    // Until that payment is over, the watcher's own readings would keep count too.
    await clock.advance(5_000)
    interfere(() => Promise.reject(new Error('away')))
    for (let times = 0; times < 3; times++) await begin()
    assert.equal(await isAvailable(), false)
    await clock.advance(31_000)
    assert.equal(await isAvailable(), true)
  })
})
