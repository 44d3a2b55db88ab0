/** What is to be paid, and for which order: by a signed order, by the shop's own data, or (where allowed) by the page. */

import {
  AthmError,
  formatDollars,
  parseCharge,
  type Charge,
  type InitiateRequest,
} from '../../src/protocol/index.ts'
import type { Db } from '../store/store.ts'
import type { PaymentDeps } from './deps.ts'
import { readOrder, type Order } from './order-token.ts'
import type { ResolvedOrder, ResolveOrder } from './policy.ts'

/** A charge whose source may be trusted, and the order that it is for. */
export interface Priced {
  readonly charge: Charge
  /** Null for a total that is the page's own word. */
  readonly orderId: string | null
  readonly priceTagId: string | null
}

/** How prices are found. */
export interface PricingOptions {
  /** The shop's own data; asked before anything else when given. Null or undefined: this request names no order. */
  readonly resolveOrder: ResolveOrder | null
  readonly allowClientTotals: boolean
}

const SIGN_FIRST =
  'This backend takes no total from a page: sign the order on your server with orders.sign(), or make a price tag with ' +
  '`athm-button sign --total 25.00 --origins https://shop.example`.'

/** Finds the price. Throws an AthmError when there is none that may be trusted. */
export async function findPrice(
  deps: PaymentDeps,
  request: InitiateRequest,
  http: Request,
  { resolveOrder, allowClientTotals }: PricingOptions,
): Promise<Priced> {
  if (request.order !== null)
    return toPriced(deps, readOrder(deps.keyring, request.order, deps.clock.now()), request, http)
  const resolved = resolveOrder && ((await resolveOrder(http)) as ResolvedOrder | null | undefined)
  if (resolved) {
    const { id, metadata1: metadata_1, metadata2: metadata_2, ...fields } = resolved
    return {
      charge: parseCharge({ ...fields, metadata_1, metadata_2 }),
      orderId: `shop:${id}`,
      priceTagId: null,
    }
  }
  if (allowClientTotals) {
    // Read again for the error that names what is missing.
    return { charge: request.charge ?? parseCharge({}), orderId: null, priceTagId: null }
  }
  throw new AthmError('order_required', SIGN_FIRST, { field: 'order' })
}

/** Throws `order_revoked` for an order or a price tag that was taken back. */
export async function checkNotRevoked(db: Db, { orderId, priceTagId }: Priced): Promise<void> {
  const ids = [orderId, priceTagId].filter((id) => id !== null)
  if (ids.length === 0) return
  const revoked = await db
    .selectFrom('revoked_orders')
    .select('order_id')
    .where('order_id', 'in', ids)
    .executeTakeFirst()
  if (revoked) throw new AthmError('order_revoked', 'This order can no longer be paid.', { field: 'order' })
}

function toPriced(deps: PaymentDeps, order: Order, request: InitiateRequest, http: Request): Priced {
  const charge = order.charge ?? chooseTotal(order, request)
  if (!order.isReusable) return { charge, orderId: order.id, priceTagId: null }
  checkTagOrigin(order, http)
  // Each attempt on a price tag is an order of its own.
  const attempt = Buffer.from(deps.random.bytes(12)).toString('base64url')
  return { charge, orderId: `${order.id}:${attempt}`, priceTagId: order.id }
}

function chooseTotal({ fields, range }: Order, { chosenTotal }: InitiateRequest): Charge {
  if (chosenTotal === null || !range)
    throw new AthmError('total_not_a_number', 'total is missing.', { field: 'total' })
  if (chosenTotal < range.min || chosenTotal > range.max) {
    throw new AthmError('total_out_of_range', 'total is not within what this price tag allows.', {
      field: 'total',
    })
  }
  return parseCharge({ ...fields, total: formatDollars(chosenTotal) })
}

/** A price tag without an end is bound to the pages that it was made for. */
function checkTagOrigin({ origins }: Order, http: Request): void {
  const origin = http.headers.get('origin')
  if (origins.length === 0 || (origin !== null && origins.includes(origin))) return
  throw new AthmError('origin_not_allowed', 'This price tag was made for pages of another origin.')
}
