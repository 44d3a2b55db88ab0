/** The route table, and the one place where an error becomes a Response. */

import { Hono } from 'hono'
import {
  AthmError,
  HTTP_ERRORS,
  isAthmError,
  MERCHANT_ROUTES,
  ROUTES,
  type ErrorBody,
  type HttpErrorCode,
} from '../../src/protocol/index.ts'
import { isDatabaseTrouble } from '../store/store.ts'
import type { HttpDeps } from './deps.ts'
import type { RequestInfo } from './request-info.ts'
import { answerEvents } from './event-stream.ts'
import { answerPreflight, checkOrigin, toCorsHeaders } from './origins.ts'
import { answerConfig } from './routes/config.ts'
import { answerOrders, answerRefunds } from './routes/merchant.ts'
import { answerAuthorize, answerCancel, answerInitiate, answerStatus } from './routes/payments.ts'
import type { Scripts } from './routes/script.ts'
import { answerWebhook } from './routes/webhook.ts'

/** Builds the handler of everything below the base path. It never rejects. */
export function createHandler(
  deps: HttpDeps,
  scripts: Scripts,
): (request: Request, info: RequestInfo) => Promise<Response> {
  const api = new Hono<{ Bindings: RequestInfo }>({ strict: false }).basePath(deps.http.basePath)
  const route = (
    { method, path }: { method: string; path: string },
    answer: (request: Request, info: RequestInfo) => Promise<Response>,
  ) => api.on(method, `/${path.replace(/\/$/, '')}`, (c) => answer(c.req.raw, c.env))

  route(ROUTES.initiate, (request, info) => answerInitiate(deps, request, info))
  route(ROUTES.status, (request) => answerStatus(deps, request))
  route(ROUTES.events, (request) => answerEvents(deps, request))
  route(ROUTES.authorize, (request) => answerAuthorize(deps, request))
  route(ROUTES.cancel, (request) => answerCancel(deps, request))
  route(ROUTES.config, async () => answerConfig(deps))
  route(MERCHANT_ROUTES.orders, (request) => answerOrders(deps, request))
  route(MERCHANT_ROUTES.refunds, (request) => answerRefunds(deps, request))
  api.post('/webhook', (c) => answerWebhook(deps, c.req.raw, undefined))
  api.post('/webhook/:token', (c) => answerWebhook(deps, c.req.raw, c.req.param('token')))
  api.get('/:script{athm-button.*}', (c) => scripts.answer(c.req.raw, c.req.param('script')))

  api.notFound((c) => {
    const isKnown = toRouteName(deps, c.req.raw) !== 'other'
    const error = isKnown
      ? new AthmError('method_not_allowed', 'This address takes another method.')
      : notFound()
    return toErrorResponse(deps, c.req.raw, error)
  })
  api.onError((error, c) => toErrorResponse(deps, c.req.raw, error))

  return async (request, info) => {
    const { pathname } = new URL(request.url)
    // No path here has an escaped letter; one that does would be read differently by the checks and by the router.
    if (pathname.includes('%')) return toErrorResponse(deps, request, notFound())
    const isApi = pathname.startsWith(`${deps.http.basePath}/api/`)
    if (!isApi) return api.fetch(request, info)
    const response = await answerApi(deps, request, () => api.fetch(request, info))
    for (const [name, value] of Object.entries(toCorsHeaders(request, deps.http)))
      response.headers.set(name, value)
    if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store')
    return response
  }
}

async function answerApi(
  deps: HttpDeps,
  request: Request,
  answer: () => Response | Promise<Response>,
): Promise<Response> {
  try {
    if (request.method === 'OPTIONS') return answerPreflight(request, deps.http)
    checkOrigin(request, deps.http)
    // Hono would answer HEAD by GET, and leave an event stream that nobody reads.
    if (request.method === 'HEAD')
      throw new AthmError('method_not_allowed', 'This address takes another method.')
  } catch (error) {
    return toErrorResponse(deps, request, error)
  }
  return answer()
}

/** The name of a route for the log: never the path itself, which may hold a webhook's token or a payment's id. */
function toRouteName({ http }: HttpDeps, request: Request): string {
  const path = new URL(request.url).pathname.slice(http.basePath.length + 1).replace(/\/?$/, '/')
  const routes = [...Object.values(ROUTES), ...Object.values(MERCHANT_ROUTES)]
  return routes.find((route) => route.path === path)?.path ?? 'other'
}

function notFound(): AthmError {
  return new AthmError('route_not_found', 'There is nothing at this address.')
}

/** The one error boundary: the caller's and the upstream's errors as they are, ours hidden behind a request id. */
function toErrorResponse(deps: HttpDeps, request: Request, thrown: unknown): Response {
  const error = toAthmError(thrown)
  const code = error.code as HttpErrorCode
  const { status, retryable } = HTTP_ERRORS[code]
  const requestId = `req_${Buffer.from(deps.random.bytes(9)).toString('base64url')}`
  const { field, athmCode, retryAfterS } = error.details
  const fields = { requestId, code, status, route: toRouteName(deps, request), ...(athmCode && { athmCode }) }
  if (status >= 500) deps.log.error('a request failed', { ...fields, error: String(error.cause ?? thrown) })
  else deps.log.info('a request was refused', fields)

  const body: ErrorBody = {
    error: error.message,
    code,
    retryable,
    ...(field !== undefined && { field }),
    ...(athmCode !== undefined && { athm_code: athmCode }),
    request_id: requestId,
  }
  return Response.json(body, {
    status,
    headers: retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) },
  })
}

function toAthmError(thrown: unknown): AthmError {
  if (isAthmError(thrown) && thrown.code in HTTP_ERRORS) return thrown
  if (isDatabaseTrouble(thrown)) {
    return new AthmError(
      'database_unavailable',
      'The payment can not be stored right now.',
      { retryAfterS: 5 },
      thrown,
    )
  }
  return new AthmError('internal_error', 'Something went wrong on our side.', {}, thrown)
}
