/** Order tokens for pages: shaped as the backend's, signed by nobody. */

import type { OrderPayload } from '../../../src/protocol/messages.ts'

/** Writes a token of any payload. */
export function toToken(payload: Partial<OrderPayload> | string): string {
  const json = typeof payload === 'string' ? payload : JSON.stringify({ jti: 'ord_1', iat: 1, ...payload })
  return ['{"alg":"HS256"}', json, 'no signature'].map(toBase64Url).join('.')
}

function toBase64Url(text: string): string {
  const binary = String.fromCharCode(...new TextEncoder().encode(text))
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}
