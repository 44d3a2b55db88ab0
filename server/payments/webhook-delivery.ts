/** A delivery as the merchant's own code sees it. */

import type { WebhookKind, WebhookState } from '../../src/protocol/index.ts'

/** A delivery of ATH Móvil's. Nothing in its body is verified. */
export interface WebhookDelivery {
  readonly webhookId: string
  /** What it says it is. */
  readonly kind: WebhookKind | 'malformed'
  /** What has become of it so far. */
  readonly state: WebhookState
  /** The body as text; empty once its retention is over. */
  readonly body: string
  /** How often the same body has come. */
  readonly deliveries: number
  readonly receivedAt: Date
  /** The payment that it was found to be about. */
  readonly paymentId: string | null
}
