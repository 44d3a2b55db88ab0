/** Payments begun elsewhere: with the vendor's own button, by another system, before this one was there. */

import { toCents, type Cents } from '../../src/protocol/index.ts'
import type { Transaction } from '../athmovil/wire.ts'
import type { PaymentRow } from '../store/schema.ts'
import { isTaken, type Db } from '../store/store.ts'
import type { PaymentDeps } from './deps.ts'
import { beginPayment, type PaymentState } from './lifecycle.ts'
import { newCorrelationId, readCorrelationId, withoutCorrelationId } from './correlation.ts'
import { noteCustomerOf } from './paid-by.ts'
import { patiently } from './patience.ts'
import { toColumns } from './payment-row.ts'
import { announce, writeJournal } from './record.ts'
import type { Source } from './source.ts'

/** What was found, and how. */
export interface Discovery {
  /** ATH Móvil's own word: an answer to findPayment or search, or a row of the report. Never a webhook's. */
  readonly reading: Transaction
  readonly raw: string
  readonly source: Source
  /** A webhook says that the ticket's time was over; readings call that CANCEL. */
  readonly isExpired?: boolean
  /** False: the merchant has heard of it long ago. */
  readonly isNews?: boolean
}

/**
 * Stores a payment that ATH Móvil knows and this database doesn't, with its journal, event and customer. Null when it
 * isn't over, has no total, or is here by now: then whoever asked looks again.
 */
export async function recordExternal(deps: PaymentDeps, discovery: Discovery): Promise<PaymentRow | null> {
  const mark = readCorrelationId(discovery.reading)
  // A mark of ours on a payment that isn't here: of a database that was lost, perhaps. Or it was copied from one that is.
  const isFree = mark !== null && (await findByMark(deps.db, mark)) === undefined
  const row = toNewRow(deps, discovery, isFree ? mark : newCorrelationId(deps.random))
  if (!row) return null
  const { source, raw, reading, isNews = true } = discovery
  const inserting = patiently(deps, () =>
    deps.db.transaction().execute(async (db) => {
      await db.insertInto('payments').values(row).execute()
      await writeJournal(db, {
        before: null,
        after: row,
        change: 'found',
        observation: { source, raw },
        at: row.created_at,
      })
      if (isNews) await announce(db, [factOf(row)], row, source)
      await noteCustomerOf(db, row, reading)
    }),
  )
  try {
    await inserting
  } catch (error) {
    if (isTaken(error, 'payments.reference_number') || isTaken(error, 'payments.ecommerce_id')) return null
    throw error
  }
  deps.log.info('a payment begun elsewhere was found', { paymentId: row.id, status: row.status })
  deps.wake('events')
  return row
}

function factOf({ status }: PaymentRow): 'payment.completed' | 'payment.cancelled' | 'payment.expired' {
  if (status === 'COMPLETED') return 'payment.completed'
  return status === 'EXPIRED' ? 'payment.expired' : 'payment.cancelled'
}

function findByMark(db: Db, mark: string): Promise<{ id: string } | undefined> {
  return db.selectFrom('payments').select('id').where('correlation_id', '=', mark).executeTakeFirst()
}

function toNewRow(
  deps: PaymentDeps,
  { reading, isExpired = false }: Discovery,
  correlationId: string,
): PaymentRow | null {
  const status = toEnd(reading, isExpired)
  const { total } = reading
  if (status === null || total === null || total <= 0) return null
  const now = deps.clock.now()
  const at = reading.at ?? now
  const state: PaymentState = {
    ...beginPayment(toCents(total), at),
    intent: null,
    intentAt: null,
    intentSince: null,
    status,
    ecommerceId: reading.ecommerceId,
    referenceNumber: status === 'COMPLETED' ? reading.referenceNumber : null,
  }
  const isPaid = status === 'COMPLETED'
  return {
    ...toColumns(state),
    id: `pay_${toBase64Url(deps.random.bytes(16))}`,
    origin: 'external',
    // No secret has this hash: no browser can ask for a payment that none has begun here.
    client_secret_hash: '',
    client_secret_key_id: '',
    version: 1,
    auth_token: null,
    auth_token_key_id: null,
    subtotal_cents: toAmount(reading.subtotal),
    tax_cents: toAmount(reading.tax),
    fee_cents: isPaid ? reading.fee : null,
    net_cents: isPaid ? reading.net : null,
    refunded_cents: reading.refunded ?? 0,
    metadata1: withoutCorrelationId(reading.metadata1),
    metadata2: withoutCorrelationId(reading.metadata2),
    order_id: null,
    price_tag_id: null,
    correlation_id: correlationId,
    items: JSON.stringify(reading.items.map(toItem)),
    phone: reading.phone ?? '',
    lang: 'es',
    timeout_s: 0,
    business_name: reading.businessName,
    daily_id: reading.dailyId,
    transaction_at: reading.at,
    created_at: at,
    updated_at: now,
    confirmed_at: null,
    completed_at: isPaid ? at : null,
    ended_at: at,
    next_at: null,
    lease_until: null,
    lease_owner: null,
    customer_name: reading.customerName,
    customer_email: reading.customerEmail,
    looked_at: null,
    erased_at: null,
  }
}

/** Only what is over, and can be told from every other payment, becomes a payment here. */
function toEnd(reading: Transaction, isExpired: boolean): 'COMPLETED' | 'CANCEL' | 'EXPIRED' | null {
  if (reading.status === 'COMPLETED') return reading.referenceNumber === null ? null : 'COMPLETED'
  if (reading.ecommerceId === null) return null
  if (reading.status === 'EXPIRED') return 'EXPIRED'
  if (reading.status !== 'CANCEL') return null
  return isExpired ? 'EXPIRED' : 'CANCEL'
}

/** ATH Móvil writes 0.00 where the merchant gave none. */
function toAmount(amount: Cents | null): Cents | null {
  return amount === 0 ? null : amount
}

function toItem(item: Transaction['items'][number]): object {
  return { ...item, quantity: item.quantity ?? 1, price: item.price ?? 0, tax: item.tax ?? 0 }
}

function toBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
