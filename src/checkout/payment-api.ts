/** The protocol's client. It throws AthmErrors alone, whose codes the texts know; a server's own words stay out of sight. */

import { AthmError, isErrorCode } from '../protocol/errors.ts'
import {
  isObject,
  parseInitiateView,
  parsePaymentView,
  type InitiateBody,
  type PaymentView,
} from '../protocol/messages.ts'
import { ROUTES, type Route } from '../protocol/routes.ts'

/** A payment's id, and the secret that opens it. */
export interface PaymentHandle {
  readonly paymentId: string
  readonly clientSecret: string
}

/** What the button asks of a backend. Every call but `events` ends within the deadline. */
export interface PaymentApi {
  initiate(body: InitiateBody, idempotencyKey: string): Promise<PaymentView & { client_secret: string }>
  status(payment: PaymentHandle, signal: AbortSignal): Promise<PaymentView>
  /** Asks the backend to look at ATH Móvil now. */
  authorize(payment: PaymentHandle): Promise<PaymentView>
  cancel(payment: PaymentHandle): Promise<PaymentView>
  /** The event stream; null where the backend has none. */
  events(payment: PaymentHandle, signal: AbortSignal): Promise<ReadableStream<Uint8Array> | null>
}

/** Where the backend is, and how it is reached. */
export interface PaymentApiOptions {
  readonly baseUrl: string
  readonly csrfToken: string
  readonly fetch: typeof fetch
}

interface Call {
  readonly body?: object
  readonly payment?: PaymentHandle
  readonly key?: string
  readonly signal?: AbortSignal
}

/** A route of the backend waits 8 s at most. */
const DEADLINE_MS = 12_000

/** Makes the client of one backend. */
export function createPaymentApi({ baseUrl, csrfToken, fetch }: PaymentApiOptions): PaymentApi {
  const send = ({ method, path }: Route, { body, payment, key, signal }: Call): Promise<Response> => {
    const url = `${baseUrl.replace(/\/+$/, '')}/${path}`
    const headers: Record<string, string> = { accept: 'application/json, text/event-stream' }
    if (payment) headers['authorization'] = `Bearer ${payment.clientSecret}`
    if (body) headers['content-type'] = 'application/json'
    if (key) headers['idempotency-key'] = key
    if (csrfToken) headers['x-csrftoken'] = csrfToken
    return fetch(payment && !body ? `${url}?payment_id=${encodeURIComponent(payment.paymentId)}` : url, {
      method,
      headers,
      body: body ? JSON.stringify(body) : null,
      cache: 'no-store',
      credentials: 'same-origin',
      signal: signal ?? null,
    })
  }

  const ask = async (route: Route, call: Call): Promise<unknown> => {
    const deadline = new AbortController()
    const abort = () => deadline.abort()
    const timer = setTimeout(abort, DEADLINE_MS)
    call.signal?.addEventListener('abort', abort)
    try {
      const response = await send(route, { ...call, signal: deadline.signal })
      return readAnswer(response, await response.text())
    } catch (thrown) {
      if (thrown instanceof AthmError) throw thrown
      throw new AthmError('backend_unreachable', `${baseUrl} can't be reached.`, {}, thrown)
    } finally {
      clearTimeout(timer)
      call.signal?.removeEventListener('abort', abort)
    }
  }

  const act = async (route: Route, payment: PaymentHandle) =>
    parsePaymentView(await ask(route, { payment, body: { payment_id: payment.paymentId } }))

  return {
    initiate: async (body, key) => parseInitiateView(await ask(ROUTES.initiate, { body, key })),
    status: async (payment, signal) => parsePaymentView(await ask(ROUTES.status, { payment, signal })),
    authorize: (payment) => act(ROUTES.authorize, payment),
    cancel: (payment) => act(ROUTES.cancel, payment),
    async events(payment, signal) {
      const response = await send(ROUTES.events, { payment, signal })
      if (response.headers.get('content-type')?.startsWith('text/event-stream') && response.ok)
        return response.body
      if (response.ok || [404, 405, 501].includes(response.status)) return null
      throw new AthmError('unexpected_answer', `The event stream answered ${response.status}.`)
    },
  }

  function readAnswer({ ok, status, url }: Response, text: string): unknown {
    let answer: unknown = null
    try {
      answer = JSON.parse(text)
    } catch {
      // An HTML page: some proxy's, or no backend's at all.
    }
    if (ok) return answer
    if (isObject(answer) && isErrorCode(answer['code']))
      throw new AthmError(answer['code'], String(answer['error']))
    throw status === 404
      ? new AthmError('backend_not_found', `There is no backend at ${url}: set base-url to where it is.`)
      : new AthmError('unexpected_answer', `${url} answered ${status}.`)
  }
}
