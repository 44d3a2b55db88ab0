/** A backend on the books of a model, whose clock stands still, and its database in plain sight. */

import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { TestContext } from 'node:test'
import { createAthmBackend, type AthmBackend, type BackendOptions } from '../../server/index.ts'
import type { Clock } from '../../server/context.ts'
import type { Send } from '../../server/athmovil/transport.ts'
import type { PaymentRow, RefundRow } from '../../server/store/schema.ts'
import type { ManualClock } from '../manual-clock.ts'
import { createSeededRandom } from '../seeded-random.ts'
import { whileTimePasses } from './sandbox.ts'

/** A row of any table. */
export type AnyRow = Readonly<Record<string, unknown>>

/** Every table's rows, in the order of their storage. */
export type Dump = Readonly<Record<string, readonly AnyRow[]>>

/** The backend, and what tests do with its database. */
export interface ReconcileShop {
  readonly athm: AthmBackend
  /** The other databases that were opened: the copies of dry runs, with the modes of the file and of its folder. */
  readonly copies: readonly { readonly path: string; readonly modes: readonly number[] }[]
  insert(table: string, row: AnyRow): void
  exec(sql: string): void
  /** Runs statements as one transaction: ten thousand rows at once. */
  inOne(fill: () => void): void
  dump(): Dump
}

/** Time stands still: only what is due at once ever rings. */
function createFrozenClock(now: number): Clock {
  return {
    now: () => now,
    setTimer(delayMs, ring) {
      if (delayMs > 0) return () => {}
      const timer = setImmediate(ring)
      return () => clearImmediate(timer)
    },
  }
}

/** Builds the backend at an instant; it is not started, and closes with the test. */
export async function createReconcileShop(
  t: TestContext,
  {
    send,
    now,
    clock = createFrozenClock(now),
    ...options
  }: { send: Send; now: number; clock?: Clock } & Partial<BackendOptions>,
): Promise<ReconcileShop> {
  let database: DatabaseSync | undefined
  const copies: { path: string; modes: number[] }[] = []
  const credentials = { publicToken: 'public', privateToken: 'private' }
  const athm = createAthmBackend({
    upstream: { send, clock, credentials },
    database: ':memory:',
    openConnection: (path) => {
      const opened = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: 200 })
      if (database)
        copies.push({ path, modes: [path, dirname(path)].map((each) => statSync(each).mode & 0o777) })
      database ??= opened
      return opened
    },
    random: createSeededRandom(7),
    log: { info: () => {}, warn: () => {}, error: () => {} },
    ...options,
  })
  await athm.ready
  t.after(() => ('advance' in clock ? whileTimePasses(clock as ManualClock, athm.close()) : athm.close()))
  if (!database) throw new Error('The database was not opened')
  const db = database
  const statements = new Map<string, StatementSync>()
  return {
    athm,
    copies,
    exec: (sql) => db.exec(sql),
    insert(table, row) {
      const columns = Object.keys(row)
      const sql = `insert into ${table} (${columns.join()}) values (${columns.map(() => '?').join()})`
      const statement = statements.get(sql) ?? db.prepare(sql)
      statements.set(sql, statement)
      statement.run(...(Object.values(row) as (string | number | null)[]))
    },
    inOne(fill) {
      db.exec('begin')
      fill()
      db.exec('commit')
    },
    dump() {
      const tables = db
        .prepare("select name from sqlite_master where type = 'table' order by name")
        .all() as { name: string }[]
      return Object.fromEntries(
        tables.map(({ name }) => [name, db.prepare(`select * from ${name} order by 1`).all() as AnyRow[]]),
      )
    },
  }
}

/** A row of a payment with nothing unusual about it. */
export function toPaymentColumns(given: Partial<PaymentRow> & Pick<PaymentRow, 'id'>): PaymentRow {
  const createdAt = given.created_at ?? 0
  return {
    origin: 'own',
    client_secret_hash: 'hash',
    client_secret_key_id: 'key',
    status: 'OPEN',
    intent: null,
    intent_at: null,
    intent_since: null,
    unanswered: 0,
    authorize_sent: 0,
    cancel_cause: null,
    cancel_requested_at: null,
    expired_hint: 0,
    review: null,
    late: 0,
    code: null,
    athm_code: null,
    version: 3,
    ecommerce_id: null,
    reference_number: null,
    auth_token: null,
    auth_token_key_id: null,
    token_ends_at: null,
    total_cents: 100,
    subtotal_cents: null,
    tax_cents: null,
    fee_cents: null,
    net_cents: null,
    refunded_cents: 0,
    metadata1: '',
    metadata2: '',
    order_id: null,
    price_tag_id: null,
    correlation_id: `mark-of-${given.id}`,
    items: '[]',
    phone: '',
    lang: 'es',
    timeout_s: 600,
    business_name: null,
    daily_id: null,
    transaction_at: null,
    expires_at: createdAt + 600_000,
    created_at: createdAt,
    updated_at: createdAt,
    confirmed_at: null,
    completed_at: null,
    ended_at: null,
    next_at: null,
    lease_until: null,
    lease_owner: null,
    customer_name: null,
    customer_email: null,
    looked_at: null,
    erased_at: null,
    ...given,
  }
}

/** A row of a refund that succeeded, sent by the API. */
export function toRefundColumns(given: Partial<RefundRow> & Pick<RefundRow, 'id' | 'payment_id'>): RefundRow {
  return {
    status: 'succeeded',
    origin: 'own',
    amount_cents: 100,
    message: '',
    baseline_cents: 0,
    seen_cents: null,
    review: null,
    code: null,
    athm_code: null,
    refund_reference: null,
    daily_id: null,
    transaction_at: null,
    webhook_id: null,
    idempotency_key: `key of ${given.id}`,
    body_hash: '',
    actor: 'library',
    version: 2,
    sent_at: 0,
    created_at: 0,
    updated_at: 0,
    next_at: null,
    ...given,
  }
}
