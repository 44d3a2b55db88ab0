/** Which pages may call the API: those of the same origin, those on the list, and in a sandbox any on this machine. */

import { AthmError } from '../../src/protocol/index.ts'
import type { HttpOptions } from './deps.ts'

const ALLOWED_HEADERS = 'authorization, content-type, idempotency-key, x-csrftoken'

/** Throws `origin_not_allowed` for a page that may not call, whatever method it uses. */
export function checkOrigin(request: Request, options: HttpOptions): void {
  const origin = request.headers.get('origin')
  if (origin === null || isSameHost(origin, request) || isAllowed(origin, options)) return
  throw new AthmError('origin_not_allowed', 'Pages of this origin may not call; see ATHM_ALLOWED_ORIGINS.')
}

/** The headers that let an allowed page read the answer. No credentials: no cookie is used. */
export function toCorsHeaders(request: Request, options: HttpOptions): Record<string, string> {
  const origin = request.headers.get('origin')
  if (origin === null || !isAllowed(origin, options)) return { vary: 'Origin' }
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'retry-after',
  }
}

/** Answers a preflight. */
export function answerPreflight(request: Request, options: HttpOptions): Response {
  checkOrigin(request, options)
  return new Response(null, {
    status: 204,
    headers: {
      ...toCorsHeaders(request, options),
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': ALLOWED_HEADERS,
      'access-control-max-age': '600',
    },
  })
}

function isAllowed(origin: string, options: HttpOptions): boolean {
  return options.allowedOrigins.includes(origin) || (options.mode === 'sandbox' && isLoopback(origin))
}

/** The host alone: behind a proxy that ends TLS the request's scheme isn't the page's. */
function isSameHost(origin: string, request: Request): boolean {
  const host = request.headers.get('host') ?? new URL(request.url).host
  return URL.canParse(origin) && new URL(origin).host === host
}

function isLoopback(origin: string): boolean {
  if (!URL.canParse(origin)) return false
  const { protocol, hostname } = new URL(origin)
  const isLocal = hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]'
  return /^https?:$/.test(protocol) && (isLocal || /^127\.\d+\.\d+\.\d+$/.test(hostname))
}
