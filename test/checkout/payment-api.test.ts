import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createPaymentApi } from '../../src/checkout/payment-api.ts'

const payment = { paymentId: 'p 1', clientSecret: 's1' }
const view = { payment_id: 'p1', status: 'OPEN', total: '25.00', client_secret: 's1' }
const body = { total: '25.00', phone_number: '7875550101' }

/** A client whose backend answers so, and the requests that reached it. */
function createClient(answer: () => Response | Promise<Response>, csrfToken = '', isOwn = false) {
  const requests: { url: string; init: RequestInit; headers: Headers }[] = []
  const fetch: typeof globalThis.fetch = async (input, init = {}) => {
    requests.push({ url: String(input), init, headers: new Headers(init.headers) })
    return answer()
  }
  const options = { toCsrfToken: () => csrfToken, now: () => 0, isOwn: () => isOwn }
  return { api: createPaymentApi({ ...options, baseUrl: 'https://shop.example/athm/', fetch }), requests }
}

describe('the client of the protocol', () => {
  it('initiates with its key, and sends no secret that it has not', async () => {
    const { api, requests } = createClient(() => Response.json(view, { status: 201 }), 'token')
    const begun = await api.initiate(body, 'key-1')
    assert.deepEqual(begun.payment, { paymentId: 'p1', clientSecret: 's1' })
    assert.ok(!JSON.stringify(begun.view).includes('s1'), 'the secret is in the handle alone')
    const [{ url, init, headers } = assert.fail()] = requests
    assert.equal(url, 'https://shop.example/athm/api/initiate/')
    assert.deepEqual(
      [init.method, init.credentials, init.body],
      ['POST', 'same-origin', JSON.stringify(body)],
    )
    assert.equal(headers.get('idempotency-key'), 'key-1')
    assert.equal(headers.get('x-csrftoken'), 'token')
    assert.equal(headers.get('authorization'), null)
  })

  it('opens a payment with its secret, in a header alone', async () => {
    const { api, requests } = createClient(() => Response.json(view))
    await api.status(payment, new AbortController().signal)
    await api.cancel(payment)
    await api.authorize(payment)
    assert.deepEqual(
      requests.map(({ url }) => url.replace('https://shop.example/athm/api/', '')),
      ['status/?payment_id=p+1', 'cancel/', 'authorize/'],
    )
    for (const { headers, url } of requests) {
      assert.equal(headers.get('authorization'), 'Bearer s1')
      assert.ok(!url.includes('s1'))
    }
    assert.equal(requests[1]?.init.body, '{"payment_id":"p 1"}')
  })

  it('sends a request again that nobody answered, whatever a gateway says, where the backend is known to be ours', async () => {
    let isDown = true
    const answer = () => {
      if (isDown) throw new TypeError('no network')
      return Response.json(view, { status: 201 })
    }
    const { api, requests } = createClient(answer, '', true)
    await assert.rejects(api.initiate(body, 'key-1'), { code: 'backend_unreachable' })
    isDown = false
    assert.equal((await api.initiate(body, 'key-1')).payment.paymentId, 'p1')
    assert.ok(requests.every(({ url }) => url.endsWith('api/initiate/')))
  })

  it('takes a CSRF token that no header can carry for the page’s fault, and not for a lost network', async () => {
    const { api, requests } = createClient(() => Response.json(view, { status: 201 }), 'line\nbreak')
    await assert.rejects(api.initiate(body, 'key-1'), { code: 'invalid_body' })
    assert.equal(requests.length, 0)
  })

  const refusals: readonly (readonly [
    title: string,
    answer: () => Response | Promise<Response>,
    code: string,
  ])[] = [
    [
      'a refusal by its code',
      () => Response.json({ error: 'x', code: 'refused_limit' }, { status: 422 }),
      'refused_limit',
    ],
    ['no backend at all', () => new Response('<h1>Not found</h1>', { status: 404 }), 'backend_not_found'],
    [
      'a code that nobody knows',
      () => Response.json({ code: 'surprise' }, { status: 400 }),
      'unexpected_answer',
    ],
    ['a page of a proxy', () => new Response('<h1>Bad gateway</h1>', { status: 502 }), 'unexpected_answer'],
    ['a page where JSON was due', () => new Response('<h1>Hello</h1>'), 'unexpected_answer'],
    ["another program's JSON", () => Response.json({ hello: 'world' }), 'unexpected_answer'],
    ['no network', () => Promise.reject(new TypeError('any words')), 'backend_unreachable'],
  ]
  for (const [title, answer, code] of refusals) {
    it(`tells ${title}`, async () => {
      await assert.rejects(createClient(answer).api.initiate(body, 'k'), { name: 'AthmError', code })
    })
  }

  it('names base-url where there is no backend', async () => {
    const { api } = createClient(() => new Response('', { status: 404 }))
    await assert.rejects(api.initiate(body, 'k'), /base-url/)
  })

  it('gives up on an answer after 12 s', async (test) => {
    test.mock.timers.enable({ apis: ['setTimeout'] })
    const fetch: typeof globalThis.fetch = (_, init) =>
      new Promise((_resolve, reject) =>
        init?.signal?.addEventListener('abort', () => reject(new Error('aborted'))),
      )
    const options = { baseUrl: '/athm', toCsrfToken: () => '', now: () => 0, isOwn: () => false }
    const asked = createPaymentApi({ ...options, fetch }).initiate(body, 'k')
    test.mock.timers.tick(12_000)
    await assert.rejects(asked, { code: 'backend_unreachable' })
  })

  it('has no stream where the backend has none', async () => {
    const { signal } = new AbortController()
    for (const status of [200, 404, 405, 501]) {
      assert.equal(await createClient(() => Response.json({}, { status })).api.events(payment, signal), null)
    }
    await assert.rejects(createClient(() => new Response('', { status: 502 })).api.events(payment, signal))
    const stream = () =>
      new Response(': hello\n\n', { headers: { 'content-type': 'text/event-stream; charset=utf-8' } })
    assert.ok(await createClient(stream).api.events(payment, signal))
  })
})
