import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Checkout } from '../../src/checkout/checkout.ts'
import type { KeptPayment } from '../../src/checkout/kept-payment.ts'
import { createPaymentApi } from '../../src/checkout/payment-api.ts'
import type { PaymentView } from '../../src/protocol/messages.ts'
import type { Phone } from '../../src/protocol/phone.ts'

const PHONE = '7875550101' as Phone
const NOW = Date.parse('2026-01-01T00:00:00Z')

function toView(id: string, change: Partial<PaymentView> = {}): PaymentView {
  return {
    payment_id: id,
    status: 'OPEN',
    verifying: false,
    reference_number: null,
    ecommerce_id: null,
    total: '25.00',
    refunded: '0.00',
    expires_at: '2026-01-01T00:10:00Z',
    server_time: '2026-01-01T00:00:00Z',
    code: null,
    cancelled_by: null,
    ...change,
  }
}

/** A backend that knows the payment of another tab, and makes new ones; and a checkout on a page beside that tab. */
function createPage({ elsewhere, known }: { elsewhere: Partial<KeptPayment>; known: PaymentView }) {
  const requests: string[] = []
  let made = 0
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const route = /api\/(\w+)/.exec(String(input))?.[1] ?? ''
    requests.push(route)
    if (route === 'initiate') {
      const key = new Headers(init?.headers).get('idempotency-key')
      const view = key === 'key-elsewhere' ? known : toView(`mine-${++made}`)
      return Response.json({ ...view, client_secret: 's' }, { status: 201 })
    }
    // The stream stays silent, until nobody listens.
    if (route === 'events') {
      const start = (stream: ReadableStreamDefaultController) =>
        init?.signal?.addEventListener('abort', () => stream.error(new Error('aborted')))
      return new Response(new ReadableStream({ start }), { headers: { 'content-type': 'text/event-stream' } })
    }
    return Response.json(known)
  }
  const kept: KeptPayment = {
    phone: PHONE,
    open: true,
    leaving: null,
    request: null,
    unanswered: false,
    handle: null,
    view: null,
    told: false,
    isOwn: true,
    skewMs: 0,
    ...elsewhere,
  }
  let keys = 0
  const checkout = new Checkout({
    presence: {
      isOnline: () => true,
      isSeen: () => true,
      pause: () => new Promise((resolve) => void setImmediate(resolve)),
      onReturn: () => {},
      onOffline: () => {},
    },
    isOwn: () => true,
    createApi: (isOwn) =>
      createPaymentApi({
        baseUrl: 'https://shop.example/athm',
        toCsrfToken: () => '',
        isOwn,
        fetch,
        now: () => NOW,
      }),
    toRequest: (phone) => ({ total: '25.00', phone_number: phone }),
    createKey: () => `key-${++keys}`,
    now: () => NOW,
    isAttached: () => true,
    keep: () => {},
    findElsewhere: () => Promise.resolve(kept),
    changed: () => {},
  })
  /** Opens the dialog and gives the number, as a customer does. Resolves once the phase is another one. */
  const pay = async (): Promise<string> => {
    if (checkout.state.phase !== 'phone')
      checkout.send({ type: checkout.state.open ? 'retry' : 'open', error: null })
    checkout.send({ type: 'submit', phone: PHONE })
    for (let turn = 0; turn < 100 && checkout.state.phase === 'initiating'; turn++)
      await new Promise((resolve) => setImmediate(resolve))
    checkout.rest()
    return `${checkout.state.phase} ${checkout.state.payment?.payment_id}`
  }
  return { checkout, pay, requests }
}

const handle = { paymentId: 'theirs', clientSecret: 's' }

describe('a checkout beside another tab with the same payment', () => {
  it('takes part in it while it lives, and sends no request of its own', async () => {
    const { pay, requests } = createPage({
      elsewhere: { handle, view: toView('theirs') },
      known: toView('theirs'),
    })
    assert.equal(await pay(), 'waiting theirs')
    assert.ok(!requests.includes('initiate'))
  })

  for (const status of ['CANCEL', 'EXPIRED', 'FAILED'] as const)
    it(`asks for a payment of its own where that one is ${status}, though the other tab doesn't know it yet`, async () => {
      const known = toView('theirs', { status })
      const { pay } = createPage({ elsewhere: { handle, view: toView('theirs') }, known })
      assert.equal(await pay(), 'waiting mine-1')
    })

  it('shows once that it was paid meanwhile, and then asks for the next', async () => {
    const known = toView('theirs', { status: 'COMPLETED', reference_number: 'r1' })
    const { checkout, pay } = createPage({ elsewhere: { handle, view: toView('theirs') }, known })
    assert.equal(await pay(), 'completed theirs')
    checkout.send({ type: 'dismiss' })
    assert.equal(await pay(), 'waiting mine-1')
  })

  it('uses the key that the other tab gave up, and never again once that payment is over', async () => {
    const request = { body: { total: '25.00', phone_number: PHONE }, key: 'key-elsewhere', askedAt: NOW }
    const known = toView('theirs', { status: 'EXPIRED' })
    const { pay } = createPage({ elsewhere: { request, unanswered: true }, known })
    assert.equal(await pay(), 'expired theirs')
    assert.equal(await pay(), 'waiting mine-1')
  })
})
