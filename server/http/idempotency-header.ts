/** The Idempotency-Key header. */

import { AthmError, LIMITS } from '../../src/protocol/index.ts'

/** Reads the header; null when it isn't there. Throws `invalid_idempotency_key`. */
export function readIdempotencyKey(request: Request): string | null {
  const key = request.headers.get('idempotency-key')
  if (key === null) return null
  if (/^[\x21-\x7e]+$/.test(key) && key.length <= LIMITS.idempotencyKeyLength) return key
  throw new AthmError('invalid_idempotency_key', 'Idempotency-Key must be 1 to 255 visible ASCII characters.')
}
