import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { ROUTES } from '../../src/protocol/index.ts'
import type { Send } from '../../server/athmovil/transport.ts'
import { createSandbox, whileTimePasses } from './sandbox.ts'

const JSON_TYPE = { 'content-type': 'application/json' }

suite('initiate', () => {
  test('answers 201 with the payment and its secret', async (t) => {
    const { begin, clock } = await createSandbox(t)
    const { status, body } = await begin()
    assert.equal(status, 201)
    assert.match(String(body['payment_id']), /^pay_[\w-]{22}$/)
    assert.match(String(body['client_secret']), /^cs_[\w-]{43}$/)
    assert.deepEqual([body['status'], body['verifying'], body['total']], ['OPEN', false, '25.00'])
    assert.equal(body['expires_at'], new Date(clock.now() + 600_000).toISOString())
  })

  test('asks ATH Móvil with the exact amounts, and with a correlation id where metadata is empty', async (t) => {
    const { pay, interfere } = await createSandbox(t)
    let sent: Record<string, unknown> = {}
    interfere((request, pass) => {
      sent = JSON.parse(request.body ?? '{}') as Record<string, unknown>
      return pass()
    })
    await pay({ total: 1250.1, subtotal: '1121.17', tax: 128.93, metadata_1: ' order-1 ', timeout: 300 })
    assert.deepEqual(
      [sent['total'], sent['subtotal'], sent['tax'], sent['metadata1'], sent['timeout'], sent['phoneNumber']],
      ['1250.10', '1121.17', '128.93', 'order-1', '300', '7875550100'],
    )
    assert.match(String(sent['metadata2']), /^athmb-[\w-]{20}$/)
  })
})

suite('bad input', () => {
  const bad: readonly (readonly [string, Record<string, unknown>, string, string])[] = [
    ['a total under a dollar', { total: '0.99' }, 'total_out_of_range', 'total'],
    ['a total over 1500', { total: '1500.01' }, 'total_out_of_range', 'total'],
    ['a total with a comma', { total: '1250,00' }, 'total_not_a_number', 'total'],
    ['a total in words', { total: 'twenty' }, 'total_not_a_number', 'total'],
    ['no total', { total: null }, 'total_not_a_number', 'total'],
    ['three decimals', { total: '25.001' }, 'total_too_precise', 'total'],
    ['a binary sum', { total: 0.1 + 0.2 }, 'total_too_precise', 'total'],
    ['nine digits', { phone_number: '787555010' }, 'invalid_phone_number', 'phone_number'],
    ['another country', { phone_number: '+447875550100' }, 'invalid_phone_number', 'phone_number'],
    ['other digits', { phone_number: '٧٨٧٥٥٥٠١٠٠' }, 'invalid_phone_number', 'phone_number'],
    ['41 characters', { metadata_1: 'x'.repeat(41) }, 'metadata_too_long', 'metadata_1'],
    ['a line break', { metadata_2: 'a\nb' }, 'invalid_metadata', 'metadata_2'],
    ['our own prefix', { metadata_1: 'athmb-x' }, 'invalid_metadata', 'metadata_1'],
    ['a subtotal in words', { subtotal: 'x' }, 'invalid_subtotal', 'subtotal'],
    ['a negative tax', { tax: '-1' }, 'invalid_tax', 'tax'],
    ['items that are no list', { items: 'x' }, 'invalid_items', 'items'],
    ['a nameless item', { items: [{}] }, 'invalid_items', 'items'],
    ['a minute', { timeout: 60 }, 'invalid_timeout', 'timeout'],
    ['French', { lang: 'fr' }, 'invalid_lang', 'lang'],
  ]
  for (const [title, fields, code, field] of bad) {
    test(`${title} is refused as ${code}, and costs nothing`, async (t) => {
      const { begin, calls } = await createSandbox(t)
      const { status, body } = await begin(fields)
      assert.deepEqual([status, body['code'], body['field'], body['retryable']], [400, code, field, false])
      assert.match(String(body['request_id']), /^req_/)
      assert.deepEqual(calls, [])
    })
  }

  const raw: readonly (readonly [string, RequestInit, number, string])[] = [
    ['broken JSON', { headers: JSON_TYPE, body: '{"total":' }, 400, 'invalid_json'],
    [
      'bytes that are no UTF-8',
      { headers: JSON_TYPE, body: new Uint8Array([0x22, 0xff, 0x22]) },
      400,
      'invalid_json',
    ],
    ['deep nesting', { headers: JSON_TYPE, body: '['.repeat(40) + ']'.repeat(40) }, 400, 'invalid_json'],
    ['a list', { headers: JSON_TYPE, body: '[]' }, 400, 'invalid_body'],
    ['a form', { headers: { 'content-type': 'text/plain' }, body: '{}' }, 415, 'unsupported_media_type'],
    ['no type', { body: new Uint8Array([0x7b, 0x7d]) }, 415, 'unsupported_media_type'],
    ['17 KB', { headers: JSON_TYPE, body: `{"x":"${'x'.repeat(17_000)}"}` }, 413, 'body_too_large'],
    [
      'a key with a space',
      {
        headers: { ...JSON_TYPE, 'idempotency-key': 'a b' },
        body: '{"total":"5","phone_number":"7875550100"}',
      },
      400,
      'invalid_idempotency_key',
    ],
  ]
  for (const [title, init, status, code] of raw) {
    test(`${title} is refused as ${code}, and costs nothing`, async (t) => {
      const { call, calls } = await createSandbox(t)
      const answer = await call(ROUTES.initiate.path, { method: 'POST', ...init })
      assert.deepEqual([answer.status, answer.body['code']], [status, code])
      assert.deepEqual(calls, [])
    })
  }

  test('an address that is not there, and a method that is not taken, have codes of their own', async (t) => {
    const { call } = await createSandbox(t)
    assert.equal((await call('api/nothing/')).body['code'], 'route_not_found')
    assert.equal((await call('../elsewhere')).body['code'], 'route_not_found')
    assert.deepEqual((await call(ROUTES.cancel.path)).body['code'], 'method_not_allowed')
  })
})

suite('when ATH Móvil does not create the ticket', () => {
  const answers: readonly (readonly [string, ReturnType<Send> | null, number, string, boolean])[] = [
    ['refuses the amount', reply(409, refusal('BTRA_0004')), 422, 'refused_limit', false],
    ['refuses the business’s own phone', reply(400, refusal('PCUS_0007')), 422, 'refused_own_phone', false],
    ['does not know the business', reply(401, refusal('BTRA_0401')), 422, 'business_unavailable', false],
    ['refuses with an HTTP 200', reply(200, refusal('BTRA_0006')), 422, 'refused', false],
    ['answers a 500 with its envelope', reply(500, refusal('BTRA_9999')), 502, 'upstream_unknown', true],
    ['answers an unknown outcome in a 4xx', reply(409, refusal('BTRA_0033')), 502, 'upstream_unknown', true],
    ['answers a web page', reply(502, '<html>Bad Gateway</html>'), 502, 'upstream_unknown', true],
    [
      'answers success without an id',
      reply(200, '{"status":"success","data":{}}'),
      502,
      'upstream_unknown',
      true,
    ],
    ['can not be reached', null, 503, 'upstream_unavailable', true],
  ]
  for (const [title, answer, status, code, retryable] of answers) {
    test(`because it ${title}, the answer is ${status} ${code}, and the payment is over`, async (t) => {
      const { begin, interfere, athm, clock } = await createSandbox(t)
      const told: string[] = []
      athm.on('*', ({ type }) => void told.push(type))
      interfere(() => answer ?? Promise.reject(new Error('ECONNREFUSED')))
      const { status: answered, body } = await begin()
      assert.deepEqual([answered, body['code'], body['retryable']], [status, code, retryable])
      await clock.advance(1_000)
      assert.deepEqual(told, ['payment.failed'])
    })
  }

  test('a creation that takes longer than a route may wait is OPEN, verifying; given up after ten seconds', async (t) => {
    const { begin, interfere, clock, call } = await createSandbox(t)
    interfere(() => new Promise(() => {}))
    const startedAt = clock.now()
    const { status, body } = await whileTimePasses(clock, begin())
    assert.ok(clock.now() - startedAt <= 8_500)
    assert.deepEqual(
      [status, body['status'], body['verifying'], body['expires_at']],
      [201, 'OPEN', true, null],
    )
    await clock.advance(5_000)
    const headers = { authorization: `Bearer ${String(body['client_secret'])}` }
    const view = (await call(`api/status?payment_id=${String(body['payment_id'])}`, { headers })).body
    assert.deepEqual([view['status'], view['code'], view['verifying']], ['FAILED', 'create_unknown', false])
  })
})

suite('a repeated initiate', () => {
  const key = { 'idempotency-key': 'click-1' }

  test('with the same key gets the same payment and the same secret, and one ticket', async (t) => {
    const { begin, tickets } = await createSandbox(t)
    const [first, second] = [await begin({}, key), await begin({ total: 25 }, key)]
    assert.deepEqual([second.status, second.body], [201, first.body])
    assert.equal((await tickets()).length, 1)
  })

  test('with the same key and another body is refused', async (t) => {
    const { begin, tickets } = await createSandbox(t)
    await begin({}, key)
    const { status, body } = await begin({ total: '26.00' }, key)
    assert.deepEqual([status, body['code']], [422, 'idempotency_key_reused'])
    assert.equal((await tickets()).length, 1)
  })

  test('while the first is under way is told to wait', async (t) => {
    const { begin, interfere } = await createSandbox(t)
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
    interfere(async (_request, pass) => {
      await held
      return pass()
    })
    const first = begin({}, key)
    const second = await begin({}, key)
    assert.deepEqual([second.status, second.body['code']], [409, 'idempotency_key_in_flight'])
    assert.equal(second.headers.get('retry-after'), '1')
    letGo()
    assert.equal((await first).status, 201)
  })

  test('after a refusal gets the same refusal', async (t) => {
    const { begin, interfere, calls } = await createSandbox(t)
    interfere(() => reply(409, refusal('BTRA_0004')))
    const [first, second] = [await begin({}, key), await begin({}, key)]
    assert.deepEqual([first.body['code'], second.body['code']], ['refused_limit', 'refused_limit'])
    assert.equal(second.body['athm_code'], 'BTRA_0004')
    assert.equal(calls.length, 1)
  })

  test('after ATH Móvil could not be reached is a new try', async (t) => {
    const { begin, interfere } = await createSandbox(t)
    interfere(() => Promise.reject(new Error('ECONNREFUSED')))
    assert.equal((await begin({}, key)).status, 503)
    interfere(null)
    assert.equal((await begin({}, key)).status, 201)
  })

  test('without a key is another payment', async (t) => {
    const { begin, tickets } = await createSandbox(t)
    await begin()
    await begin()
    assert.equal((await tickets()).length, 2)
  })
})

function reply(status: number, body: string): ReturnType<Send> {
  return Promise.resolve({ status, body })
}

function refusal(errorcode: string): string {
  return JSON.stringify({ status: 'error', message: 'no', errorcode, data: null })
}
