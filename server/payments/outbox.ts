/**
 * Facts → the merchant. Each is written with the change that it tells of, in one transaction, and handed to the
 * merchant's handler until that succeeds: at least once, in order per payment, with an id that stays the same.
 */

import { sleep } from '../context.ts'
import type { EventRow } from '../store/schema.ts'
import { findPaymentRow, inChunks, literal, type Db } from '../store/store.ts'
import type { PaymentDeps } from './deps.ts'
import {
  EVENT_TYPES,
  type AnyEvent,
  type EventType,
  type Handlers,
  type RefundEventOf,
  type WebhookEventOf,
} from './events.ts'
import { toPayment } from './payment-row.ts'
import { toRefund } from './refund-row.ts'
import type { Source } from './source.ts'
import { toWebhookDelivery } from './webhook-delivery-row.ts'

/** The pauses between tries of one event: they double from a second to an hour. */
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 3_600_000
/** How long an event waits for some process to have a handler for it. */
const UNHEARD_AFTER_MS = 3_600_000
/** How soon after its handler an event is marked as delivered: those of one moment together. */
const MARK_WITHIN_MS = 100
/** How long a claimed event is left to its handler before another try is due. */
const HANDLER_LEASE_MS = 60_000

/**
 * Delivers the events that are due and that this process has handlers for. Returns when the next one will be, in
 * milliseconds since 1970; null when none waits.
 */
export async function deliverEvents(
  deps: PaymentDeps,
  handlers: Handlers,
  stopping: AbortSignal,
): Promise<number | null> {
  const types = handlers.types()
  const unheard = EVENT_TYPES.filter((type) => !types.includes(type))
  await keepUnheard(deps, unheard)
  if (types.length === 0) return null
  // Asked first, since a claim takes the write lock even when there is nothing to claim.
  const nextAt = await findNextEventAt(deps.db, types)
  if (nextAt === null || nextAt > deps.clock.now()) return nextAt
  const claimed = await claimDueEvents(deps.db, types, deps.clock.now())
  await deliverAll(deps, handlers, { claimed, stopping })
  return claimed.length > 0 ? deps.clock.now() : findNextEventAt(deps.db, types)
}

/** An event that no process had a handler for in an hour is kept, and no longer waits: a handler of tomorrow starts with tomorrow. */
async function keepUnheard({ db, clock }: PaymentDeps, types: readonly EventType[]): Promise<void> {
  if (types.length === 0) return
  const now = clock.now()
  await db
    .updateTable('events')
    .set({ unheard_at: now })
    .where('delivered_at', 'is', null)
    .where('unheard_at', 'is', null)
    .where('type', 'in', types)
    // Of an event that was never tried this is when it came; and by it the index finds the old ones alone.
    .where('next_at', '<=', now - UNHEARD_AFTER_MS)
    .where('attempts', '=', 0)
    .execute()
}

/** Claims, of the events that are first in their payment's line, those that are due. */
function claimDueEvents(db: Db, types: readonly EventType[], now: number): Promise<EventRow[]> {
  return db
    .updateTable('events')
    .set((is) => ({ next_at: now + HANDLER_LEASE_MS, attempts: is('attempts', '+', 1) }))
    .where(
      'seq',
      'in',
      selectFirstInLine(db, types)
        .select('event.seq')
        .where('event.next_at', '<=', now)
        .orderBy('event.next_at')
        .limit(literal(64)),
    )
    .returningAll()
    .execute()
}

/** The oldest undelivered event of each payment: the ones behind it wait, so that each payment's order is kept. */
function selectFirstInLine(db: Db, types: readonly EventType[]) {
  return db
    .selectFrom('events as event')
    .where('event.delivered_at', 'is', null)
    .where('event.unheard_at', 'is', null)
    .where('event.type', 'in', types)
    .where((is) =>
      is.not(
        is.exists(
          is
            .selectFrom('events as older')
            .select('older.seq')
            .whereRef('older.payment_id', '=', 'event.payment_id')
            .whereRef('older.seq', '<', 'event.seq')
            .where('older.delivered_at', 'is', null)
            .where('older.unheard_at', 'is', null)
            .where('older.type', 'in', types),
        ),
      ),
    )
}

/** Hands over what was claimed. What is done is marked together, and no later than a moment after its handler was. */
async function deliverAll(
  deps: PaymentDeps,
  handlers: Handlers,
  { claimed, stopping }: { claimed: readonly EventRow[]; stopping: AbortSignal },
): Promise<void> {
  const done: Delivered[] = []
  const delivering = Promise.all(
    claimed.map(async (row) => void done.push(await deliver(deps, handlers, row, stopping))),
  )
  let isOver = false
  while (!isOver) {
    const moment = new AbortController()
    const waiting = sleep(deps.clock, MARK_WITHIN_MS, moment.signal).then(
      () => false,
      () => false,
    )
    // oxlint-disable-next-line no-await-in-loop -- what is done by now is marked now
    isOver = await Promise.race([delivering.then(() => true), waiting])
    moment.abort(new Error('marked'))
    // oxlint-disable-next-line no-await-in-loop -- what is done by now is marked now
    await mark(deps, done.splice(0))
  }
}

/** An event, and whether its handler succeeded. */
interface Delivered {
  readonly row: EventRow
  readonly isDone: boolean
}

async function deliver(
  deps: PaymentDeps,
  handlers: Handlers,
  row: EventRow,
  stopping: AbortSignal,
): Promise<Delivered> {
  try {
    await inTime(deps, handlers.handle(await toEvent(deps.db, row)), stopping)
    return { row, isDone: true }
  } catch (error) {
    deps.log.warn('an event handler failed; it will be called again', {
      eventId: row.id,
      eventType: row.type,
      ...(row.payment_id !== null && { paymentId: row.payment_id }),
      attempts: row.attempts,
      error: String(error),
    })
    return { row, isDone: false }
  }
}

async function mark({ db, clock }: PaymentDeps, delivered: readonly Delivered[]): Promise<void> {
  if (delivered.length === 0) return
  const now = clock.now()
  const done = delivered.flatMap(({ row, isDone }) => (isDone ? [row.seq] : []))
  await db.transaction().execute(async (transaction) => {
    for (const seqs of inChunks(done)) {
      // oxlint-disable-next-line no-await-in-loop -- one connection, one transaction
      await transaction.updateTable('events').set({ delivered_at: now }).where('seq', 'in', seqs).execute()
    }
    for (const { row, isDone } of delivered) {
      if (isDone) continue
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(row.attempts - 1, 20), LONGEST_PAUSE_MS)
      // oxlint-disable-next-line no-await-in-loop -- one connection, one transaction
      await transaction
        .updateTable('events')
        .set({ next_at: now + pauseMs })
        .where('seq', '=', row.seq)
        .execute()
    }
  })
}

/** A handler that never settles must not hold up the others, nor the server's stop: it counts as failed. */
async function inTime({ clock }: PaymentDeps, handling: Promise<void>, stopping: AbortSignal): Promise<void> {
  const settled = new AbortController()
  const stop = (): void => settled.abort(stopping.reason)
  const late = sleep(clock, HANDLER_LEASE_MS, settled.signal).then(() => {
    throw new Error('the handler did not settle in time')
  })
  stopping.addEventListener('abort', stop)
  if (stopping.aborted) stop()
  try {
    await Promise.race([handling, late])
  } finally {
    stopping.removeEventListener('abort', stop)
    settled.abort(new Error('the handler settled'))
    late.catch(() => {})
    handling.catch(() => {})
  }
}

async function toEvent(db: Db, row: EventRow): Promise<AnyEvent> {
  if (row.webhook_id !== null) return toWebhookEvent(db, row, row.webhook_id)
  const event = await toPaymentEvent(db, row)
  if (row.refund_id === null) return event
  const refund = await db
    .selectFrom('refunds')
    .selectAll()
    .where('id', '=', row.refund_id)
    .executeTakeFirstOrThrow()
  if (event.payment.status !== 'COMPLETED')
    throw new Error(`${row.id} tells of a refund of what was never paid`)
  return { ...event, type: 'refund.sent', payment: event.payment, refund: toRefund(refund) }
}

async function toWebhookEvent(db: Db, row: EventRow, webhookId: string): Promise<WebhookEventOf> {
  const found = await db
    .selectFrom('webhook_events')
    .selectAll()
    .where('id', '=', webhookId)
    .executeTakeFirstOrThrow()
  const webhook = toWebhookDelivery(found)
  return {
    id: row.id,
    type: 'webhook.received',
    occurredAt: new Date(row.occurred_at),
    source: 'webhook',
    webhook,
  }
}

async function toPaymentEvent(
  db: Db,
  row: EventRow,
): Promise<Exclude<AnyEvent, RefundEventOf | WebhookEventOf>> {
  const found = row.payment_id === null ? undefined : await findPaymentRow(db, row.payment_id)
  if (!found) throw new Error(`There is no payment ${row.payment_id}`)
  const event = { id: row.id, occurredAt: new Date(row.occurred_at), source: row.source as Source }
  const payment = toPayment(found)
  const type = row.type as Exclude<EventType, 'refund.sent' | 'webhook.received'>
  if (type !== 'payment.completed') return { ...event, type, payment }
  if (payment.status !== 'COMPLETED')
    throw new Error(`${row.id} tells of a capture that the payment doesn't know`)
  return { ...event, type, payment }
}

async function findNextEventAt(db: Db, types: readonly EventType[]): Promise<number | null> {
  const next = await selectFirstInLine(db, types)
    .select((is) => is.fn.min('event.next_at').as('next_at'))
    .executeTakeFirst()
  return next?.next_at ?? null
}
