/**
 * Order tokens: a compact JWS (RFC 7515) by HS256, so that any language can make one, and nobody without the key can
 * change a cent of it. Written here, for one algorithm: a token that names another is refused.
 */

import {
  AthmError,
  isObject,
  parseCharge,
  parseTotal,
  type Cents,
  type Charge,
  type OrderPayload,
} from '../../src/protocol/index.ts'
import { parseJson } from '../athmovil/wire.ts'
import type { Keyring } from './keyring.ts'

/** An order, read from a token whose signature is right. */
export interface Order {
  readonly id: string
  /** What is to be paid; null where the customer chooses, from `min` to `max`. */
  readonly charge: Charge | null
  readonly range: { readonly min: Cents; readonly max: Cents } | null
  /** The fields of the token that a chosen total is completed with. */
  readonly fields: Readonly<Record<string, unknown>>
  /** Milliseconds since 1970; null for a price tag. */
  readonly expiresAt: number | null
  readonly isReusable: boolean
  readonly origins: readonly string[]
}

/** Signs a payload with the newest key. */
export function signOrder(keyring: Keyring, payload: OrderPayload): string {
  const header = { alg: 'HS256', typ: 'JWT', kid: keyring.currentKeyId }
  const signed = `${encode(header)}.${encode(payload)}`
  return `${signed}.${keyring.signOrder(signed, keyring.currentKeyId)}`
}

/**
 * Reads a token. Throws `invalid_order` when it was changed, was signed with a key that is no longer in the ring, or
 * says what no order may say; `order_expired` when its time is over.
 */
export function readOrder(keyring: Keyring, token: string, now: number): Order {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const head = decode(header)
  const isOurs = isObject(head) && head['alg'] === 'HS256' && typeof head['kid'] === 'string'
  if (!isOurs || !keyring.isOrderSignature(`${header}.${payload}`, String(head['kid']), signature))
    throw invalid()
  const order = toOrder(decode(payload))
  if (order.expiresAt !== null && now >= order.expiresAt) {
    throw new AthmError('order_expired', 'The time to pay this order is over; sign a new one.', {
      field: 'order',
    })
  }
  return order
}

function toOrder(payload: unknown): Order {
  if (!isObject(payload) || typeof payload['jti'] !== 'string') throw invalid()
  const { jti, exp, min, max, total, origins, reusable } = payload
  const isReusable = reusable === true
  if (!isReusable && typeof exp !== 'number') throw invalid()
  return {
    id: jti,
    charge: total === undefined ? null : parseCharge(payload),
    range: total === undefined ? { min: parseTotal(min), max: parseTotal(max) } : null,
    fields: payload,
    expiresAt: typeof exp === 'number' ? exp * 1000 : null,
    isReusable,
    origins: Array.isArray(origins) ? origins.map(String) : [],
  }
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function decode(part: string): unknown {
  return parseJson(Buffer.from(part, 'base64url').toString('utf8'))
}

function invalid(): AthmError {
  return new AthmError('invalid_order', 'The order was not signed by this backend, or was changed.', {
    field: 'order',
  })
}
