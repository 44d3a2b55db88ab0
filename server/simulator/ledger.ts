/** The simulator's own books: every movement of money, in cents, and every webhook with its answer. */

import { sumCents, type Cents, type WebhookKind } from '../../src/protocol/index.ts'

/** Money that a customer paid. Instants are milliseconds since 1970, UTC. */
export interface PaymentMovement {
  readonly at: number
  readonly type: 'payment'
  readonly ecommerceId: string
  readonly referenceNumber: string
  readonly businessName: string
  readonly totalCents: Cents
  readonly feeCents: Cents
  readonly netCents: Cents
}

/** How a refund was made: by a program, or by a person of the business in ATH Móvil's own app. */
export type RefundVia = 'api' | 'app'

/** Money that went back: the refund's own reference, and that of the payment it came from. The fee is kept. */
export interface RefundMovement {
  readonly at: number
  readonly type: 'refund'
  readonly ecommerceId: string
  readonly referenceNumber: string
  readonly paymentReferenceNumber: string
  readonly businessName: string
  readonly totalCents: Cents
  readonly message: string
  readonly via: RefundVia
}

/** Money that moved. */
export type Movement = PaymentMovement | RefundMovement

/**
 * Why a webhook went out: something happened; once more by a policy, as a copy or after a failure; by hand, an earlier
 * one again or one of its own.
 */
export type WebhookCause = 'event' | 'copy' | 'retry' | 'resend' | 'control'

/**
 * A webhook that went out, once: to the URL of a listener, or, where `to` is null, to the backend beside. Of one that
 * came before, `repeats` is the id. `status`, `answer` and `answeredAt` are null until, and unless, somebody answered in
 * time. A body that is a text was sent as it is. The ids count from 1.
 */
export interface WebhookRecord {
  readonly id: number
  readonly at: number
  readonly cause: WebhookCause
  readonly repeats: number | null
  readonly publicToken: string
  readonly event: WebhookKind
  readonly ecommerceId: string | null
  readonly to: string | null
  readonly body: unknown
  status: number | null
  answer: string | null
  answeredAt: number | null
  error: string | null
}

/** A webhook of a ticket's event, or of one of its refunds, that waits to leave, or has just ceased to. */
export interface UnsentWebhook {
  readonly key: string
  readonly waits: boolean
  readonly ecommerceId: string
  /** What happened to the ticket; null: a refund. */
  readonly event: string | null
  /** The refund's own reference; null: an event. */
  readonly refund: string | null
}

/** The books of one simulator, in the order in which things happened. */
export interface Ledger {
  readonly movements: Movement[]
  readonly webhooks: WebhookRecord[]
}

/** Makes empty books. */
export function createLedger(): Ledger {
  return { movements: [], webhooks: [] }
}

/** What moved for one payment, in all. */
export interface PaymentSum {
  readonly ecommerceId: string
  readonly referenceNumber: string
  readonly capturedCents: Cents
  readonly refundedCents: Cents
}

/** Sums the movements by payment, oldest first: from the book itself, not from what the tickets say. */
export function sumByPayment(movements: readonly Movement[]): PaymentSum[] {
  const sums = new Map<string, { captured: Cents[]; refunded: Cents[]; ecommerceId: string }>()
  for (const movement of movements) {
    const key = movement.type === 'payment' ? movement.referenceNumber : movement.paymentReferenceNumber
    const sum = sums.get(key) ?? { captured: [], refunded: [], ecommerceId: movement.ecommerceId }
    sums.set(key, sum)
    const side = movement.type === 'payment' ? sum.captured : sum.refunded
    side.push(movement.totalCents)
  }
  return [...sums].map(([referenceNumber, { ecommerceId, captured, refunded }]) => ({
    ecommerceId,
    referenceNumber,
    capturedCents: sumCents(captured),
    refundedCents: sumCents(refunded),
  }))
}

/** What moved in all. */
export interface LedgerSums {
  readonly capturedCents: Cents
  readonly refundedCents: Cents
  readonly feeCents: Cents
}

/** Sums the movements: what was paid, what went back, and the fees, which are kept. */
export function sumAll(movements: readonly Movement[]): LedgerSums {
  const payments = movements.filter((movement) => movement.type === 'payment')
  const refunds = movements.filter((movement) => movement.type === 'refund')
  return {
    capturedCents: sumCents(payments.map(({ totalCents }) => totalCents)),
    refundedCents: sumCents(refunds.map(({ totalCents }) => totalCents)),
    feeCents: sumCents(payments.map(({ feeCents }) => feeCents)),
  }
}

const FEE_BASIS_POINTS = 250
const MIN_FEE_CENTS = 6

/**
 * Works out the fee on a total: 2.5 %, half a cent up, at least $0.06. The simulator's own choice: ATH Móvil publishes
 * no formula, and the fees in its samples follow none.
 */
export function toFee(total: Cents): Cents {
  return Math.max(MIN_FEE_CENTS, Math.floor((total * FEE_BASIS_POINTS + 5000) / 10_000)) as Cents
}
