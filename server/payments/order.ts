/** An order, as the merchant's own code states it and gets it back. */

/** What to sign. Money is dollars, as text or a number of at most two decimals. */
export interface OrderRequest {
  readonly total?: string | number
  readonly subtotal?: string | number
  readonly tax?: string | number
  readonly items?: readonly object[]
  readonly metadata1?: string
  readonly metadata2?: string
  /** Where the page may go after the payment, as whole URLs: their origins are allowed. */
  readonly successUrl?: string
  readonly failureUrl?: string
  /** Exact origins that a price tag may be paid from, and that the page may go to. */
  readonly origins?: readonly string[]
  /** Seconds; 30 minutes by default. */
  readonly expiresIn?: number
  /** A price tag: no end, payable any number of times, each attempt an order of its own. */
  readonly reusable?: boolean
  /** In place of a total: what the customer may choose, for tips and donations. Price tags only. */
  readonly min?: string | number
  readonly max?: string | number
}

/** A signed order. */
export interface SignedOrder {
  /** Its id: names the order in `revoke`. */
  readonly id: string
  readonly token: string
  /** Null for a price tag. */
  readonly expiresAt: Date | null
}
