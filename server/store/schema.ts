/** The tables, as TypeScript. Amounts are cents; instants are milliseconds since 1970, UTC; booleans are 0 or 1. */

import type { Generated, Insertable, Selectable, Updateable } from 'kysely'
import type {
  EndStatus,
  ErrorCode,
  Intent,
  PaymentStatus,
  ReviewReason,
  WebhookKind,
  WebhookState,
} from '../../src/protocol/index.ts'

/** One request for money and its fate. */
export interface PaymentsTable {
  id: string
  /** Where it was begun: here, or (found by webhook or report) elsewhere. */
  origin: Origin
  client_secret_hash: string
  client_secret_key_id: string
  status: PaymentStatus
  intent: Intent | null
  /** When the open intent's latest upstream write began. */
  intent_at: number | null
  /** When the open intent was first recorded. */
  intent_since: number | null
  /** An upstream write of the open intent ended without an answer. */
  unanswered: number
  authorize_sent: number
  cancel_cause: CancelCause | null
  cancel_requested_at: number | null
  /** An expired webhook named this payment: tells EXPIRED from CANCEL, and nothing else. */
  expired_hint: number
  review: ReviewReason | null
  /** An end became COMPLETED on later evidence. */
  late: number
  code: ErrorCode | null
  athm_code: string | null
  version: number
  ecommerce_id: string | null
  reference_number: string | null
  auth_token: Uint8Array | null
  auth_token_key_id: string | null
  token_ends_at: number | null
  total_cents: number
  subtotal_cents: number | null
  tax_cents: number | null
  fee_cents: number | null
  net_cents: number | null
  refunded_cents: number
  metadata1: string
  metadata2: string
  /** What is sold: the order's id, or one of its own for each payment of a price tag; null for a total of the page's. */
  order_id: string | null
  price_tag_id: string | null
  /** What stands in for empty metadata upstream, and finds the payment of a webhook that names no other id. */
  correlation_id: string
  items: string
  /** Ten digits; empty for a payment begun elsewhere of which no source tells the phone. */
  phone: string
  lang: 'es' | 'en'
  timeout_s: number
  business_name: string | null
  daily_id: string | null
  transaction_at: number | null
  expires_at: number | null
  created_at: number
  updated_at: number
  confirmed_at: number | null
  completed_at: number | null
  ended_at: number | null
  /** When the watcher looks next; null once nothing is left to find out. */
  next_at: number | null
  lease_until: number | null
  lease_owner: string | null
  customer_name: string | null
  customer_email: string | null
  /** When ATH Móvil last gave a reading of it to a visit. */
  looked_at: number | null
  /** When its customer was erased: nobody's phone, name or e-mail is taken in again. */
  erased_at: number | null
}

/** Where a payment or a refund was begun: here, or (found by webhook or report) elsewhere. */
export type Origin = 'own' | 'external'

/** Why somebody, or something, wants a payment cancelled. */
export type CancelCause = 'customer' | 'veto' | 'amount' | 'refused' | 'deadline' | 'order_paid'

/** One change of a payment: what it was, what it became, who said so and on what evidence. */
export interface JournalTable {
  id: Generated<number>
  payment_id: string
  version: number
  at: number
  change: string
  from_status: PaymentStatus | null
  to_status: PaymentStatus
  from_intent: Intent | null
  to_intent: Intent | null
  source: string
  actor: string | null
  evidence: string | null
}

/** Facts to tell the merchant: the outbox. */
export interface EventsTable {
  seq: Generated<number>
  id: string
  type: string
  /** Null for a webhook's own event. */
  payment_id: string | null
  source: string
  occurred_at: number
  attempts: number
  next_at: number
  delivered_at: number | null
  /** Nobody had a handler for it: kept, and not delivered by itself. */
  unheard_at: number | null
  refund_id: string | null
  webhook_id: string | null
}

/** Deliveries of ATH Móvil's, as they came: identical ones are one row, and counted. */
export interface WebhookEventsTable {
  id: string
  received_at: number
  last_received_at: number
  deliveries: number
  /** Empty once its retention is over, or its customer erased. */
  body: Uint8Array
  body_hash: string
  content_type: string | null
  way: WebhookWay
  state: WebhookState
  kind: WebhookKind | null
  /** The documented key, and what tells events apart where that isn't enough: unique together among the applied. */
  key: string | null
  discriminator: string | null
  payment_id: string | null
  attempts: number
  /** When it is its turn again; null once processing is over. */
  next_at: number | null
  error: string | null
  processed_at: number | null
}

/** How a delivery came: by the secret address, by the open one of a sandbox, or by a route of the shop's own. */
export type WebhookWay = 'secret' | 'open' | 'route'

/** People who paid, by their phone. */
export interface CustomersTable {
  phone: string
  name: string | null
  /** When the payment was made that told the name. */
  name_at: number | null
  email: string | null
  email_at: number | null
  first_paid_at: number
  last_paid_at: number
}

/** Requests that may be repeated. */
export interface IdempotencyKeysTable {
  route: string
  key: string
  body_hash: string
  payment_id: string
  created_at: number
}

/** Money sent back against a reference number, or about to be. */
export interface RefundsTable {
  id: string
  payment_id: string
  status: RefundStatus
  amount_cents: number
  message: string
  /** What was refunded before this one was sent: by ATH Móvil's word or by our own books, whichever says more. */
  baseline_cents: number
  /** What it says of all refunds together, as last read. */
  seen_cents: number | null
  review: RefundReview | null
  code: ErrorCode | null
  athm_code: string | null
  /** ATH Móvil's own id of the refund, as its answer calls it. */
  refund_reference: string | null
  daily_id: string | null
  idempotency_key: string
  body_hash: string
  actor: string
  version: number
  sent_at: number
  created_at: number
  updated_at: number
  next_at: number | null
  origin: Origin
  /** When ATH Móvil says that it was made. */
  transaction_at: number | null
  /** The webhook event that told of it. */
  webhook_id: string | null
}

/** `sending` and `unknown` are in flight; `review` waits for a person; the other two are over. */
export type RefundStatus = 'sending' | 'unknown' | 'succeeded' | 'refused' | 'review'

/** Why a person has to look at a refund. */
export type RefundReview = 'total_not_as_expected' | 'unresolved'

/** What the server made once and keeps: the sandbox's secret. */
export interface SettingsTable {
  name: string
  value: string
}

/** One change of a refund. */
export interface RefundJournalTable {
  id: Generated<number>
  refund_id: string
  version: number
  at: number
  change: string
  from_status: RefundStatus | null
  to_status: RefundStatus
  source: string
  actor: string | null
  evidence: string | null
}

/** Orders and price tags that may no longer be paid. */
export interface RevokedOrdersTable {
  order_id: string
  revoked_at: number
}

/** Requests that reached somebody's phone, for the limits. */
export interface PushesTable {
  id: Generated<number>
  at: number
  phone: string
  order_id: string | null
  address: string | null
}

/** All tables. */
export interface Schema {
  payments: PaymentsTable
  journal: JournalTable
  events: EventsTable
  webhook_events: WebhookEventsTable
  idempotency_keys: IdempotencyKeysTable
  settings: SettingsTable
  refunds: RefundsTable
  refund_journal: RefundJournalTable
  revoked_orders: RevokedOrdersTable
  pushes: PushesTable
  customers: CustomersTable
}

/** A row of payments. */
export type PaymentRow = Selectable<PaymentsTable>
/** A new row of payments. */
export type NewPaymentRow = Insertable<PaymentsTable>
/** A change to a row of payments. */
export type PaymentPatch = Updateable<PaymentsTable>
/** A row of the outbox. */
export type EventRow = Selectable<EventsTable>
/** A row of refunds. */
export type RefundRow = Selectable<RefundsTable>
/** A row of customers. */
export type CustomerRow = Selectable<CustomersTable>
/** A row of webhook_events. */
export type WebhookEventRow = Selectable<WebhookEventsTable>
/** The end statuses, for queries, and why a person has to look. */
export type { EndStatus, ReviewReason }
