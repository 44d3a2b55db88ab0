/** Orders: what the merchant sells, signed, so that a browser can carry it but not change it. */

import {
  AthmError,
  formatDollars,
  isObject,
  parseCharge,
  parseTotal,
  type Charge,
  type Item,
  type OrderPayload,
} from '../../src/protocol/index.ts'
import type { PaymentDeps } from './deps.ts'
import type { OrderRequest, SignedOrder } from './order.ts'
import { signOrder } from './order-token.ts'

/** How long an order may be paid unless told otherwise, and at most. */
const DEFAULT_LIFE_S = 30 * 60
const LONGEST_LIFE_S = 30 * 24 * 60 * 60

/** Signs an order. Throws the AthmError of the first field at fault. */
export function createOrder(deps: PaymentDeps, request: OrderRequest): SignedOrder {
  const now = deps.clock.now()
  const id = `ord_${Buffer.from(deps.random.bytes(16)).toString('base64url')}`
  const exp = request.reusable === true ? null : Math.floor(now / 1000) + parseLife(request.expiresIn)
  const payload: OrderPayload = {
    jti: id,
    iat: Math.floor(now / 1000),
    ...(exp !== null && { exp }),
    ...toPrice(request),
    ...toOrigins(request),
    ...(request.reusable === true && { reusable: true }),
  }
  const token = signOrder(deps.keyring, payload)
  return { id, token, expiresAt: exp === null ? null : new Date(exp * 1000) }
}

/** Makes an order, or a price tag, unpayable from now on. */
export async function revokeOrder(deps: PaymentDeps, orderId: string): Promise<void> {
  await deps.db
    .insertInto('revoked_orders')
    .values({ order_id: orderId, revoked_at: deps.clock.now() })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Reads the body of `POST api/orders/`. Throws `invalid_body`; the fields are read when it is signed. */
export function parseOrderBody(body: unknown): OrderRequest {
  if (!isObject(body)) throw new AthmError('invalid_body', 'The body must be a JSON object.')
  const { metadata_1, metadata_2, success_url, failure_url, expires_in, ...same } = body
  const given = {
    metadata1: metadata_1,
    metadata2: metadata_2,
    successUrl: success_url,
    failureUrl: failure_url,
  }
  return { ...same, ...given, expiresIn: expires_in } as OrderRequest
}

function toPrice(request: OrderRequest): Partial<OrderPayload> {
  const { metadata1, metadata2, min, max, ...fields } = request
  const wire = { ...fields, metadata_1: metadata1, metadata_2: metadata2 }
  const isChosen =
    request.total === undefined && request.reusable === true && min !== undefined && max !== undefined
  if (!isChosen) return toWire(parseCharge(wire), true)
  const range = { min: parseTotal(min), max: parseTotal(max) }
  if (range.min > range.max)
    throw new AthmError('total_out_of_range', 'min is more than max.', { field: 'min' })
  const rest = parseCharge({ ...wire, total: formatDollars(range.min) })
  return { min: formatDollars(range.min), max: formatDollars(range.max), ...toWire(rest, false) }
}

function toWire(charge: Charge, hasTotal: boolean): Partial<OrderPayload> {
  return {
    ...(hasTotal && { total: formatDollars(charge.total) }),
    ...(charge.subtotal !== null && { subtotal: formatDollars(charge.subtotal) }),
    ...(charge.tax !== null && { tax: formatDollars(charge.tax) }),
    ...(charge.metadata1 !== '' && { metadata_1: charge.metadata1 }),
    ...(charge.metadata2 !== '' && { metadata_2: charge.metadata2 }),
    ...(charge.items.length > 0 && { items: charge.items.map(toWireItem) }),
  }
}

function toWireItem({
  name,
  description,
  quantity,
  price,
  tax,
  metadata,
}: Item): NonNullable<OrderPayload['items']>[0] {
  return {
    name,
    quantity,
    price: formatDollars(price),
    ...(description !== '' && { description }),
    ...(tax > 0 && { tax: formatDollars(tax) }),
    ...(metadata !== '' && { metadata }),
  }
}

function toOrigins({ successUrl, failureUrl, origins = [] }: OrderRequest): Pick<OrderPayload, 'origins'> {
  const all = [
    ...origins.map((origin) => parseOrigin(origin, 'origins')),
    ...(isText(successUrl) ? [parseUrl(successUrl, 'success_url').origin] : []),
    ...(isText(failureUrl) ? [parseUrl(failureUrl, 'failure_url').origin] : []),
  ]
  return all.length > 0 ? { origins: [...new Set(all)] } : {}
}

function parseOrigin(text: string, field: string): string {
  const url = parseUrl(text, field)
  if (url.origin === text) return text
  throw new AthmError('invalid_url', `${field} must be exact, such as https://shop.example.`, { field })
}

function parseUrl(text: string, field: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url && /^https?:$/.test(url.protocol)) return url
  throw new AthmError('invalid_url', `${field} must be a whole http or https address.`, { field })
}

function parseLife(seconds: unknown): number {
  if (seconds === undefined) return DEFAULT_LIFE_S
  if (
    typeof seconds === 'number' &&
    Number.isInteger(seconds) &&
    seconds >= 60 &&
    seconds <= LONGEST_LIFE_S
  ) {
    return seconds
  }
  throw new AthmError('invalid_expiry', 'expires_in must be whole seconds, from a minute to 30 days.', {
    field: 'expires_in',
  })
}

function isText(value: unknown): value is string {
  return value !== undefined && value !== null
}
