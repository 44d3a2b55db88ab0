/** What a page holds of a payment. Plain data: it may wait in the tab's own storage while the page is reloaded. */

/** The right to a payment of the reference backend: its id, and the secret that opens it. */
export interface OwnHandle {
  readonly paymentId: string
  readonly clientSecret: string
}

/**
 * The right to a payment of a django-athm backend, which knows it by its ecommerceId alone. With the public token that
 * suffices to cancel, so it goes nowhere but to that backend, and to what remembers the payment: the tab's own storage, and
 * other tabs of the same page. What that backend doesn't tell stands beside it.
 */
export interface DjangoHandle {
  /** The button's own name for it. */
  readonly paymentId: string
  readonly ecommerceId: string
  /** Dollars, as the page stated them. */
  readonly total: string
  /** When its time is over, by the clock of the page that began it. */
  readonly expiresAt: string
}

/** The right to a payment, by the dialect of its backend. */
export type PaymentHandle = OwnHandle | DjangoHandle

/** Tells whether a payment's backend leaves everything to the page: to look, and to authorize what was confirmed. */
export function isLeftToPage(payment: PaymentHandle): payment is DjangoHandle {
  return 'ecommerceId' in payment
}
