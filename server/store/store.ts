/** The database: opening it, bringing it up to date, and the reads and claims that more than one folder needs. */

import { sql, type Kysely, type Transaction } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import type { OpenConnection } from '../context.ts'
import { openSqlite } from './node-sqlite.ts'
import * as payments0001 from './migrations/0001-payments.ts'
import * as refunds0002 from './migrations/0002-refunds-orders.ts'
import * as webhooks0003 from './migrations/0003-webhooks-customers.ts'
import type { PaymentRow, RefundRow, Schema } from './schema.ts'

/** A handle on the tables: the database itself, or a transaction on it. */
export type Db = Kysely<Schema> | Transaction<Schema>

/** The database itself, on which transactions begin. */
export type Database = Kysely<Schema>

const MIGRATIONS: Record<string, Migration> = {
  '0001-payments': payments0001,
  '0002-refunds-orders': refunds0002,
  '0003-webhooks-customers': webhooks0003,
}

/** Opens the database and brings its tables up to date. Throws when it can't be opened, is corrupt, or is newer than this code. */
export async function openDatabase(path: string, open?: OpenConnection): Promise<Database> {
  const db = openSqlite(path, open)
  try {
    const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } })
    const { error } = await migrator.migrateToLatest()
    if (error !== undefined) throw new Error('The tables could not be brought up to date', { cause: error })
    return db
  } catch (error) {
    await db.destroy()
    throw error
  }
}

/** A constant within a statement: SQLite compiles a statement anew whenever a limit of it is bound, which takes ten times as long. */
export const literal = <T extends number | string>(value: T) => sql.lit(value)

/** How many rows one statement inserts at most. */
const MAX_CHUNK = 64

/** Cuts rows into chunks whose sizes are powers of two: so few sizes that each is compiled once. */
export function* inChunks<T>(rows: readonly T[]): Iterable<readonly T[]> {
  for (let at = 0; at < rows.length;) {
    const size = Math.min(MAX_CHUNK, 2 ** Math.floor(Math.log2(rows.length - at)))
    yield rows.slice(at, at + size)
    at += size
  }
}

/** Reads a payment. */
export function findPaymentRow(db: Db, id: string): Promise<PaymentRow | undefined> {
  return db.selectFrom('payments').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Reads a refund. */
export function findRefundRow(db: Db, id: string): Promise<RefundRow | undefined> {
  return db.selectFrom('refunds').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Reads a setting. */
export async function readSetting(db: Db, name: string): Promise<string | undefined> {
  const row = await db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst()
  return row?.value
}

/** Keeps a setting unless it is there already, and returns the one that is kept. */
export async function keepSetting(db: Db, name: string, value: string): Promise<string> {
  await db
    .insertInto('settings')
    .values({ name, value })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return (await readSetting(db, name)) ?? value
}

/** Throws unless the database answers. */
export async function checkDatabase(db: Db): Promise<void> {
  await sql`select 1 from settings`.execute(db)
}

/** Tells that a value which must be unique, such as `payments.reference_number`, is somebody else's already. */
export function isTaken(thrown: unknown, column: string): boolean {
  return thrown instanceof Error && thrown.message === `UNIQUE constraint failed: ${column}`
}

/** Tells the database's own trouble (locked, full, unreadable) from a fault in this code. */
export function isDatabaseTrouble(thrown: unknown): boolean {
  if (!(thrown instanceof Error) || !('errcode' in thrown) || typeof thrown.errcode !== 'number') return false
  // SQLite's primary result codes: PERM, BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN.
  return [3, 5, 6, 8, 10, 11, 13, 14].includes(thrown.errcode & 0xff)
}
