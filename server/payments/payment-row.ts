/** The one bridge between a row of `payments` and the types that the rest of the code speaks. */

import {
  formatDollars,
  isEnd,
  toCents,
  type Canceller,
  type Cents,
  type Item,
  type Payment,
  type PaymentView,
  type Phone,
} from '../../src/protocol/index.ts'
import type { PaymentPatch, PaymentRow } from '../store/schema.ts'
import { isVerifying, type PaymentState } from './lifecycle.ts'

/** Reads the lifecycle's state out of a row. */
export function toState(row: PaymentRow): PaymentState {
  return {
    status: row.status,
    intent: row.intent,
    intentAt: row.intent_at,
    intentSince: row.intent_since,
    unanswered: row.unanswered === 1,
    authorizeSent: row.authorize_sent === 1,
    cancelCause: row.cancel_cause,
    cancelRequestedAt: row.cancel_requested_at,
    expiredHint: row.expired_hint === 1,
    review: row.review,
    late: row.late === 1,
    code: row.code,
    athmCode: row.athm_code,
    total: toCents(row.total_cents),
    ecommerceId: row.ecommerce_id,
    referenceNumber: row.reference_number,
    tokenEndsAt: row.token_ends_at,
    expiresAt: row.expires_at,
  }
}

/** Writes the lifecycle's state as columns. */
export function toColumns(state: PaymentState) {
  return {
    status: state.status,
    intent: state.intent,
    intent_at: state.intentAt,
    intent_since: state.intentSince,
    unanswered: state.unanswered ? 1 : 0,
    authorize_sent: state.authorizeSent ? 1 : 0,
    cancel_cause: state.cancelCause,
    cancel_requested_at: state.cancelRequestedAt,
    expired_hint: state.expiredHint ? 1 : 0,
    review: state.review,
    late: state.late ? 1 : 0,
    code: state.code,
    athm_code: state.athmCode,
    total_cents: state.total,
    ecommerce_id: state.ecommerceId,
    reference_number: state.referenceNumber,
    token_ends_at: state.tokenEndsAt,
    expires_at: state.expiresAt,
  } satisfies PaymentPatch
}

/** Shows a row to the browser: no phone, no metadata, and no ecommerceId before COMPLETED. */
export function toPaymentView(row: PaymentRow, now: number): PaymentView {
  return {
    payment_id: row.id,
    status: row.status,
    verifying: isVerifying(toState(row)),
    reference_number: row.reference_number,
    ecommerce_id: row.status === 'COMPLETED' ? row.ecommerce_id : null,
    total: formatDollars(toCents(row.total_cents)),
    refunded: formatDollars(toCents(row.refunded_cents)),
    expires_at: row.expires_at === null ? null : new Date(row.expires_at).toISOString(),
    server_time: new Date(now).toISOString(),
    code: row.review === null ? row.code : 'review',
    cancelled_by: toCanceller(row),
  }
}

function toCanceller(row: PaymentRow): Canceller | null {
  if (row.status !== 'CANCEL') return null
  if (row.cancel_cause !== null) return row.cancel_cause === 'customer' ? 'customer' : 'business'
  // Nobody here cancelled it, nor did its time: before the customer's yes, that leaves a no in the app.
  return row.confirmed_at === null ? 'app' : null
}

/** Shows a row to the merchant's own code. */
export function toPayment(row: PaymentRow): Payment {
  const facts = {
    paymentId: row.id,
    origin: row.origin,
    ecommerceId: row.ecommerce_id,
    total: toCents(row.total_cents),
    subtotal: toNullable(row.subtotal_cents, toCents),
    tax: toNullable(row.tax_cents, toCents),
    refunded: toCents(row.refunded_cents),
    metadata1: row.metadata1,
    metadata2: row.metadata2,
    items: JSON.parse(row.items) as Item[],
    phone: row.phone === '' ? null : (row.phone as Phone),
    customerName: row.customer_name,
    customerEmail: row.customer_email,
    businessName: row.business_name,
    verifying: isVerifying(toState(row)),
    createdAt: new Date(row.created_at),
    expiresAt: toNullable(row.expires_at, toDate),
    confirmedAt: toNullable(row.confirmed_at, toDate),
  }
  const { status, reference_number: referenceNumber } = row
  if (!isEnd(status)) return { ...facts, status }
  if (status !== 'COMPLETED') {
    return { ...facts, status, code: row.code, endedAt: new Date(row.ended_at ?? row.updated_at) }
  }
  if (referenceNumber === null) throw new Error(`${row.id} is COMPLETED without its reference`)
  const fee: Cents | null = toNullable(row.fee_cents, toCents)
  const net: Cents | null = toNullable(row.net_cents, toCents)
  const completedAt = new Date(row.completed_at ?? row.updated_at)
  return { ...facts, status, referenceNumber, fee, net, completedAt }
}

function toNullable<T>(value: number | null, make: (value: number) => T): T | null {
  return value === null ? null : make(value)
}

const toDate = (at: number): Date => new Date(at)
