/** Finds the payment that a refund's row is about: its reference is the payment's own in some documents, the refund's in others. */

import { adopt } from '../payments/adopt.ts'
import type { PaymentDeps } from '../payments/deps.ts'
import { findTold, sumExplained, type FoundRefund } from '../payments/found-refund.ts'
import { readUpstream } from '../payments/reading.ts'
import { findRefundsOf } from '../payments/record-found-refund.ts'
import type { PaymentRow } from '../store/schema.ts'
import { literal, type Db } from '../store/store.ts'
import type { ReportRow } from './reconcile-rows.ts'

/** How many payments of one phone are looked at for a refund that names none. */
const MAX_CANDIDATES = 5
/** How much later than its refund a payment may seem to be: ATH Móvil's dates of one thing differ by seconds. */
const DATES_DIFFER_MS = 60_000

/** The payment, and how much ATH Móvil says was refunded of it. */
export interface RefundOwner {
  readonly payment: PaymentRow
  readonly refunded: number
  /** The payment wasn't here before. */
  readonly isNew: boolean
}

/** Finds it; `ignored` is a refund of money outside the button. Rejects when ATH Móvil had to be asked, and didn't answer. */
export async function findRefundOwner(
  deps: PaymentDeps,
  row: ReportRow,
  isNews: boolean,
): Promise<RefundOwner | 'ignored' | null> {
  const here = await findHere(deps.db, row.referenceNumber)
  if (here) return { payment: here, refunded: here.refunded_cents, isNew: false }
  const elsewhere = await findElsewhere(deps, row, isNews)
  return elsewhere ?? findByPhone(deps, row)
}

/** Reads what a row tells of a refund. */
export function toFoundRefund({ reading, referenceNumber }: ReportRow, payment: PaymentRow): FoundRefund {
  const { total, dailyId, at, message } = reading
  if (total === null) throw new Error('A refund without an amount')
  const reference = referenceNumber === payment.reference_number ? null : referenceNumber
  return { amount: total, dailyId, at, message, reference }
}

/** Asks ATH Móvil how much was refunded of a payment. Rejects when it doesn't answer. */
export async function askRefunded(
  deps: PaymentDeps,
  { ecommerce_id: ecommerceId, reference_number: referenceNumber, refunded_cents: known }: PaymentRow,
): Promise<number> {
  const outcome = await readUpstream(deps, { ecommerceId, referenceNumber })
  if (outcome.kind === 'unknown') throw new Error('ATH Móvil could not be asked about a refund')
  return Math.max(known, outcome.kind === 'answered' ? (outcome.value.refunded ?? 0) : 0)
}

async function findHere(db: Db, reference: string): Promise<PaymentRow | undefined> {
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

/** The payment may be older than this database: then it is taken in first. */
async function findElsewhere(
  deps: PaymentDeps,
  { referenceNumber }: ReportRow,
  isNews: boolean,
): Promise<RefundOwner | 'ignored' | null> {
  const outcome = await readUpstream(deps, { ecommerceId: null, referenceNumber })
  if (outcome.kind === 'unknown') throw new Error('ATH Móvil could not be asked about a refund')
  if (outcome.kind === 'refused') return null
  const { value: reading, raw } = outcome
  if (reading.kind === 'payment' || reading.kind === 'donation') return 'ignored'
  const adopted = await adopt(deps, { reading, raw, source: 'report', isNews })
  return adopted && { ...adopted, refunded: adopted.payment.refunded_cents }
}

/** Nothing names the payment: it is one of the same phone, of which more was refunded than is known here. */
async function findByPhone(deps: PaymentDeps, row: ReportRow): Promise<RefundOwner | null> {
  const candidates = await listByPhone(deps.db, row)
  const unexplained: RefundOwner[] = []
  for (const payment of candidates) {
    // oxlint-disable-next-line no-await-in-loop -- mostly there is one
    const refunds = await findRefundsOf(deps.db, payment.id)
    const found = toFoundRefund(row, payment)
    const owner = { payment, refunded: payment.refunded_cents, isNew: false }
    if (found.dailyId !== null && findTold(refunds, found, true)) return owner
    if (payment.refunded_cents - sumExplained(refunds) >= found.amount) unexplained.push(owner)
  }
  const [first] = unexplained
  if (first) return first
  for (const payment of candidates) {
    // oxlint-disable-next-line no-await-in-loop -- the newest one first, and no more than are needed
    const refunded = await askRefunded(deps, payment)
    const explained = sumExplained(await findRefundsOf(deps.db, payment.id))
    if (refunded - explained >= toFoundRefund(row, payment).amount) return { payment, refunded, isNew: false }
  }
  return null
}

async function listByPhone(db: Db, { reading }: ReportRow): Promise<PaymentRow[]> {
  const { phone, total, at } = reading
  if (phone === null || total === null) return []
  const latestAt = at === null ? Number.MAX_SAFE_INTEGER : at + DATES_DIFFER_MS
  return db
    .selectFrom('payments')
    .selectAll()
    .where('phone', '=', phone)
    .where('status', '=', literal('COMPLETED'))
    .where('total_cents', '>=', total)
    .where((or) => or.or([or('transaction_at', 'is', null), or('transaction_at', '<=', latestAt)]))
    .orderBy('transaction_at', 'desc')
    .limit(literal(MAX_CANDIDATES))
    .execute()
}
