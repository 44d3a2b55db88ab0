/** The way to a backend: requests with their deadline, and answers as values or AthmErrors. */

import { AthmError, isErrorCode } from '../protocol/errors.ts'
import { isObject } from '../protocol/messages.ts'
import { ROUTES, type Route } from '../protocol/routes.ts'

/** Where the backend is, and how it is reached. */
export interface ConnectionOptions {
  readonly baseUrl: string
  /** The token for the X-CSRFToken header, as it is now; empty for none. */
  readonly toCsrfToken: () => string
  readonly fetch: typeof fetch
}

/** What a request carries. */
export interface Call {
  readonly query?: Readonly<Record<string, string>>
  readonly body?: object
  readonly clientSecret?: string
  readonly key?: string
  readonly signal?: AbortSignal
}

/** One backend, as requests see it. */
export interface Connection {
  /** Sends a request, and returns whatever comes back. */
  send(route: Route, call: Call): Promise<Response>
  /** Sends a request, and returns the JSON of a good answer, or null where it has none. Throws AthmErrors alone. */
  ask(route: Route, call: Call): Promise<unknown>
}

/** A route of the backend waits 8 s at most. */
const DEADLINE_MS = 12_000

/** Makes the way to one backend. */
export function createConnection({ baseUrl, toCsrfToken, fetch }: ConnectionOptions): Connection {
  const toUrl = ({ path }: Route) => `${baseUrl.replace(/\/+$/, '')}/${path}`

  const send: Connection['send'] = (route, { query, body, clientSecret, key, signal }) => {
    const url = query ? `${toUrl(route)}?${String(new URLSearchParams(query))}` : toUrl(route)
    const headers: Record<string, string> = { accept: 'application/json, text/event-stream' }
    const csrfToken = toCsrfToken()
    // fetch refuses such a header as it does a lost network, for which one would wait.
    if (/[^\x20-\x7e]/.test(csrfToken))
      throw new AthmError('invalid_body', 'csrf-token has letters that no header can carry.')
    if (clientSecret) headers['authorization'] = `Bearer ${clientSecret}`
    if (body) headers['content-type'] = 'application/json'
    if (key) headers['idempotency-key'] = key
    if (csrfToken) headers['x-csrftoken'] = csrfToken
    return fetch(url, {
      method: route.method,
      headers,
      body: body ? JSON.stringify(body) : null,
      cache: 'no-store',
      credentials: 'same-origin',
      signal: signal ?? null,
    })
  }

  const ask: Connection['ask'] = async (route, call) => {
    const deadline = new AbortController()
    const abort = () => deadline.abort()
    const timer = setTimeout(abort, DEADLINE_MS)
    call.signal?.addEventListener('abort', abort)
    try {
      const response = await send(route, { ...call, signal: deadline.signal })
      return readAnswer(response, await response.text(), { url: toUrl(route), route })
    } catch (thrown) {
      if (thrown instanceof AthmError) throw thrown
      throw new AthmError('backend_unreachable', `${baseUrl} can't be reached.`, {}, thrown)
    } finally {
      clearTimeout(timer)
      call.signal?.removeEventListener('abort', abort)
    }
  }

  return { send, ask }
}

/** What is asked for by a payment's id. */
const BY_ID: ReadonlySet<Route> = new Set([ROUTES.status, ROUTES.authorize, ROUTES.cancel])

/** `url` is that of the route, without a query: what a query holds is nobody's business but the backend's. */
function readAnswer(
  { ok, status, redirected }: Response,
  text: string,
  { url, route }: { readonly url: string; readonly route: Route },
): unknown {
  let answer: unknown = null
  try {
    answer = JSON.parse(text)
  } catch {
    // An HTML page: some proxy's, a framework's, a login, or no backend's at all.
    if (redirected)
      throw new AthmError('unexpected_answer', `${url} led to another page: does it want a login?`)
  }
  if (ok) return answer
  const { error, code } = isObject(answer) ? answer : {}
  if (isErrorCode(code)) throw new AthmError(code, String(error))
  // So does django-athm answer for an id that it doesn't know. A gateway's 404 has no word of its own on an error.
  if (status === 404 && typeof error === 'string' && BY_ID.has(route))
    throw new AthmError('payment_not_found', `${url} knows no such payment.`)
  if (status === 404)
    throw new AthmError('backend_not_found', `There is no backend at ${url}: set base-url to where it is.`)
  // An error without a code is django-athm's. Its words are not the customer's, and may hold what no log should.
  if (status === 400 && typeof error === 'string')
    throw new AthmError('invalid_body', `${url} answered 400: the backend's own log says why.`)
  const hint = status === 403 ? ' Does it want a CSRF token? Then set csrf-token.' : ''
  throw new AthmError('unexpected_answer', `${url} answered ${status}.${hint}`)
}
