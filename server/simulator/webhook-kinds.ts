/** The kinds of webhook that ATH Móvil sends, and the flag by which a listener subscribes to each. */

import { WEBHOOK_KINDS, type WebhookKind } from '../../src/protocol/index.ts'

/** The kinds that ATH Móvil sends: `simulated` is a test event. */
export type EventKind = Exclude<WebhookKind, 'unknown'>

/** All of them. */
export const EVENT_KINDS: readonly EventKind[] = WEBHOOK_KINDS.filter((kind) => kind !== 'unknown')

/** Flag of a subscription → the kind that it is for. The test event has none. */
export const KIND_OF_FLAG = {
  paymentReceivedEvent: 'payment',
  refundSentEvent: 'refund',
  donationReceivedEvent: 'donation',
  ecommercePaymentReceivedEvent: 'ecommerce_completed',
  ecommercePaymentCancelledEvent: 'ecommerce_cancelled',
  ecommercePaymentExpiredEvent: 'ecommerce_expired',
} as const satisfies Readonly<Record<string, EventKind>>
