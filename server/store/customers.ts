/** People who paid: one for each phone, with the newest name and e-mail that a trusted source told. */

import { sql } from 'kysely'
import type { CustomerRow, PaymentRow, WebhookEventRow } from './schema.ts'
import type { Database, Db } from './store.ts'

/** What one payment tells of its customer. */
export interface CustomerFacts {
  /** Ten digits. */
  readonly phone: string
  /** When the payment was made. */
  readonly paidAt: number
  /** Null: this source doesn't say, which takes nothing away. */
  readonly name: string | null
  readonly email: string | null
}

/** Adds what a payment tells. Payments may come in any order: the newest one's words stay. */
export async function noteCustomer(db: Db, { phone, paidAt, name, email }: CustomerFacts): Promise<void> {
  const nameAt = name === null ? null : paidAt
  const emailAt = email === null ? null : paidAt
  await sql`
    insert into customers (phone, name, name_at, email, email_at, first_paid_at, last_paid_at)
    values (${phone}, ${name}, ${nameAt}, ${email}, ${emailAt}, ${paidAt}, ${paidAt})
    on conflict (phone) do update set
      name = case when excluded.name_at >= coalesce(customers.name_at, 0) then excluded.name else customers.name end,
      name_at = case when excluded.name_at >= coalesce(customers.name_at, 0) then excluded.name_at else customers.name_at end,
      email = case when excluded.email_at >= coalesce(customers.email_at, 0) then excluded.email else customers.email end,
      email_at = case when excluded.email_at >= coalesce(customers.email_at, 0) then excluded.email_at else customers.email_at end,
      first_paid_at = min(customers.first_paid_at, excluded.first_paid_at),
      last_paid_at = max(customers.last_paid_at, excluded.last_paid_at)`.execute(db)
}

/** Reads a customer; undefined when nobody has paid with this phone. */
export function findCustomer(db: Db, phone: string): Promise<CustomerRow | undefined> {
  return db.selectFrom('customers').selectAll().where('phone', '=', phone).executeTakeFirst()
}

/** Reads all payments of a phone, oldest first. */
export function listPaymentsOfPhone(db: Db, phone: string): Promise<PaymentRow[]> {
  return db
    .selectFrom('payments')
    .selectAll()
    .where('phone', '=', phone)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

/** Reads the deliveries whose body is kept and names a phone, in whatever way it is written, oldest first. */
export function listWebhooksNaming(db: Db, phone: string): Promise<WebhookEventRow[]> {
  const text = sql`cast(body as text)`
  const bare = [' ', '(', ')', '-', '.', '+', '\u00A0'].reduce(
    (inner, sign) => sql`replace(${inner}, ${sql.lit(sign)}, '')`,
    text,
  )
  return db
    .selectFrom('webhook_events')
    .selectAll()
    .where(sql<boolean>`length(body) > 0 and instr(${bare}, ${phone}) > 0`)
    .orderBy('received_at')
    .execute()
}

/**
 * Runs a transaction that erases, so that what it takes away can't be read from the file either: SQLite overwrites what is
 * deleted, and here the log too, unless somebody is reading just then.
 */
export async function erasing<T>(db: Database, erase: (db: Db) => Promise<T>): Promise<T> {
  try {
    return await db.transaction().execute(erase)
  } finally {
    await sql`pragma wal_checkpoint(truncate)`.execute(db)
  }
}
