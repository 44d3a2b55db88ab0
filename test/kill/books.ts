/** Whether the server's books are whole in themselves, and equal to the simulator's to the cent. */

import { existsSync, readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { Ending } from './flows.ts'
import type { Files } from './processes.ts'
import type { UpstreamBooks } from './upstream.ts'

type Row = Readonly<Record<string, unknown>>

/** What is under way, as a condition for each table. */
const UNDER_WAY = {
  payments: "status IN ('OPEN', 'CONFIRM') OR intent IS NOT NULL OR next_at IS NOT NULL",
  events: 'delivered_at IS NULL',
  refunds: "status IN ('sending', 'unknown')",
  webhook_events: "state = 'received'",
} as const

/** Lists what is still under way in a database, which may be another process's; nothing, when all is quiet. */
export function findUnderWay({ database }: Files): string[] {
  return readDatabase(database, (read) =>
    Object.entries(UNDER_WAY).flatMap(([table, condition]) =>
      read(`SELECT * FROM ${table} WHERE ${condition}`).map((row) => `${table}: ${summarize(row)}`),
    ),
  )
}

/** Compares both books, once all is quiet. Returns what is wrong, in sentences. */
export function compareBooks(files: Files, upstream: UpstreamBooks, ending: Ending): string[] {
  return readDatabase(files.database, (read) => {
    const payments = read('SELECT * FROM payments ORDER BY created_at, rowid')
    const completed = payments.filter(({ status }) => status === 'COMPLETED')
    const refunds = read("SELECT payment_id, amount_cents FROM refunds WHERE status = 'succeeded'")
    return [
      ...check('integrity', read('PRAGMA integrity_check')[0]?.['integrity_check'], 'ok'),
      ...check(
        'captured',
        sumByTicket(
          completed.map((row) => ({ ecommerceId: row['ecommerce_id'], cents: row['total_cents'] })),
        ),
        sumByTicket(upstream.captures),
      ),
      ...check(
        'refunded, as the payments have it',
        sumByTicket(
          completed.map((row) => ({ ecommerceId: row['ecommerce_id'], cents: row['refunded_cents'] })),
        ),
        sumByTicket(upstream.refunds),
      ),
      ...check(
        'refunded, as the refunds have it',
        sumCents(refunds, 'amount_cents'),
        sumCents(upstream.refunds, 'cents'),
      ),
      ...checkEnding(payments, upstream, ending),
      ...checkSecrets(payments),
      ...checkEvents(read, files),
    ]
  })
}

function checkEnding(payments: readonly Row[], upstream: UpstreamBooks, ending: Ending): string[] {
  const last = String(payments.at(-1)?.['status'])
  const captures = upstream.captures.length
  return [
    ...(ending.statuses.some((status) => status === last) ? [] : [`the last payment is ${last}`]),
    ...(captures > 1 ? [`${captures} payments were captured for one purchase`] : []),
    ...(ending.captures === undefined ? [] : check('captures', captures, ending.captures)),
    ...(upstream.refunds.length > 1 ? ['the refund was sent twice'] : []),
    ...(sumCents(upstream.refunds, 'cents') > (ending.refundedAtMost ?? 0) ? ['too much was refunded'] : []),
    ...payments.filter(({ review }) => review !== null).map((row) => `in review: ${summarize(row)}`),
  ]
}

function checkSecrets(payments: readonly Row[]): string[] {
  return payments
    .filter(({ auth_token: token }) => token !== null)
    .map(({ id }) => `${String(id)} still has its token`)
}

/** The facts that each payment has to announce once, and each event delivered, in order. */
function checkEvents(read: (sql: string) => Row[], { events }: Files): string[] {
  const announced = read('SELECT id, type, payment_id FROM events ORDER BY seq')
  const ends = read(`SELECT id AS payment_id, CASE status WHEN 'COMPLETED' THEN 'payment.completed'
    WHEN 'CANCEL' THEN 'payment.cancelled' WHEN 'EXPIRED' THEN 'payment.expired' ELSE 'payment.failed' END AS type
    FROM payments UNION ALL SELECT payment_id, 'refund.sent' FROM refunds WHERE status = 'succeeded'`)
  const text = existsSync(events) ? readFileSync(events, 'utf8') : ''
  const heard = [...text.matchAll(/^heard (\S+)/gm)].map(([, id]) => id)
  return [
    ...ends.flatMap(({ payment_id: id, type }) => {
      const times = announced.filter((event) => event['payment_id'] === id && event['type'] === type).length
      return check(`announcements of ${String(type)}`, times, 1)
    }),
    ...[...Map.groupBy(announced, ({ payment_id: id }) => id).values()].flatMap((ofOne) => {
      const ids = ofOne.map(({ id }) => id)
      return check(
        'events in the order in which they were first heard',
        [...new Set(heard)].filter((id) => ids.includes(id)),
        ids,
      )
    }),
  ]
}

function sumByTicket(movements: readonly { ecommerceId: unknown; cents: unknown }[]): [string, number][] {
  const sums = new Map<string, number>()
  for (const { ecommerceId, cents } of movements) {
    if (cents === 0) continue
    sums.set(String(ecommerceId), (sums.get(String(ecommerceId)) ?? 0) + Number(cents))
  }
  return [...sums].toSorted(([one], [other]) => one.localeCompare(other))
}

const sumCents = (rows: readonly object[], column: string): number =>
  rows.reduce((sum, row) => sum + Number(Object.entries(row).find(([name]) => name === column)?.[1]), 0)

function check(what: string, ours: unknown, theirs: unknown): string[] {
  const [here, there] = [JSON.stringify(ours), JSON.stringify(theirs)]
  return here === there ? [] : [`${what}: ${here}, and should be ${there}`]
}

function summarize(row: Row): string {
  const names = ['id', 'type', 'status', 'intent', 'review', 'code', 'ecommerce_id', 'attempts', 'next_at']
  return names
    .filter((name) => row[name] !== undefined && row[name] !== null)
    .map((name) => `${name} ${String(row[name])}`)
    .join(', ')
}

function readDatabase<T>(path: string, use: (read: (sql: string) => Row[]) => T): T {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 2000 })
  try {
    return use((sql) => database.prepare(sql).all())
  } finally {
    database.close()
  }
}
