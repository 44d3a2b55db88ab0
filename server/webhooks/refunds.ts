/**
 * Deliveries that tell of a refund: one of ours, or one made in ATH Móvil's own app. The latter is recorded only when
 * ATH Móvil's total shows more money gone back than the refunds that are here explain.
 */

import type { Transaction } from '../athmovil/wire.ts'
import type { PaymentDeps } from '../payments/deps.ts'
import { findTold, type FoundRefund } from '../payments/found-refund.ts'
import { fillRefund, findRefundsOf } from '../payments/record-found-refund.ts'
import { isInFlight } from '../payments/refund-lifecycle.ts'
import type { PaymentRow, WebhookEventRow } from '../store/schema.ts'
import type { Db } from '../store/store.ts'
import { end, later, moveTo } from './outcome.ts'
import { isApplied, type Turn } from './queue.ts'

/** How many turns a refund of an unknown payment gets. */
const MAX_STRANGER_TURNS = 2

/** Takes a refund's delivery one step on. */
export async function processRefund(
  deps: PaymentDeps,
  row: WebhookEventRow,
  transaction: Transaction,
): Promise<Turn> {
  const { db, clock } = deps
  const { referenceNumber, total } = transaction
  if (referenceNumber === null || total === null || total === 0) return end('unmatched')
  const payment = await findRefunded(db, referenceNumber)
  if (!payment) {
    return row.attempts < MAX_STRANGER_TURNS
      ? { ...moveTo('stranger', clock.now()), ...(row.way === 'secret' && { nextAt: row.attempts }) }
      : end('unmatched')
  }
  if (await isApplied(db, row.key, row.discriminator, row.id)) return end('duplicate', payment.id)
  const refunds = await findRefundsOf(db, payment.id)
  const found = toFound(row, transaction, payment)
  const known = found && findTold(refunds, found)
  if (found && known) {
    await fillRefund(db, known, toTrusted(row, found), row.id)
    return end('applied', payment.id)
  }
  // Ours may be the very one: its outcome first.
  if (refunds.some(isInFlight)) return later(row, clock.now(), { state: 'received', paymentId: payment.id })
  return moveTo('asking', clock.now(), payment.id)
}

/** Reads what a delivery tells of a refund. Null without an amount. */
export function toFound(
  row: WebhookEventRow,
  { total, dailyId, at, message, referenceNumber }: Transaction,
  payment: PaymentRow,
): FoundRefund | null {
  if (total === null || total === 0) return null
  const reference = referenceNumber === payment.reference_number ? null : referenceNumber
  return { amount: total, dailyId, at, message: row.way === 'secret' ? message : null, reference }
}

/** What is stored of a telling: all of it only by the secret address, the amount alone otherwise. */
export function toTrusted({ way }: WebhookEventRow, found: FoundRefund): FoundRefund {
  return way === 'secret' ? found : { ...found, dailyId: null, at: null, message: null, reference: null }
}

/** A refund's reference is its payment's own in some of ATH Móvil's documents, and the refund's in others. */
async function findRefunded(db: Db, reference: string): Promise<PaymentRow | undefined> {
  const payment = await db
    .selectFrom('payments')
    .selectAll()
    .where('reference_number', '=', reference)
    .executeTakeFirst()
  if (payment) return payment
  return db
    .selectFrom('payments')
    .selectAll('payments')
    .innerJoin('refunds', 'refunds.payment_id', 'payments.id')
    .where('refunds.refund_reference', '=', reference)
    .executeTakeFirst()
}
