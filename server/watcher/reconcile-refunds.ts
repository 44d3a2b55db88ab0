/**
 * Refunds made in ATH Móvil's own app: those that have a row in the report, and what is left of a payment's total of
 * refunds once all that are here are taken from it.
 */

import type { PaymentDeps } from '../payments/deps.ts'
import { findTold, type FoundRefund } from '../payments/found-refund.ts'
import {
  findRefundsOf,
  recordFoundRefund,
  recordUnexplained,
  type RefundDiscovery,
} from '../payments/record-found-refund.ts'
import { isInFlight } from '../payments/refund-lifecycle.ts'
import type { PaymentRow, RefundRow } from '../store/schema.ts'
import { askRefunded, findRefundOwner, toFoundRefund } from './reconcile-refund-owner.ts'
import type { ReportRow } from './reconcile-rows.ts'
import type { UnmatchedReason } from './reconcile-summary.ts'

/** A payment, its row of the report, and how much of it was refunded by that row's word. */
export interface RefundedPayment {
  readonly payment: PaymentRow
  readonly row: ReportRow
  readonly refunded: number
}

/** What became of a refund, or of a total of refunds. */
export type RefundComparison =
  | { readonly kind: 'found' | 'known' | 'ignored' }
  | { readonly kind: 'unmatched'; readonly reason: UnmatchedReason; readonly paymentId: string | null }

/** Compares refunds, all rows of a run before all totals. */
export interface RefundComparer {
  /** Compares a refund's own row. `isNew`: its payment had to be taken in first. */
  compareRow(row: ReportRow): Promise<RefundComparison & { readonly isNew: boolean }>
  /** Compares what the report says was refunded of a payment in all. */
  compareTotal(refunded: RefundedPayment): Promise<RefundComparison>
}

/** Makes the comparer of one run. `isNews` false: the merchant is not told of what is found. */
export function createRefundComparer(deps: PaymentDeps, isNews: boolean): RefundComparer {
  /** Payments that something was said about already: their totals can't be told from it. */
  const unclear = new Set<string>()
  /** How much the rows told of that are part of a total taken down as one refund. */
  const partOfTotal = new Map<string, number>()

  function unmatched(reason: UnmatchedReason, paymentId: string): RefundComparison {
    unclear.add(paymentId)
    return { kind: 'unmatched', reason, paymentId }
  }

  /** The rows of a total that was recorded, when only the total was known, as one refund. */
  function isPartOfTotal({ payment_id: paymentId }: RefundRow, amount: number, totals: number): boolean {
    const told = (partOfTotal.get(paymentId) ?? 0) + amount
    if (told > totals) return false
    partOfTotal.set(paymentId, told)
    return true
  }

  async function take(
    payment: PaymentRow,
    found: FoundRefund,
    discovery: RefundDiscovery,
  ): Promise<RefundComparison> {
    if (payment.status !== 'COMPLETED') return unmatched('refund_of_unpaid_payment', payment.id)
    const refunds = await findRefundsOf(deps.db, payment.id)
    const isTold = findTold(refunds, found, true) !== undefined
    if (!isTold && refunds.some(isInFlight)) return unmatched('refund_in_flight', payment.id)
    const outcome = await recordFoundRefund(deps, payment, found, discovery)
    if (outcome !== 'unexplained') return { kind: outcome === 'recorded' ? 'found' : 'known' }
    const totals = refunds.filter(isTotal)
    const sum = totals.reduce((cents, { amount_cents: amount }) => cents + amount, 0)
    if (totals[0] && isPartOfTotal(totals[0], found.amount, sum)) return { kind: 'known' }
    const refunded = await askRefunded(deps, payment)
    if (refunded <= discovery.refunded) return unmatched('refund_unexplained', payment.id)
    const again = await recordFoundRefund(deps, payment, found, { ...discovery, refunded })
    return again === 'unexplained' ? unmatched('refund_unexplained', payment.id) : { kind: 'found' }
  }

  return {
    async compareRow(row) {
      const owner = await findRefundOwner(deps, row, isNews)
      if (owner === 'ignored') return { kind: 'ignored', isNew: false }
      if (!owner) {
        return { kind: 'unmatched', reason: 'refund_of_unknown_payment', paymentId: null, isNew: false }
      }
      const { payment, refunded, isNew } = owner
      const discovery = { source: 'report', raw: row.raw, isNews, refunded } as const
      return { ...(await take(payment, toFoundRefund(row, payment), discovery)), isNew }
    },
    async compareTotal({ payment, row, refunded }) {
      if (unclear.has(payment.id)) return { kind: 'known' }
      const discovery = { source: 'report', raw: row.raw, isNews, refunded } as const
      const outcome = await recordUnexplained(deps, payment, discovery)
      if (outcome === 'in_flight') return unmatched('refund_in_flight', payment.id)
      return { kind: outcome === 'recorded' ? 'found' : 'known' }
    },
  }
}

/** A refund of which nothing is known but that a total had grown by it. */
function isTotal(refund: RefundRow): boolean {
  const { origin, daily_id: dailyId, transaction_at: at, webhook_id: webhookId } = refund
  return origin === 'external' && dailyId === null && at === null && webhookId === null
}
