/** A shop on books of a few entries, written by hand. */

import type { TestContext } from 'node:test'
import type { SyncOptions, SyncSummary } from '../../server/index.ts'
import type { Send } from '../../server/athmovil/transport.ts'
import { createBooksModel, type BooksModel, type Entry } from './reconcile-books.ts'
import { createReconcileShop, toPaymentColumns, type ReconcileShop } from './reconcile-shop.ts'

const NOW = Date.parse('2026-02-10T16:00:00Z')

/** Noon of a day in January. */
export const NOON = '2026-01-15T12:00:00-04:00'
/** Days around it. */
export const JANUARY = { fromDate: '2026-01-10', toDate: '2026-01-20' } as const

/** The shop, its books, and what tests do with both. */
export interface Comparing extends ReconcileShop {
  readonly books: BooksModel
  /** Compares ten days of January. */
  sync(options?: SyncOptions): Promise<SyncSummary>
  /** Puts the payment of an entry into the database, in order. */
  keep(entry: Entry, given?: Parameters<typeof toPaymentColumns>[0] | object): string
  rows(table: string): Readonly<Record<string, unknown>>[]
}

/** Builds the shop; `wrap` may stand in the way of what it asks. */
export async function createComparing(
  t: TestContext,
  wrap: (send: Send) => Send = (send) => send,
): Promise<Comparing> {
  const books = createBooksModel()
  const shop = await createReconcileShop(t, { send: wrap(books.send), now: NOW })
  let ids = 0
  return {
    ...shop,
    books,
    sync: (options) => shop.athm.sync({ ...JANUARY, ...options }),
    keep(entry, given = {}) {
      const row = toPaymentColumns({
        id: `pay_${++ids}`,
        status: 'COMPLETED',
        ecommerce_id: entry.ecommerceId,
        reference_number: entry.reference,
        total_cents: entry.total,
        fee_cents: entry.fee,
        net_cents: entry.net,
        phone: entry.phone ?? '',
        daily_id: entry.dailyId,
        transaction_at: entry.at,
        created_at: entry.at,
        completed_at: entry.at,
        customer_name: entry.name,
        customer_email: entry.email,
        ...given,
      })
      shop.insert('payments', { ...row })
      return row.id
    },
    rows: (table) => (shop.dump()[table] ?? []).map((row) => Object.assign({}, row)),
  }
}

/** The kinds and reasons of what a run could not mend. */
export const problemsOf = ({ problems }: SyncSummary): string[] =>
  problems.map(({ kind, reason }) => `${kind} ${reason}`)
