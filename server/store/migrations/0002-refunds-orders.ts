/** Refunds, orders and limits. */

import { sql, type Kysely } from 'kysely'

/** Creates the tables, and gives payments their order. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `CREATE TABLE refunds (
    id TEXT PRIMARY KEY,
    payment_id TEXT NOT NULL REFERENCES payments (id),
    status TEXT NOT NULL CHECK (status IN ('sending', 'unknown', 'succeeded', 'refused', 'review')),
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    message TEXT NOT NULL,
    baseline_cents INTEGER NOT NULL,
    seen_cents INTEGER,
    review TEXT,
    code TEXT,
    athm_code TEXT,
    refund_reference TEXT,
    daily_id TEXT,
    idempotency_key TEXT NOT NULL UNIQUE,
    body_hash TEXT NOT NULL,
    actor TEXT NOT NULL,
    version INTEGER NOT NULL,
    sent_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    next_at INTEGER
  ) STRICT`,
  // One refund in flight per payment, whoever asks: two readings of one total could not be told apart.
  `CREATE UNIQUE INDEX refunds_in_flight ON refunds (payment_id) WHERE status IN ('sending', 'unknown')`,
  `CREATE INDEX refunds_of_payment ON refunds (payment_id, created_at)`,
  `CREATE INDEX refunds_due ON refunds (next_at) WHERE next_at IS NOT NULL`,
  `CREATE TABLE refund_journal (
    id INTEGER PRIMARY KEY,
    refund_id TEXT NOT NULL REFERENCES refunds (id),
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    change TEXT NOT NULL,
    from_status TEXT,
    to_status TEXT NOT NULL,
    source TEXT NOT NULL,
    actor TEXT,
    evidence TEXT,
    UNIQUE (refund_id, version)
  ) STRICT`,
  `ALTER TABLE events ADD COLUMN refund_id TEXT REFERENCES refunds (id)`,
  `ALTER TABLE events ADD COLUMN unheard_at INTEGER`,
  `DROP INDEX events_due`,
  `CREATE INDEX events_due ON events (type, next_at) WHERE delivered_at IS NULL AND unheard_at IS NULL`,
  `ALTER TABLE journal ADD COLUMN actor TEXT`,
  `ALTER TABLE payments ADD COLUMN order_id TEXT`,
  `ALTER TABLE payments ADD COLUMN price_tag_id TEXT`,
  // One live payment per order.
  `CREATE UNIQUE INDEX payments_live_of_order ON payments (order_id) WHERE status IN ('OPEN', 'CONFIRM')`,
  `CREATE INDEX payments_of_order ON payments (order_id) WHERE order_id IS NOT NULL`,
  `CREATE TABLE revoked_orders (order_id TEXT PRIMARY KEY, revoked_at INTEGER NOT NULL) STRICT`,
  `CREATE TABLE pushes (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    phone TEXT NOT NULL,
    order_id TEXT,
    address TEXT
  ) STRICT`,
  `CREATE INDEX pushes_of_phone ON pushes (phone, at)`,
  `CREATE INDEX pushes_of_address ON pushes (address, at)`,
  `CREATE INDEX pushes_by_age ON pushes (at)`,
]
