/** The bridge between a row of `webhook_events` and what the merchant's own code sees of it. */

import { readWebhook } from '../athmovil/webhook.ts'
import type { WebhookEventRow } from '../store/schema.ts'
import type { WebhookDelivery } from './webhook-delivery.ts'

/** Shows a row to the merchant's own code. */
export function toWebhookDelivery(row: WebhookEventRow): WebhookDelivery {
  return {
    webhookId: row.id,
    kind: row.kind ?? readWebhook(row.body)?.kind ?? 'malformed',
    state: row.state,
    body: new TextDecoder().decode(row.body),
    deliveries: row.deliveries,
    receivedAt: new Date(row.received_at),
    paymentId: row.payment_id,
  }
}
