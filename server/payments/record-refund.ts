/** The door for refunds, beside `record.ts`: the only writer of a refund's status. */

import { createHash } from 'node:crypto'
import type { RefundRow } from '../store/schema.ts'
import type { Db } from '../store/store.ts'
import type { PaymentDeps } from './deps.ts'
import { patiently } from './patience.ts'
import { isInFlight, REFUND_LEASE_MS, stepRefund, type RefundEvent } from './refund-lifecycle.ts'
import { toRefundState } from './refund-row.ts'
import type { Source } from './source.ts'

/** What comes with an event of a refund. */
export interface RefundObservation {
  readonly source: Source
  readonly actor?: string
  /** The upstream's answer as it came, for the journal. */
  readonly raw?: string
  /** ATH Móvil's ids of the refund, from the answer to it. */
  readonly ids?: { readonly reference: string | null; readonly dailyId: string | null }
}

/** How often a lost race is run again. */
const MAX_RACES = 20
/** How long between two readings of a payment whose refund is unclear. */
const READ_AGAIN_MS = 15_000

/** Applies an event to a refund: compare-and-swap, in one transaction with journal, outbox and the payment's refunded total. */
export async function recordRefund(
  deps: PaymentDeps,
  refundId: string,
  event: RefundEvent,
  observation: RefundObservation,
): Promise<RefundRow> {
  for (let race = 0; race < MAX_RACES; race++) {
    // oxlint-disable-next-line no-await-in-loop -- each try needs the outcome of the one before
    const row = await patiently(deps, () => tryRecord(deps, refundId, event, observation))
    if (!row) continue
    deps.wake('refunds', 'events')
    return row
  }
  throw new Error(`Refund ${refundId} kept changing while it was being recorded`)
}

function tryRecord(
  deps: PaymentDeps,
  refundId: string,
  event: RefundEvent,
  observation: RefundObservation,
): Promise<RefundRow | undefined> {
  return deps.db.transaction().execute(async (db) => {
    const row = await db
      .selectFrom('refunds')
      .selectAll()
      .where('id', '=', refundId)
      .executeTakeFirstOrThrow()
    const now = deps.clock.now()
    const change = stepRefund(toRefundState(row), event, now)
    if (!change) return row
    const { status, code, athmCode, review } = change.state
    const updated = await db
      .updateTable('refunds')
      .set({
        status,
        code,
        athm_code: athmCode,
        review,
        version: row.version + 1,
        updated_at: now,
        next_at: isInFlight(change.state)
          ? Math.max(row.sent_at + REFUND_LEASE_MS, now + READ_AGAIN_MS)
          : null,
        ...(event.type === 'seen' && { seen_cents: event.refunded }),
        ...(observation.ids && {
          refund_reference: observation.ids.reference,
          daily_id: observation.ids.dailyId,
        }),
      })
      .where('id', '=', refundId)
      .where('version', '=', row.version)
      .returningAll()
      .executeTakeFirst()
    if (!updated) return undefined
    await writeRefundJournal(db, { before: row, after: updated, change: event.type, observation })
    if (change.isSent) await announceSent(db, updated, observation.source)
    if (review !== null && row.review === null) {
      deps.log.error('a refund needs a person to look at it', {
        paymentId: row.payment_id,
        refundId,
        code: review,
      })
    }
    return updated
  })
}

/** Writes the first rows of a refund's life: the reservation, and the journal of it. */
export async function recordRefundBegin(db: Db, row: RefundRow, source: Source): Promise<void> {
  await db.insertInto('refunds').values(row).execute()
  await writeRefundJournal(db, {
    before: null,
    after: row,
    change: 'begun',
    observation: { source, actor: row.actor },
  })
}

interface JournalEntry {
  readonly before: RefundRow | null
  readonly after: RefundRow
  readonly change: RefundEvent['type'] | 'begun' | 'found'
  readonly observation: RefundObservation
}

/** Writes a row of the refunds' journal. */
export async function writeRefundJournal(
  db: Db,
  { before, after, change, observation }: JournalEntry,
): Promise<void> {
  await db
    .insertInto('refund_journal')
    .values({
      refund_id: after.id,
      version: after.version,
      at: after.updated_at,
      change,
      from_status: before?.status ?? null,
      to_status: after.status,
      source: observation.source,
      actor: observation.actor ?? null,
      evidence: observation.raw ?? null,
    })
    .execute()
}

/** The merchant hears of it once, unless it is no news, and the payment's refunded total grows: it never shrinks. */
export async function announceSent(db: Db, refund: RefundRow, source: Source, isNews = true): Promise<void> {
  const sent = await db
    .selectFrom('refunds')
    .select((is) => is.fn.sum<number>('amount_cents').as('cents'))
    .where('payment_id', '=', refund.payment_id)
    .where('status', '=', 'succeeded')
    .executeTakeFirstOrThrow()
  await db
    .updateTable('payments')
    .set({ refunded_cents: sent.cents })
    .where('id', '=', refund.payment_id)
    .where('refunded_cents', '<', sent.cents)
    .execute()
  if (!isNews) return
  await db
    .insertInto('events')
    .values({
      id: `evt_${createHash('sha256').update(`${refund.id}:refund.sent`).digest('hex').slice(0, 32)}`,
      type: 'refund.sent',
      payment_id: refund.payment_id,
      refund_id: refund.id,
      source,
      occurred_at: refund.updated_at,
      attempts: 0,
      next_at: refund.updated_at,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}
