/**
 * The door: the only writer of a payment's status. Whoever learnt something (a poll, an authorization, a cancel, a
 * webhook's hint) says it here; the reducer decides, and what it decides is stored whole or not at all.
 */

import { createHash } from 'node:crypto'
import type { Transaction as Reading } from '../athmovil/wire.ts'
import { isEnd } from '../../src/protocol/index.ts'
import type { PaymentPatch, PaymentRow } from '../store/schema.ts'
import { findPaymentRow, isTaken, type Db } from '../store/store.ts'
import type { PaymentDeps } from './deps.ts'
import type { PaymentFact } from './events.ts'
import { step, type Change, type LifecycleEvent } from './lifecycle.ts'
import { noteCustomerOf } from './paid-by.ts'
import { toColumns, toState } from './payment-row.ts'
import { patiently } from './patience.ts'
import type { Source } from './source.ts'

/** What comes with an event. */
export interface Observation {
  readonly source: Source
  /** Who wanted it, where somebody did: an operator, the shop's own code. */
  readonly actor?: string
  /** The upstream's answer as it came, for the journal. */
  readonly raw?: string
  /** What the same answer says besides the status: merged field by field, an empty one never overwrites. */
  readonly reading?: Reading
  /** False: the merchant has heard of it long ago, and is not told. */
  readonly isNews?: boolean
  /** The encrypted token of a ticket that was just created. */
  readonly token?: { readonly keyId: string; readonly ciphertext: Uint8Array }
}

/** What became of it. */
export interface Recorded {
  readonly row: PaymentRow
  readonly changed: boolean
}

/** When a ticket that was just created is looked at first: nobody finds the app and confirms much sooner. */
const FIRST_LOOK_MS = 800

/** How often a lost race is run again before giving up; each loss means that somebody else made progress. */
const MAX_RACES = 20

/**
 * Applies an event to a payment: compare-and-swap on the old status and version, in one transaction with its journal
 * and outbox rows. Events that change nothing are no error. Throws when there is no such payment.
 */
export async function record(
  deps: PaymentDeps,
  paymentId: string,
  event: LifecycleEvent,
  observation: Observation,
): Promise<Recorded> {
  for (let race = 0; race < MAX_RACES; race++) {
    // oxlint-disable-next-line no-await-in-loop -- each try needs the outcome of the one before
    const recorded = await patiently(deps, () => tryRecord(deps, paymentId, event, observation))
    if (recorded === 'lost_race') continue
    if (recorded === 'reference_taken') {
      return record(deps, paymentId, { type: 'reference_taken' }, observation)
    }
    if (recorded.changed) {
      deps.changes.publish(paymentId)
      deps.wake('payments', 'events')
      // oxlint-disable-next-line no-await-in-loop -- the last thing that this loop does
      if (recorded.row.status === 'COMPLETED') await closeOrder(deps, recorded.row)
    }
    return recorded
  }
  throw new Error(`Payment ${paymentId} kept changing while it was being recorded`)
}

function tryRecord(
  deps: PaymentDeps,
  paymentId: string,
  event: LifecycleEvent,
  observation: Observation,
): Promise<Recorded | 'lost_race' | 'reference_taken'> {
  const recording = deps.db.transaction().execute<Recorded | 'lost_race'>(async (db) => {
    const row = await findPaymentRow(db, paymentId)
    if (!row) throw new Error(`There is no payment ${paymentId}`)
    const now = deps.clock.now()
    const change = step(toState(row), event, now)
    const details = observation.reading
      ? toDetails(row, observation.reading, observation.source === 'report')
      : {}
    if (!change && Object.keys(details).length === 0) return { row, changed: false }

    const patch = { ...details, ...(change && toPatch(row, change, observation, now)) }
    const updated = await db
      .updateTable('payments')
      .set(patch)
      .where('id', '=', row.id)
      .where('version', '=', row.version)
      .where('status', '=', row.status)
      .returningAll()
      .executeTakeFirst()
    if (!updated) return 'lost_race'
    if (!change) {
      await noteCustomerOf(db, updated, observation.reading)
      return { row: updated, changed: false }
    }

    if (updated.late === 1 && row.late === 0) {
      deps.log.error('a payment that had ended was paid after all', { paymentId: row.id, status: row.status })
    }
    if (updated.review !== null && row.review === null) {
      deps.log.error('a payment needs a person to look at it', { paymentId: row.id, code: updated.review })
    }
    await writeJournal(db, { before: row, after: updated, change: event.type, observation, at: now })
    if (observation.isNews !== false) await announce(db, change.facts, updated, observation.source)
    await noteCustomerOf(db, updated, observation.reading)
    return { row: updated, changed: true }
  })
  return recording.catch((error: unknown) => {
    if (isTaken(error, 'payments.reference_number')) return 'reference_taken'
    throw error
  })
}

/** An order is paid once: its other live payment is cancelled, and a second one that was paid is for a person to see. */
async function closeOrder(deps: PaymentDeps, paid: PaymentRow): Promise<void> {
  if (paid.order_id === null) return
  const others = await deps.db
    .selectFrom('payments')
    .select(['id', 'status'])
    .where('order_id', '=', paid.order_id)
    .where('id', '<>', paid.id)
    .where('status', 'in', ['OPEN', 'CONFIRM', 'COMPLETED'])
    .execute()
  for (const { id, status } of others) {
    if (status === 'COMPLETED')
      deps.log.error('an order was paid twice', { paymentId: paid.id, code: 'order_paid_twice' })
    // oxlint-disable-next-line no-await-in-loop -- there is one at most
    else await record(deps, id, { type: 'cancel_wanted', cause: 'order_paid' }, { source: 'api' })
  }
}

/** Writes the first rows of a payment's life: the payment, with its intent, and the journal of it. */
export async function recordBegin(db: Db, row: PaymentRow, source: Source): Promise<void> {
  await db.insertInto('payments').values(row).execute()
  await writeJournal(db, {
    before: null,
    after: row,
    change: 'begun',
    observation: { source },
    at: row.created_at,
  })
}

function toPatch(row: PaymentRow, change: Change, { token }: Observation, now: number): PaymentPatch {
  const { state } = change
  const ended = isEnd(state.status)
  return {
    ...toColumns(state),
    version: row.version + 1,
    updated_at: now,
    ...(token && !ended && { auth_token: token.ciphertext, auth_token_key_id: token.keyId }),
    ...(ended && {
      auth_token: null,
      auth_token_key_id: null,
      next_at: isHinted(row, state, now) ? row.next_at : null,
    }),
    ...(change.facts.includes('payment.initiated') && { next_at: now + FIRST_LOOK_MS }),
    ...(change.facts.includes('payment.confirmed') && { confirmed_at: now }),
    ...(change.facts.includes('payment.completed') && { completed_at: now }),
    ...(ended && row.ended_at === null && { ended_at: now }),
  }
}

/** A hint came while the payment was being looked at, and it did not end with money: the hint deserves a look of its own. */
function isHinted({ next_at: nextAt }: PaymentRow, { status }: Change['state'], now: number): boolean {
  return status !== 'COMPLETED' && nextAt !== null && nextAt <= now
}

/** What a reading adds to the row: only what is new, and a refunded total that only grows. Of another total, nothing. */
function toDetails(row: PaymentRow, reading: Reading, isReport: boolean): PaymentPatch {
  if (reading.total !== null && reading.total !== row.total_cents) return {}
  const paid = reading.status === 'COMPLETED'
  const found = {
    business_name: row.business_name ?? reading.businessName,
    fee_cents: paid ? (reading.fee ?? row.fee_cents) : row.fee_cents,
    net_cents: paid ? (reading.net ?? row.net_cents) : row.net_cents,
    daily_id: reading.dailyId ?? row.daily_id,
    // A ticket's date and the report's differ by seconds: the report's stands, else the first that was told.
    transaction_at: (isReport ? reading.at : null) ?? row.transaction_at ?? reading.at,
    refunded_cents: Math.max(row.refunded_cents, reading.refunded ?? 0),
    ecommerce_id: row.ecommerce_id ?? reading.ecommerceId,
    ...(isOfSamePerson(row, reading) && {
      phone: row.phone || (reading.phone ?? ''),
      customer_name: reading.customerName ?? row.customer_name,
      customer_email: reading.customerEmail ?? row.customer_email,
    }),
  }
  return Object.fromEntries(
    Object.entries(found).filter(([column, value]) => value !== row[column as keyof typeof found]),
  )
}

/** Whoever paid had the phone that was asked. Who was erased stays so. */
function isOfSamePerson(row: PaymentRow, { phone, status }: Reading): boolean {
  if (row.erased_at !== null) return false
  return status === 'COMPLETED' && (phone === null || row.phone === '' || phone === row.phone)
}

interface JournalEntry {
  readonly before: PaymentRow | null
  readonly after: PaymentRow
  readonly change: LifecycleEvent['type'] | 'begun' | 'found'
  readonly observation: Observation
  readonly at: number
}

/** Writes a row of the journal. */
export async function writeJournal(
  db: Db,
  { before, after, change, observation, at }: JournalEntry,
): Promise<void> {
  const { source, raw, actor = null } = observation
  await db
    .insertInto('journal')
    .values({
      payment_id: after.id,
      version: after.version,
      at,
      change,
      from_status: before?.status ?? null,
      to_status: after.status,
      from_intent: before?.intent ?? null,
      to_intent: after.intent,
      source,
      actor,
      evidence: raw === undefined ? null : withoutToken(raw),
    })
    .execute()
}

/** The answer to a creation holds the token that moves money: it is stored encrypted, and nowhere else. */
function withoutToken(raw: string): string {
  return raw.replace(/("auth_token"\s*:\s*")[^"]*/g, '$1…')
}

/** Writes facts to the outbox. */
export async function announce(
  db: Db,
  facts: readonly PaymentFact[],
  row: PaymentRow,
  source: Source,
): Promise<void> {
  if (facts.length === 0) return
  const rows = facts.map((type) => ({
    id: toEventId(row.id, type),
    type,
    payment_id: row.id,
    source,
    occurred_at: row.updated_at,
    attempts: 0,
    next_at: row.updated_at,
  }))
  // A fact has one id on whatever path it is learnt, so that it can't be announced twice.
  await db
    .insertInto('events')
    .values(rows)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

function toEventId(paymentId: string, type: PaymentFact): string {
  return `evt_${createHash('sha256').update(`${paymentId}:${type}`).digest('hex').slice(0, 32)}`
}
