/** Writes down refunds that were made in ATH Móvil's own app, each once, whoever tells of it first. */

import { createHash } from 'node:crypto'
import { toCents } from '../../src/protocol/index.ts'
import type { PaymentRow, RefundRow } from '../store/schema.ts'
import { isTaken, type Db } from '../store/store.ts'
import type { PaymentDeps } from './deps.ts'
import { findTold, sumExplained, type FoundRefund } from './found-refund.ts'
import { patiently } from './patience.ts'
import { announceSent, writeRefundJournal } from './record-refund.ts'
import { isInFlight } from './refund-lifecycle.ts'
import type { Source } from './source.ts'

/** How a refund was found. */
export interface RefundDiscovery {
  readonly source: Source
  /** ATH Móvil's word, for the journal. */
  readonly raw?: string
  /** False: the merchant has heard of it long ago. */
  readonly isNews?: boolean
  /** The webhook event that told of it. */
  readonly webhookId?: string
  /** What ATH Móvil says was refunded in all; nothing beyond it is written down. */
  readonly refunded: number
}

/** What became of a refund that was told of: `linked` is one that was here before. */
export type FoundOutcome = 'recorded' | 'linked' | 'unexplained'

/** Reads the refunds of a payment, oldest first. */
export function findRefundsOf(db: Db, paymentId: string): Promise<RefundRow[]> {
  return db
    .selectFrom('refunds')
    .selectAll()
    .where('payment_id', '=', paymentId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

/**
 * Takes in a refund that is told of: links it to the one that is here already, or records it if ATH Móvil's total has
 * room for it. The caller has made sure that no refund of the payment is in flight.
 */
export async function recordFoundRefund(
  deps: PaymentDeps,
  payment: PaymentRow,
  found: FoundRefund,
  discovery: RefundDiscovery,
): Promise<FoundOutcome> {
  const recording = patiently(deps, () =>
    deps.db.transaction().execute<FoundOutcome>(async (db) => {
      const refunds = await findRefundsOf(db, payment.id)
      const known = findTold(refunds, found, discovery.webhookId === undefined)
      if (known) {
        await fillRefund(db, known, found, discovery.webhookId ?? null)
        return 'linked'
      }
      if (sumExplained(refunds) + found.amount > discovery.refunded) return 'unexplained'
      await insertFound(deps, db, { payment, found, discovery, nth: refunds.length })
      return 'recorded'
    }),
  )
  const outcome = await recording.catch((error: unknown): FoundOutcome => {
    if (isTaken(error, 'refunds.idempotency_key')) return 'linked'
    throw error
  })
  if (outcome === 'recorded') deps.wake('events')
  return outcome
}

/**
 * Records as one refund what ATH Móvil says was refunded beyond what the refunds here explain, when nothing tells more of
 * it. `in_flight`: one of ours is on its way, and may be the very one.
 */
export async function recordUnexplained(
  deps: PaymentDeps,
  payment: PaymentRow,
  discovery: RefundDiscovery,
): Promise<'recorded' | 'explained' | 'in_flight'> {
  const outcome = await patiently(deps, () =>
    deps.db.transaction().execute(async (db) => {
      const refunds = await findRefundsOf(db, payment.id)
      const unexplained = discovery.refunded - sumExplained(refunds)
      if (unexplained <= 0) return 'explained'
      if (refunds.some(isInFlight)) return 'in_flight'
      const found = { amount: toCents(unexplained), dailyId: null, at: null, message: null, reference: null }
      await insertFound(deps, db, { payment, found, discovery, nth: refunds.length })
      return 'recorded'
    }),
  )
  if (outcome === 'recorded') deps.wake('events')
  return outcome
}

/** Fills the gaps of a refund that is here, and notes who told of it. Its reference is taken from the books alone. */
export async function fillRefund(
  db: Db,
  { id, daily_id: dailyId, transaction_at: at, webhook_id: webhook, refund_reference: reference }: RefundRow,
  found: FoundRefund,
  webhookId: string | null,
): Promise<void> {
  await db
    .updateTable('refunds')
    .set({
      daily_id: dailyId ?? found.dailyId,
      transaction_at: at ?? found.at,
      webhook_id: webhook ?? webhookId,
      refund_reference: reference ?? (webhookId === null ? found.reference : null),
    })
    .where('id', '=', id)
    .execute()
}

async function insertFound(
  deps: PaymentDeps,
  db: Db,
  {
    payment,
    found,
    discovery,
    nth,
  }: { payment: PaymentRow; found: FoundRefund; discovery: RefundDiscovery; nth: number },
): Promise<void> {
  const row = toNewRow(payment, found, discovery, { nth, now: deps.clock.now() })
  const { source, raw, isNews } = discovery
  await db.insertInto('refunds').values(row).execute()
  await writeRefundJournal(db, {
    before: null,
    after: row,
    change: 'found',
    observation: { source, ...(raw !== undefined && { raw }) },
  })
  await announceSent(db, row, source, isNews)
}

function toNewRow(
  payment: PaymentRow,
  found: FoundRefund,
  { refunded, webhookId }: RefundDiscovery,
  { nth, now }: { nth: number; now: number },
): RefundRow {
  const name = [payment.id, nth, found.dailyId, found.at, found.amount].join('|')
  const hash = createHash('sha256').update(name).digest('base64url').slice(0, 22)
  const at = found.at ?? now
  return {
    id: `rfd_${hash}`,
    payment_id: payment.id,
    status: 'succeeded',
    origin: 'external',
    amount_cents: found.amount,
    message: found.message ?? '',
    baseline_cents: Math.max(0, refunded - found.amount),
    seen_cents: refunded,
    review: null,
    code: null,
    athm_code: null,
    refund_reference: found.reference,
    daily_id: found.dailyId,
    transaction_at: found.at,
    webhook_id: webhookId ?? null,
    idempotency_key: `found ${hash}`,
    body_hash: '',
    actor: 'ATH Móvil',
    version: 1,
    sent_at: at,
    created_at: at,
    updated_at: now,
    next_at: null,
  }
}
