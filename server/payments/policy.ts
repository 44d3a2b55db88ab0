/** What a merchant may decide: the price of a request, the last word before the money moves, and how often a phone rings. */

import type { Payment } from '../../src/protocol/index.ts'

/** Asked before a payment is authorized, at least once; false cancels it. A throw, or 5 s without an answer: asked again. */
export type BeforeAuthorize = (payment: Payment) => unknown

/**
 * Finds the price of a request in the shop's own data. Null or undefined: the request names no order of the shop's.
 * A ResolvedOrder is expected otherwise.
 */
export type ResolveOrder = (request: Request) => unknown

/** The shop's own price: dollars and words as in `orders.sign`, and the shop's id of the order. */
export interface ResolvedOrder {
  readonly id: string
  readonly total: string | number
  readonly subtotal?: string | number
  readonly tax?: string | number
  readonly metadata1?: string
  readonly metadata2?: string
  readonly items?: readonly object[]
}

/** At most so many, within so long. */
export interface Limit {
  readonly count: number
  readonly withinMs: number
}

/** How many requests may reach somebody's phone. */
export interface Limits {
  /** To one phone for one order; for a total of the page's, to one phone. */
  readonly perPhoneAndOrder: Limit
  readonly perPhone: Limit
  readonly perAddress: Limit
}

const MINUTES = 60_000

/** The limits unless told otherwise. */
export const DEFAULT_LIMITS: Limits = {
  perPhoneAndOrder: { count: 3, withinMs: 10 * MINUTES },
  perPhone: { count: 10, withinMs: 24 * 60 * MINUTES },
  perAddress: { count: 30, withinMs: 10 * MINUTES },
}
