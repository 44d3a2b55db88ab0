/** The order token, as far as a page may read it: its payload, for show. Whether it is true only the backend can tell. */

import { isObject, type OrderPayload } from './protocol/messages.ts'
import { isCents, parseDollars, type Cents } from './protocol/money.ts'

/** What an order says. Money is dollars. */
export interface Order {
  /** Empty where the customer chooses. */
  readonly total: string
  /** What the customer may choose from; null for a total that is fixed. */
  readonly range: { readonly min: Cents; readonly max: Cents } | null
  readonly subtotal: string
  readonly tax: string
  readonly metadata1: string
  readonly metadata2: string
  readonly items: NonNullable<OrderPayload['items']>
  /** Where the page may go afterwards, beside its own origin. */
  readonly origins: readonly string[]
  /** A price tag: payable any number of times. */
  readonly isReusable: boolean
}

/**
 * Reads a token's payload. Returns undefined for what no backend signed: no compact JWS, no JSON in UTF-8, no price. Its
 * end isn't looked at, since the clock that counts is the backend's.
 */
export function readOrder(token: string): Order | undefined {
  const payload = decodePayload(token)
  if (!payload) return undefined
  const text = (field: keyof OrderPayload) => {
    const value = payload[field]
    return typeof value === 'string' ? value : ''
  }
  const list = (field: keyof OrderPayload): unknown[] => {
    const value = payload[field]
    return Array.isArray(value) ? value : []
  }
  const total = text('total')
  const [min, max] = [parseDollars(text('min')), parseDollars(text('max'))]
  const range = total === '' && isCents(min) && isCents(max) ? { min, max } : null
  if (!range && !isCents(parseDollars(total))) return undefined
  return {
    total,
    range,
    subtotal: text('subtotal'),
    tax: text('tax'),
    metadata1: text('metadata_1'),
    metadata2: text('metadata_2'),
    items: list('items').filter(isItem),
    origins: list('origins').filter((origin) => typeof origin === 'string'),
    isReusable: payload['reusable'] === true,
  }
}

/** RFC 7515, section 3.1: header, payload and signature, each in base64url, with dots between. */
function decodePayload(token: string): Readonly<Record<string, unknown>> | undefined {
  const [, payload = ''] = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(token) ?? []
  try {
    const binary = atob(payload.replace(/-/g, '+').replace(/_/g, '/'))
    const bytes = Uint8Array.from(binary, (byte) => byte.charCodeAt(0))
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isItem(value: unknown): value is Order['items'][number] {
  return isObject(value) && typeof value['name'] === 'string'
}
