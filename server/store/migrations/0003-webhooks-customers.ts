/** Payments begun elsewhere, customers, and what becomes of a webhook event. */

import { sql, type Kysely } from 'kysely'

/**
 * Changes the tables. `payments` and `events` lose rules that ALTER TABLE can't take away, so each is copied, made anew
 * and filled again; the rows that refer to them are checked only at the end of the transaction.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `PRAGMA defer_foreign_keys = ON`,
  // Every row that comes back has its children looked up: without these, in whole tables.
  `CREATE INDEX idempotency_keys_of_payment ON idempotency_keys (payment_id)`,
  `CREATE INDEX webhook_events_of_payment ON webhook_events (payment_id)`,
  `CREATE TABLE payments_copy AS SELECT * FROM payments`,
  `DROP TABLE payments`,
  `CREATE TABLE payments (
    id TEXT PRIMARY KEY,
    origin TEXT NOT NULL CHECK (origin IN ('own', 'external')),
    client_secret_hash TEXT NOT NULL,
    client_secret_key_id TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('OPEN', 'CONFIRM', 'COMPLETED', 'CANCEL', 'EXPIRED', 'FAILED')),
    intent TEXT CHECK (intent IN ('creating', 'authorizing', 'canceling')),
    intent_at INTEGER,
    intent_since INTEGER,
    unanswered INTEGER NOT NULL,
    authorize_sent INTEGER NOT NULL,
    cancel_cause TEXT,
    cancel_requested_at INTEGER,
    expired_hint INTEGER NOT NULL,
    review TEXT,
    late INTEGER NOT NULL,
    code TEXT,
    athm_code TEXT,
    version INTEGER NOT NULL,
    ecommerce_id TEXT UNIQUE,
    reference_number TEXT UNIQUE,
    auth_token BLOB,
    auth_token_key_id TEXT,
    token_ends_at INTEGER,
    total_cents INTEGER NOT NULL CHECK (total_cents > 0),
    subtotal_cents INTEGER,
    tax_cents INTEGER,
    fee_cents INTEGER,
    net_cents INTEGER,
    refunded_cents INTEGER NOT NULL CHECK (refunded_cents >= 0),
    metadata1 TEXT NOT NULL,
    metadata2 TEXT NOT NULL,
    correlation_id TEXT NOT NULL UNIQUE,
    items TEXT NOT NULL,
    phone TEXT NOT NULL,
    lang TEXT NOT NULL,
    timeout_s INTEGER NOT NULL,
    business_name TEXT,
    daily_id TEXT,
    transaction_at INTEGER,
    expires_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    confirmed_at INTEGER,
    completed_at INTEGER,
    ended_at INTEGER,
    next_at INTEGER,
    lease_until INTEGER,
    lease_owner TEXT,
    order_id TEXT,
    price_tag_id TEXT,
    customer_name TEXT,
    customer_email TEXT,
    looked_at INTEGER,
    erased_at INTEGER,
    CHECK (status <> 'COMPLETED' OR reference_number IS NOT NULL),
    CHECK (origin <> 'own' OR status <> 'COMPLETED' OR ecommerce_id IS NOT NULL OR authorize_sent = 0),
    CHECK (status IN ('OPEN', 'CONFIRM') OR intent IS NULL)
  ) STRICT`,
  `INSERT INTO payments SELECT *, NULL, NULL, NULL, NULL FROM payments_copy`,
  `DROP TABLE payments_copy`,
  `CREATE INDEX payments_due ON payments (next_at) WHERE next_at IS NOT NULL`,
  `CREATE UNIQUE INDEX payments_live_of_order ON payments (order_id) WHERE status IN ('OPEN', 'CONFIRM')`,
  `CREATE INDEX payments_of_order ON payments (order_id) WHERE order_id IS NOT NULL`,
  `CREATE INDEX payments_of_phone ON payments (phone)`,
  // Finds the payment of an event that names no id, by the merchant's own words.
  `CREATE INDEX payments_worded ON payments (metadata1, metadata2, total_cents) WHERE reference_number IS NULL`,

  `CREATE TABLE events_copy AS SELECT * FROM events`,
  `DROP TABLE events`,
  `CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    payment_id TEXT REFERENCES payments (id),
    refund_id TEXT REFERENCES refunds (id),
    webhook_id TEXT REFERENCES webhook_events (id),
    source TEXT NOT NULL,
    occurred_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    delivered_at INTEGER,
    unheard_at INTEGER,
    CHECK ((payment_id IS NULL) = (webhook_id IS NOT NULL))
  ) STRICT`,
  `INSERT INTO events (seq, id, type, payment_id, refund_id, source, occurred_at, attempts, next_at, delivered_at, unheard_at)
    SELECT seq, id, type, payment_id, refund_id, source, occurred_at, attempts, next_at, delivered_at, unheard_at FROM events_copy`,
  `DROP TABLE events_copy`,
  `CREATE INDEX events_due ON events (type, next_at) WHERE delivered_at IS NULL AND unheard_at IS NULL`,
  `CREATE INDEX events_of_payment ON events (payment_id, seq) WHERE payment_id IS NOT NULL`,
  `CREATE INDEX events_of_webhook ON events (webhook_id) WHERE webhook_id IS NOT NULL`,

  `CREATE TABLE webhook_events_copy AS SELECT * FROM webhook_events`,
  `DROP TABLE webhook_events`,
  `CREATE TABLE webhook_events (
    id TEXT PRIMARY KEY,
    received_at INTEGER NOT NULL,
    last_received_at INTEGER NOT NULL,
    deliveries INTEGER NOT NULL,
    body BLOB NOT NULL,
    body_hash TEXT NOT NULL,
    content_type TEXT,
    way TEXT NOT NULL CHECK (way IN ('secret', 'open', 'route')),
    state TEXT NOT NULL CHECK (state IN ('received', 'asking', 'stranger', 'applied', 'duplicate', 'unverified', 'unmatched', 'ignored', 'malformed')),
    kind TEXT,
    key TEXT,
    discriminator TEXT,
    payment_id TEXT REFERENCES payments (id),
    attempts INTEGER NOT NULL,
    next_at INTEGER,
    error TEXT,
    processed_at INTEGER,
    UNIQUE (body_hash, way)
  ) STRICT`,
  `INSERT INTO webhook_events SELECT id, received_at, received_at, 1, body, id, content_type, 'open',
    CASE state WHEN 'matched' THEN 'applied' ELSE state END, kind, NULL, NULL, payment_id, 0,
    CASE state WHEN 'received' THEN received_at END, NULL, processed_at FROM webhook_events_copy`,
  `DROP TABLE webhook_events_copy`,
  `CREATE INDEX webhook_events_due ON webhook_events (state, next_at) WHERE next_at IS NOT NULL`,
  `CREATE INDEX webhook_events_of_payment ON webhook_events (payment_id) WHERE payment_id IS NOT NULL`,
  `CREATE INDEX webhook_events_by_age ON webhook_events (last_received_at)`,
  // A forged or broken event never takes the place of the real one: only what was applied holds its key.
  `CREATE UNIQUE INDEX webhook_events_applied ON webhook_events (key, discriminator) WHERE state = 'applied' AND key IS NOT NULL`,

  `ALTER TABLE refunds ADD COLUMN origin TEXT NOT NULL DEFAULT 'own' CHECK (origin IN ('own', 'external'))`,
  `ALTER TABLE refunds ADD COLUMN transaction_at INTEGER`,
  `ALTER TABLE refunds ADD COLUMN webhook_id TEXT REFERENCES webhook_events (id)`,
  `CREATE INDEX refunds_of_reference ON refunds (refund_reference) WHERE refund_reference IS NOT NULL`,
  `CREATE INDEX refunds_of_webhook ON refunds (webhook_id) WHERE webhook_id IS NOT NULL`,

  `CREATE TABLE customers (
    phone TEXT PRIMARY KEY,
    name TEXT,
    name_at INTEGER,
    email TEXT,
    email_at INTEGER,
    first_paid_at INTEGER NOT NULL,
    last_paid_at INTEGER NOT NULL
  ) STRICT`,
  `INSERT INTO customers (phone, first_paid_at, last_paid_at)
    SELECT phone, min(coalesce(completed_at, updated_at)), max(coalesce(completed_at, updated_at))
    FROM payments WHERE status = 'COMPLETED' GROUP BY phone`,
]
