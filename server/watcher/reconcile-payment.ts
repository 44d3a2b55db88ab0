/** Holds a payment's row of the report against the payment here. What differs goes through the one door. */

import type { Transaction } from '../athmovil/wire.ts'
import { adopt, findMarked } from '../payments/adopt.ts'
import type { PaymentDeps } from '../payments/deps.ts'
import { record } from '../payments/record.ts'
import type { PaymentRow } from '../store/schema.ts'
import type { ReportRow } from './reconcile-rows.ts'
import type { RowFault, UnmatchedReason } from './reconcile-summary.ts'

/** What a comparison came to. */
export type Comparison =
  | { readonly kind: 'created' | 'updated' | 'unchanged'; readonly payment: PaymentRow }
  | { readonly kind: 'unmatched'; readonly reason: UnmatchedReason; readonly payment: PaymentRow }
  | { readonly kind: 'error'; readonly reason: RowFault }

/** Compares one row. `isNews` false: the merchant is not told of what is found. */
export async function comparePayment(
  deps: PaymentDeps,
  { reading, raw }: ReportRow,
  isNews: boolean,
): Promise<Comparison> {
  const adopted = await adopt(deps, { reading, raw, source: 'report', isNews })
  if (!adopted) return { kind: 'error', reason: 'not_compared' }
  const { payment, isNew, isChanged } = adopted
  const unmatched = (reason: UnmatchedReason, about = payment): Comparison => ({
    kind: 'unmatched',
    reason,
    payment: about,
  })
  if (payment.review !== null) return unmatched(payment.review)
  if (payment.total_cents !== reading.total) return unmatched('total_differs')
  if (payment.status !== 'COMPLETED') return { kind: 'error', reason: 'not_compared' }
  const robbed = await findRobbed(deps, payment, reading, isNews)
  if (robbed) return unmatched('reference_taken', robbed)
  if (isNew) return { kind: 'created', payment }
  return { kind: isChanged ? 'updated' : 'unchanged', payment }
}

/**
 * Finds the payment whose mark the row bears, where another one has its reference: once that one was stored, nobody could
 * ask ATH Móvil whose it is. Only the marked payment's own reading tells, since anybody may write a mark on a ticket.
 */
async function findRobbed(
  deps: PaymentDeps,
  holder: PaymentRow,
  reading: Transaction,
  isNews: boolean,
): Promise<PaymentRow | undefined> {
  const marked = await findMarked(deps.db, reading)
  if (!marked || marked.id === holder.id || marked.reference_number !== null) return undefined
  if (marked.review === 'reference_taken') return marked
  if (marked.ecommerce_id === null) return undefined
  const outcome = await deps.athmovil.findPayment(marked.ecommerce_id)
  if (outcome.kind === 'unknown') throw new Error('ATH Móvil could not be asked whose the reference is')
  if (outcome.kind === 'refused') return undefined
  const { status, total, referenceNumber, ecommerceId } = outcome.value
  if (status !== 'COMPLETED' || referenceNumber !== reading.referenceNumber) return undefined
  const seen = { type: 'seen', status, total, referenceNumber, ecommerceId } as const
  const { row } = await record(deps, marked.id, seen, { source: 'report', raw: outcome.raw, isNews })
  return row.review === null ? undefined : row
}
