/** Both sets of books as they are at the end of a run: the shop's database and ATH Móvil's ledger. */

import type { EventRow, PaymentRow, RefundRow, WebhookEventRow } from '../../server/store/schema.ts'
import type { RunDatabase } from './database.ts'

/** A change of a payment, as far as the checks look at it. */
export interface Change {
  readonly payment_id: string
  readonly version: number
  readonly change: string
  readonly from_status: PaymentRow['status'] | null
  readonly to_status: PaymentRow['status']
}

/** A movement of money, as ATH Móvil tells it. */
export interface Movement {
  readonly type: 'payment' | 'refund'
  readonly ecommerceId: string
  readonly referenceNumber: string
  readonly paymentReferenceNumber?: string
  readonly totalCents: number
  readonly message?: string
}

/** All of it. */
export interface Books {
  readonly payments: readonly PaymentRow[]
  readonly refunds: readonly RefundRow[]
  readonly journal: readonly Change[]
  readonly events: readonly EventRow[]
  readonly webhooks: readonly Pick<WebhookEventRow, 'id' | 'state' | 'deliveries'>[]
  readonly movements: readonly Movement[]
}

/** Reads both. */
export async function readBooks(
  database: RunDatabase,
  upstream: { fetch(request: Request): Promise<Response> },
): Promise<Books> {
  const response = await upstream.fetch(new Request('http://localhost/control/ledger'))
  const { movements } = (await response.json()) as { movements: Movement[] }
  return {
    payments: database.read('select * from payments order by created_at, id'),
    refunds: database.read('select * from refunds order by created_at, id'),
    journal: database.read(
      'select payment_id, version, change, from_status, to_status from journal order by payment_id, version',
    ),
    events: database.read('select * from events order by seq'),
    webhooks: database.read('select id, state, deliveries from webhook_events order by id'),
    movements,
  }
}
