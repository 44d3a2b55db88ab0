import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { isLeftToPage } from '../../src/checkout/payment-handle.ts'
import type { PaymentView } from '../../src/protocol/messages.ts'
import { isEnd } from '../../src/protocol/payment.ts'
import { toPage } from './django-athm.ts'
import { visit } from './visit.ts'

const ended = ({ status }: PaymentView) => isEnd(status)

suite('a payment at a django-athm backend', () => {
  test('is confirmed, authorized by the page, and completed', async (t) => {
    const { shop, begin, watch, act, movements } = await visit(t)
    const payment = await begin()
    await act(payment, 'confirm')
    const seen = await watch(payment, ended)
    assert.deepEqual(
      seen.map(({ status, verifying }) => [status, verifying]),
      [
        ['CONFIRM', false],
        ['COMPLETED', false],
      ],
    )
    const [row] = shop.payments.values()
    const last = seen.at(-1)
    assert.deepEqual([last?.reference_number, last?.ecommerce_id], [row?.referenceNumber, row?.ecommerceId])
    assert.match(row?.referenceNumber ?? '', /^\d+-/)
    assert.equal(last?.total, '25.00')
    assert.equal(await movements(), 1)
  })

  test('has a handle of plain data, which another client goes on with', async (t) => {
    const { begin, api, clock, act, watch } = await visit(t)
    const payment = await begin({ timeout: 300 })
    assert.ok(isLeftToPage(payment))
    assert.deepEqual(
      { ...payment, ecommerceId: '' },
      {
        paymentId: 'key-1',
        ecommerceId: '',
        total: '25.00',
        expiresAt: new Date(clock.now() + 300_000).toISOString(),
      },
    )
    const again = JSON.parse(JSON.stringify(payment)) as typeof payment
    const view = await api.status(again, new AbortController().signal)
    assert.deepEqual([view.status, view.expires_at, view.payment_id], ['OPEN', payment.expiresAt, 'key-1'])
    await act(again, 'confirm')
    assert.equal((await watch(again, ended)).at(-1)?.status, 'COMPLETED')
  })

  test('tells its ecommerceId to nobody but that backend before it is completed', async (t) => {
    const { begin, watch, act, api, urls, shop } = await visit(t)
    const payment = await begin()
    assert.ok(isLeftToPage(payment))
    const views = await watch(payment, () => true)
    await act(payment, 'confirm')
    await api.authorize(payment)
    assert.ok(!JSON.stringify(views).includes(payment.ecommerceId))
    const named = urls.filter((url) => url.includes(payment.ecommerceId))
    assert.ok(named.length > 0)
    for (const url of named)
      assert.equal(url, `http://shop.example/athm/api/status/?ecommerce_id=${payment.ecommerceId}`)
    assert.equal(shop.payments.size, 1)
  })

  test('is cancelled when the customer refuses, and expired when nobody answers in time', async (t) => {
    const { begin, watch, act, clock } = await visit(t)
    const refused = await begin()
    await act(refused, 'refuse')
    const last = (await watch(refused, ended)).at(-1)
    assert.deepEqual([last?.status, last?.cancelled_by], ['CANCEL', null])
    const late = await begin()
    await clock.advance(601_000)
    assert.equal((await watch(late, ended)).at(-1)?.status, 'EXPIRED')
  })

  test('is authorized once, however many ask at once', async (t) => {
    const { shop, begin, act, api, movements } = await visit(t)
    const payment = await begin()
    await act(payment, 'confirm')
    const { signal } = new AbortController()
    const views = await Promise.all([
      api.authorize(payment),
      api.status(payment, signal),
      api.authorize(payment),
      api.status(payment, signal),
    ])
    assert.equal(shop.calls.filter((call) => call === 'POST authorize').length, 1)
    assert.equal(views[0]?.status, 'COMPLETED')
    assert.equal(await movements(), 1)
  })

  test('is not authorized before the customer has confirmed', async (t) => {
    const { shop, begin, api } = await visit(t)
    assert.equal((await api.authorize(await begin())).status, 'OPEN')
    assert.ok(!shop.calls.includes('POST authorize'))
  })
})

suite('an authorization whose outcome nobody knows', () => {
  test('is completed once the webhook tells, and not sent again', async (t) => {
    // Takes effect, and answers 500; that backend can't see by looking that it did.
    const { shop, begin, watch, clock, movements } = await visit(t)
    const payment = await begin({ phone_number: '7875550106' })
    await clock.advance(1_000)
    const seen = await watch(payment, ended)
    assert.deepEqual(
      seen.map(({ status }) => status),
      ['CONFIRM', 'COMPLETED'],
    )
    assert.equal(shop.calls.filter((call) => call === 'POST authorize').length, 1)
    assert.equal(await movements(), 1)
  })

  test('stays verified without a webhook, even after the page has given up and cancelled', async (t) => {
    const { shop, begin, watch, clock, interfere, movements, ticket } = await visit(t)
    // Takes effect, and its answer is lost on the way; no webhook is ever sent by this phone.
    const payment = await begin({ phone_number: '7875550110' })
    let isLost = false
    interfere(async (request, pass) => {
      const answer = await pass()
      if (!request.path.endsWith('/authorization') || isLost) return answer
      isLost = true
      return { status: 504, body: '{"status":"error","message":"Gateway timeout","data":null}' }
    })
    await clock.advance(1_000)
    const stop = clock.now() + 180_000
    const seen = await watch(payment, () => clock.now() >= stop)
    assert.deepEqual(
      new Set(seen.slice(2).map(({ status, verifying }) => `${status} ${verifying}`)),
      new Set(['CONFIRM true']),
    )
    assert.ok(shop.calls.includes('POST cancel'))
    assert.deepEqual([await ticket(payment), await movements()], ['COMPLETED', 1])
  })

  test('that never arrived is sent again, after a while', async (t) => {
    const { clock, shop, begin, act, watch, movements } = await visit(t)
    const payment = await begin()
    await act(payment, 'confirm')
    const triedAt: number[] = []
    shop.interfere('authorize', (_, view) => (triedAt.push(clock.now()) < 3 ? Response.error() : view()))
    const seen = await watch(payment, ended)
    assert.equal(seen.at(-1)?.status, 'COMPLETED')
    assert.ok(seen.some(({ verifying }) => verifying))
    const [first = 0, second = 0, third = 0] = triedAt
    assert.equal(triedAt.length, 3)
    assert.ok(second - first >= 5_000 && third - second >= 5_000, triedAt.join())
    assert.equal(await movements(), 1)
  })

  test('is not taken for a payment when that backend writes COMPLETED without a reference', async (t) => {
    const { shop, begin, act, watch, interfere, movements } = await visit(t)
    const payment = await begin()
    await act(payment, 'confirm')
    interfere((request, pass) =>
      request.path.endsWith('/authorization')
        ? Promise.resolve({ status: 200, body: '{"status":"success","data":null}' })
        : pass(),
    )
    let looks = 0
    const seen = await watch(payment, () => ++looks === 60)
    assert.equal([...shop.payments.values()][0]?.status, 'COMPLETED')
    assert.deepEqual(
      new Set(seen.slice(1).map(({ status, verifying }) => `${status} ${verifying}`)),
      new Set(['CONFIRM true']),
    )
    assert.ok(seen.every(({ ecommerce_id, reference_number }) => !ecommerce_id && !reference_number))
    assert.equal(await movements(), 0)
  })
})

suite('an authorization that is refused', () => {
  test('is given up after a minute, settled by a cancel, and told as a refusal', async (t) => {
    const { begin, watch, clock, ticket, movements } = await visit(t)
    const payment = await begin({ phone_number: '7875550108' })
    await clock.advance(1_000)
    const startedAt = clock.now()
    const last = (await watch(payment, ended)).at(-1)
    assert.deepEqual([last?.status, last?.code, last?.reference_number], ['FAILED', 'refused', null])
    assert.ok(clock.now() - startedAt < 90_000)
    assert.deepEqual([await ticket(payment), await movements()], ['CANCEL', 0])
  })

  test('for want of a session is settled by a cancel too', async (t) => {
    const { begin, act, watch, cookies, ticket, movements } = await visit(t)
    const payment = await begin()
    await act(payment, 'confirm')
    cookies.delete('sessionid')
    const last = (await watch(payment, ended)).at(-1)
    assert.equal(last?.status, 'FAILED')
    assert.deepEqual([await ticket(payment), await movements()], ['CANCEL', 0])
  })
})

suite('a cancel', () => {
  test('that went through is one', async (t) => {
    const { begin, api, ticket } = await visit(t)
    const payment = await begin()
    const { status, cancelled_by } = await api.cancel(payment)
    assert.deepEqual([status, cancelled_by], ['CANCEL', 'customer'])
    assert.equal(await ticket(payment), 'CANCEL')
  })

  test('that failed behind the backend’s word "cancelled" is none, and is asked for again', async (t) => {
    const { begin, api, interfere, ticket } = await visit(t)
    const payment = await begin()
    interfere((request, pass) =>
      request.path.endsWith('/cancel') ? Promise.reject(new Error('no network')) : pass(),
    )
    await assert.rejects(api.cancel(payment), { name: 'AthmError', code: 'upstream_unknown' })
    assert.equal(await ticket(payment), 'OPEN')
    interfere(null)
    assert.equal((await api.cancel(payment)).status, 'CANCEL')
  })

  test('of a payment that is just being completed tells that it was paid', async (t) => {
    const { shop, begin, act, api, movements } = await visit(t)
    const payment = await begin()
    await act(payment, 'confirm')
    let cancelling: Promise<PaymentView> | undefined
    shop.interfere('authorize', (_, view) => {
      cancelling = api.cancel(payment)
      return view()
    })
    await api.authorize(payment)
    assert.equal((await cancelling)?.status, 'COMPLETED')
    assert.equal(await movements(), 1)
  })

  test('stops what the customer confirmed meanwhile from being authorized', async (t) => {
    const { shop, begin, act, api, interfere, watch } = await visit(t)
    const payment = await begin()
    interfere((request, pass) =>
      request.path.endsWith('/cancel') ? Promise.reject(new Error('no network')) : pass(),
    )
    await assert.rejects(api.cancel(payment))
    await act(payment, 'confirm')
    let looks = 0
    await watch(payment, () => ++looks === 10)
    await api.authorize(payment)
    assert.ok(!shop.calls.includes('POST authorize'))
  })
})

suite('a request to begin at a django-athm backend', () => {
  const refusals: readonly (readonly [title: string, answer: () => Response, code: string])[] = [
    ['the CSRF page', () => toPage(403, '403 Forbidden', 'CSRF verification failed.'), 'unexpected_answer'],
    [
      'the debug page',
      () => toPage(500, 'OperationalError at /athm/api/initiate/', 'locked'),
      'unexpected_answer',
    ],
    ['the page of a login', () => toPage(200, 'Log in', 'Username'), 'unexpected_answer'],
    [
      'an error of ATH Móvil’s',
      () => Response.json({ error: 'Over the limit' }, { status: 500 }),
      'unexpected_answer',
    ],
    [
      'a refusal of a field',
      () => Response.json({ error: 'Invalid total' }, { status: 400 }),
      'invalid_body',
    ],
    ['an id alone', () => Response.json({ ecommerce_id: 'e1' }), 'unexpected_answer'],
    [
      'a status that is none',
      () => Response.json({ ecommerce_id: 'e1', status: 'success' }),
      'unexpected_answer',
    ],
    [
      'half of each dialect',
      () => Response.json({ ecommerce_id: 'e1', payment_id: 'p1', status: 'OPEN' }),
      'unexpected_answer',
    ],
  ]
  for (const [title, answer, code] of refusals) {
    test(`tells ${title} by a code, and keeps its words to itself`, async (t) => {
      const { shop, begin } = await visit(t)
      shop.interfere('initiate', answer)
      await assert.rejects(begin(), (thrown: Error & { code: string }) => {
        assert.equal(thrown.code, code)
        assert.doesNotMatch(thrown.message, /Invalid total|limit|locked/)
        return true
      })
    })
  }

  test('is refused without the token, and the console names csrf-token', async (t) => {
    const { begin } = await visit(t, () => '')
    await assert.rejects(begin(), /csrf-token/)
  })

  test('that led to another page asks about a login', async (t) => {
    const { shop, begin } = await visit(t)
    shop.interfere('initiate', () =>
      Object.defineProperty(toPage(200, 'Log in', ''), 'redirected', { value: true }),
    )
    await assert.rejects(begin(), /login/)
  })

  test('whose row is gone is known to nobody: that is an end, and no lost network', async (t) => {
    const { api, shop, begin } = await visit(t)
    const payment = await begin()
    shop.payments.clear()
    const gone = { code: 'payment_not_found' }
    await assert.rejects(api.status(payment, new AbortController().signal), gone)
    await assert.rejects(api.authorize(payment), gone)
    await assert.rejects(api.cancel(payment), gone)
    shop.interfere('status', () => toPage(404, 'Not Found', 'nginx'))
    await assert.rejects(api.status(payment, new AbortController().signal), { code: 'backend_not_found' })
  })

  test('that nobody answered is not sent twice by itself: there is no key there that would make it one', async (t) => {
    const { shop, begin } = await visit(t)
    shop.interfere('initiate', async (_, view) => {
      await view()
      return Response.error()
    })
    await assert.rejects(begin(), { code: 'backend_unreachable' })
    await assert.rejects(begin(), { code: 'create_unknown' })
    assert.equal(shop.payments.size, 1)
  })
})
