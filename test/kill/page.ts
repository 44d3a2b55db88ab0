/** The shop's side of a run: the customer's page, and the shop's own program. Both ask again until they are answered. */

import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { MERCHANT_ROUTES, ROUTES, type InitiateView, type PaymentView } from '../../src/protocol/index.ts'
import { SECRET_KEY } from './processes.ts'

/** What a customer pays, in cents, and a shop then sends back. */
export const PRICE = { total: '25.00', totalCents: 2500, refund: '10.00', refundCents: 1000 } as const

/** How long until whoever was not answered asks again. */
const AGAIN_MS = 40

/** A payment that a page has begun. */
export interface Begun {
  readonly key: string
  readonly paymentId: string
  readonly secret: string
}

/** What a page and a shop can do. Each call lasts through a crash of the server, and rejects when the signal aborts. */
export interface Page {
  /** Begins a payment, with one key until it is answered; when it failed for good, anew, as "Try again" does. */
  begin(): Promise<Begun>
  /** Sends the request of a payment once more, as a page that was loaded again does. */
  repeat(begun: Begun): Promise<Begun>
  /** Asks for the status until it is an end. */
  follow(begun: Begun): Promise<PaymentView>
  cancel(begun: Begun): Promise<void>
  /** Sends a part back, with one key, and asks until it is known what became of that. Returns the refund's status. */
  refund(referenceNumber: string): Promise<string>
}

/** Opens a page that pays with a phone. */
export function createPage(options: { url: string; phone: string; signal: AbortSignal }): Page {
  const { url, phone, signal } = options

  async function ask(path: string, init: RequestInit = {}): Promise<{ status: number; body: unknown }> {
    for (;;) {
      signal.throwIfAborted()
      try {
        const response = await fetch(`${url}/athm/${path}`, { ...init, signal })
        const body: unknown = await response.json()
        if (response.status !== 503) return { status: response.status, body }
      } catch {
        // The server is down, or went down while it answered: it will be back.
      }
      await wait(AGAIN_MS)
    }
  }

  const post = (path: string, body: object, headers: Record<string, string>) =>
    ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })

  const initiate = (key: string) =>
    post(ROUTES.initiate.path, { total: PRICE.total, phone_number: phone }, { 'idempotency-key': key })

  async function begin(key: string): Promise<Begun> {
    const { status, body } = await initiate(key)
    if (status === 201) return toBegun(key, body as InitiateView)
    await wait(AGAIN_MS)
    // In flight: the first request of this key is not over yet. Else upstream has not answered, and never will.
    if (status === 409) return begin(key)
    if (status === 502 || status === 504) return begin(randomUUID())
    throw new Error(`initiate answered ${status}: ${JSON.stringify(body)}`)
  }

  return {
    begin: () => begin(randomUUID()),
    repeat: ({ key }) => begin(key),
    async follow({ paymentId, secret }) {
      const headers = bearer(secret)
      for (;;) {
        const { status, body } = await ask(`${ROUTES.status.path}?payment_id=${paymentId}`, { headers })
        if (status !== 200) throw new Error(`status answered ${status}: ${JSON.stringify(body)}`)
        const view = body as PaymentView
        if (view.status !== 'OPEN' && view.status !== 'CONFIRM') return view
        await wait(AGAIN_MS)
      }
    },
    async cancel({ paymentId, secret }) {
      const { status, body } = await post(ROUTES.cancel.path, { payment_id: paymentId }, bearer(secret))
      if (status !== 200) throw new Error(`cancel answered ${status}: ${JSON.stringify(body)}`)
    },
    async refund(referenceNumber) {
      const body = { reference_number: referenceNumber, amount: PRICE.refund }
      const headers = { ...bearer(SECRET_KEY), 'idempotency-key': randomUUID() }
      for (;;) {
        const answer = await post(MERCHANT_ROUTES.refunds.path, body, headers)
        const { status } = answer.body as { status?: string }
        if (status === 'succeeded' || status === 'refused' || status === 'review') return status
        if (answer.status >= 500 || (answer.status >= 400 && answer.status !== 409))
          throw new Error(`refunds answered ${answer.status}: ${JSON.stringify(answer.body)}`)
        await wait(AGAIN_MS)
      }
    },
  }
}

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` })

const toBegun = (key: string, { payment_id: paymentId, client_secret: secret }: InitiateView): Begun => ({
  key,
  paymentId,
  secret,
})
