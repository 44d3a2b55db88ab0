/** What every control asks of a request before it acts: the method, the origin, the body. */

import { parseJson } from '../athmovil/wire.ts'
import { isObject } from '../../src/protocol/index.ts'
import type { Fields } from './fields.ts'
import { ControlError, isLonger, readBody } from './responses.ts'
import { MAX_BODY_BYTES } from './upstream.ts'

/** Refuses every method but these. */
export function allow(request: Request, ...methods: readonly ('GET' | 'POST' | 'DELETE')[]): void {
  if (methods.some((method) => method === request.method)) return
  throw new ControlError(405, 'method_not_allowed', `This control takes ${methods.join(', ')} only.`)
}

/**
 * Reads the body of a mutation, `{}` when there is none. A page of some other website must not drive the simulator: its
 * Origin is refused, and so is every body that a plain form could send.
 */
export async function readOwnBody(request: Request): Promise<Fields> {
  refuseOtherOrigins(request)
  const text = await readBody(request, MAX_BODY_BYTES + 1)
  if (isLonger(text, MAX_BODY_BYTES)) {
    throw new ControlError(413, 'body_too_large', 'The body may have 64 KB at most.')
  }
  if (text === '') return {}
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '')) {
    throw new ControlError(415, 'unsupported_media_type', 'The body must be application/json.')
  }
  const body = parseJson(text)
  if (!isObject(body)) throw new ControlError(400, 'invalid_body', 'The body must be a JSON object.')
  return body
}

/** Tells whether a body asks to disarm everything, `{"clear": true}`, for those who can't send DELETE. */
export function isClear(body: Fields): boolean {
  if (body['clear'] === undefined) return false
  if (body['clear'] === true && Object.keys(body).length === 1) return true
  throw new ControlError(400, 'invalid_clear', 'clear must be true, and stand alone.')
}

/** Refuses a request from the page of some other website. */
export function refuseOtherOrigins(request: Request): void {
  if (isOwnOrigin(request)) return
  throw new ControlError(403, 'origin_not_allowed', 'Another website may not control the simulator.')
}

/** Programs send no Origin; the phone page sends the simulator's own, a page in development one of this machine. */
function isOwnOrigin(request: Request): boolean {
  const origin = request.headers.get('origin')
  if (origin === null || origin === new URL(request.url).origin) return true
  const { hostname } = URL.parse(origin) ?? { hostname: '' }
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}
