/** What a payment can be, and what may become of it. */

import type { ErrorCode } from './errors.ts'
import type { Cents } from './money.ts'
import type { Phone } from './phone.ts'

/** ATH Móvil's words for the fate of a payment, with EXPIRED told from CANCEL, and FAILED for what never came to be. */
export const PAYMENT_STATUSES = ['OPEN', 'CONFIRM', 'COMPLETED', 'CANCEL', 'EXPIRED', 'FAILED'] as const

/**
 * OPEN: the customer has been asked. CONFIRM: the customer agreed; no money has moved. COMPLETED: the money moved.
 * CANCEL, EXPIRED, FAILED: it did not.
 */
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number]

/** An upstream write whose outcome isn't known yet: at most one at a time. */
export const INTENTS = ['creating', 'authorizing', 'canceling'] as const

/** The kind of an upstream write under way. */
export type Intent = (typeof INTENTS)[number]

/**
 * The transition table. COMPLETED absorbs; the other ends may only become COMPLETED, on late verified evidence:
 * money wins. Nothing goes back.
 */
export const TRANSITIONS: Readonly<Record<PaymentStatus, readonly PaymentStatus[]>> = {
  OPEN: ['CONFIRM', 'COMPLETED', 'CANCEL', 'EXPIRED', 'FAILED'],
  CONFIRM: ['COMPLETED', 'CANCEL', 'EXPIRED', 'FAILED'],
  COMPLETED: [],
  CANCEL: ['COMPLETED'],
  EXPIRED: ['COMPLETED'],
  FAILED: ['COMPLETED'],
}

/** Tells whether the table lets one status become another. */
export function canBecome(from: PaymentStatus, to: PaymentStatus): boolean {
  return TRANSITIONS[from].includes(to)
}

/** The statuses that are over. */
export type EndStatus = 'COMPLETED' | 'CANCEL' | 'EXPIRED' | 'FAILED'

/** Tells whether a payment with this status is over. */
export function isEnd(status: PaymentStatus): status is EndStatus {
  return status !== 'OPEN' && status !== 'CONFIRM'
}

/** Tells whether a text is a payment's status. */
export function isPaymentStatus(value: unknown): value is PaymentStatus {
  return (PAYMENT_STATUSES as readonly unknown[]).includes(value)
}

/** Who can cancel a payment. */
export const CANCELLERS = ['customer', 'app', 'business'] as const

/**
 * Who cancelled a payment. customer: whoever held its client secret, the customer on the page. app: the customer in the
 * app of ATH Móvil. business: the business, or its backend in its name.
 */
export type Canceller = (typeof CANCELLERS)[number]

/** Something bought. `price` and `tax` are per line as the merchant states them; nothing here adds them up. */
export interface Item {
  readonly name: string
  readonly description: string
  readonly quantity: number
  readonly price: Cents
  readonly tax: Cents
  readonly metadata: string
}

interface PaymentFacts {
  readonly paymentId: string
  /** `external`: begun elsewhere, and found by a webhook or in ATH Móvil's report. */
  readonly origin: 'own' | 'external'
  readonly ecommerceId: string | null
  readonly total: Cents
  readonly subtotal: Cents | null
  readonly tax: Cents | null
  readonly refunded: Cents
  readonly metadata1: string
  readonly metadata2: string
  readonly items: readonly Item[]
  /** Null where no source tells it. */
  readonly phone: Phone | null
  /** Who paid, as ATH Móvil says; null while it hasn't. */
  readonly customerName: string | null
  readonly customerEmail: string | null
  readonly businessName: string | null
  readonly verifying: boolean
  readonly createdAt: Date
  readonly expiresAt: Date | null
  readonly confirmedAt: Date | null
}

/** A payment that is still under way. */
export interface LivePayment extends PaymentFacts {
  readonly status: 'OPEN' | 'CONFIRM'
}

/** A payment whose money moved. Its `ecommerceId` is null only where it was found in a report, which has none. `fee` and `net` are ATH Móvil's figures, stored as told: they need not add up. */
export interface CompletedPayment extends PaymentFacts {
  readonly status: 'COMPLETED'
  readonly referenceNumber: string
  readonly fee: Cents | null
  readonly net: Cents | null
  readonly completedAt: Date
}

/** A payment that ended without money. `code` says why where there is more to say than the status. */
export interface UnpaidPayment extends PaymentFacts {
  readonly status: 'CANCEL' | 'EXPIRED' | 'FAILED'
  readonly code: ErrorCode | null
  readonly endedAt: Date
}

/** One request for money and its fate. */
export type Payment = LivePayment | CompletedPayment | UnpaidPayment

/** Why a person has to look at a payment. */
export type ReviewReason =
  | 'intent_unresolved'
  | 'captured_total_differs'
  | 'completed_without_reference'
  | 'reference_taken'
