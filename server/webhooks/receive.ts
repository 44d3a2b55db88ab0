/**
 * Deliveries of ATH Móvil's: stored as they came, before anybody tries to understand them; then used as a hint of
 * which payment to look at now. A delivery is unsigned, so it never changes a status by itself.
 */

import type { Transaction } from '../athmovil/wire.ts'
import { parseJson, readTransaction } from '../athmovil/wire.ts'
import type { PaymentDeps } from '../payments/deps.ts'
import { CORRELATION_PREFIX } from '../payments/initiate.ts'
import { record } from '../payments/record.ts'
import { lookAgain, nudge } from '../store/claims.ts'
import type { PaymentRow, WebhookEventRow, WebhookState } from '../store/schema.ts'
import { literal, type Db } from '../store/store.ts'

/** The largest body that is stored. */
export const MAX_WEBHOOK_BYTES = 64 * 1024

/** How many deliveries are processed before others get their turn. */
const BATCH = 50

/** Stores a delivery and lets the watcher process it. Rejects only when it can't be stored. */
export async function receiveWebhook(
  deps: PaymentDeps,
  body: Uint8Array,
  contentType: string | null,
): Promise<void> {
  const id = `whk_${Buffer.from(deps.random.bytes(16)).toString('base64url')}`
  await deps.db
    .insertInto('webhook_events')
    .values({
      id,
      received_at: deps.clock.now(),
      body,
      content_type: contentType?.slice(0, 100) ?? null,
      state: 'received',
    })
    .execute()
  deps.wake('webhooks')
}

/** Processes some of the deliveries that wait, oldest first. Returns when to go on: now, or null when none is left. */
export async function processWebhooks(deps: PaymentDeps): Promise<number | null> {
  const waiting = await deps.db
    .selectFrom('webhook_events')
    .selectAll()
    .where('state', '=', literal('received'))
    .orderBy('received_at')
    .limit(literal(BATCH))
    .execute()
  for (const delivery of waiting) {
    // oxlint-disable-next-line no-await-in-loop -- in the order in which they came
    await processWebhook(deps, delivery)
  }
  return waiting.length < BATCH ? null : deps.clock.now()
}

async function processWebhook(deps: PaymentDeps, delivery: WebhookEventRow): Promise<void> {
  const transaction = readBody(delivery.body)
  if (!transaction) return settle(deps, delivery.id, { state: 'malformed' })
  const { kind } = transaction
  if (kind !== 'ecommerce') return settle(deps, delivery.id, { state: 'ignored', kind })

  const payment = await findCandidate(deps.db, transaction)
  if (!payment) return settle(deps, delivery.id, { state: 'unmatched', kind })
  if (transaction.status === 'EXPIRED')
    await record(deps, payment.id, { type: 'expired_hint' }, { source: 'webhook' })
  await nudge(deps.db, payment.id, deps.clock.now())
  if (transaction.status === 'COMPLETED') await lookAgain(deps.db, payment.id)
  await settle(deps, delivery.id, { state: 'matched', kind, payment_id: payment.id })
  deps.wake('payments', 'refunds')
}

function readBody(body: Uint8Array): Transaction | null {
  try {
    return readTransaction(parseJson(new TextDecoder('utf-8', { fatal: true }).decode(body)))
  } catch {
    return null
  }
}

async function settle(
  deps: PaymentDeps,
  id: string,
  found: { state: WebhookState; kind?: string; payment_id?: string },
): Promise<void> {
  await deps.db
    .updateTable('webhook_events')
    .set({ ...found, processed_at: deps.clock.now() })
    .where('id', '=', id)
    .execute()
  deps.log.info('webhook processed', { webhookId: id, status: found.state })
}

/** Names the payment that a delivery may be about: by ATH Móvil's ids, else by the correlation id in its metadata. */
async function findCandidate(db: Db, transaction: Transaction): Promise<PaymentRow | undefined> {
  const { ecommerceId, referenceNumber, metadata1, metadata2 } = transaction
  const correlationId = [metadata2, metadata1].find((text) => text?.startsWith(CORRELATION_PREFIX)) ?? null
  const named = [
    ['ecommerce_id', ecommerceId],
    ['reference_number', referenceNumber],
    ['correlation_id', correlationId],
  ] as const
  for (const [column, value] of named) {
    if (value === null) continue
    // oxlint-disable-next-line no-await-in-loop -- the surest name first
    const row = await db.selectFrom('payments').selectAll().where(column, '=', value).executeTakeFirst()
    if (row) return row
  }
  // Both metadata fields are the merchant's own: the same words and the same total, of a payment still under way.
  if (metadata1 === null || metadata2 === null || transaction.total === null) return undefined
  const alike = await db
    .selectFrom('payments')
    .selectAll()
    .where('status', 'in', ['OPEN', 'CONFIRM'])
    .where('metadata1', '=', metadata1)
    .where('metadata2', '=', metadata2)
    .where('total_cents', '=', transaction.total)
    .limit(2)
    .execute()
  return alike.length === 1 ? alike[0] : undefined
}
