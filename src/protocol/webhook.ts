/** What ATH Móvil's webhooks tell of. */

/** The seven kinds that its documents name, and what is none of them. */
export const WEBHOOK_KINDS = [
  'ecommerce_completed',
  'ecommerce_cancelled',
  'ecommerce_expired',
  'refund',
  'payment',
  'donation',
  'simulated',
  'unknown',
] as const

/** What a webhook says that it tells of. `payment` and `donation` are money received outside the button. */
export type WebhookKind = (typeof WEBHOOK_KINDS)[number]

/**
 * The first three are under way: `received` waits to be processed, perhaps once more after a look at its payment, `asking`
 * for a reading of its own, `stranger` for its turn to be asked about at all. The rest is what processing found.
 */
export type WebhookState =
  | 'received'
  | 'asking'
  | 'stranger'
  | 'applied'
  | 'duplicate'
  | 'unverified'
  | 'unmatched'
  | 'ignored'
  | 'malformed'
