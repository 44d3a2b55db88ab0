/** Payments of every fate in one shop, for forgers to name; and whether anything of theirs has changed. */

import type { Shop } from './shop.ts'
import { payTruly, refundInApp, writeWebhook } from './paid.ts'
import type { Target } from './fuzz/grammar.ts'

/** A shop's payments, as ATH Móvil names them. */
export interface Fates {
  /** Still waiting for its customer, for some ten minutes. */
  readonly live: Target
  readonly completed: Target
  /** Completed, but its webhook never came: nobody has told who paid. */
  readonly unnamed: Target
  readonly refunded: Target
  readonly external: Target
  readonly cancelled: Target
  readonly expired: Target
}

/** How many deliveries that takes. */
export const TRUE_DELIVERIES = 5

/** Has payments end in every way, and leaves one alive. What can be known of the paid ones is known but one name: there is no other gap to fill. */
export async function makeFates(shop: Shop): Promise<Fates> {
  const expired = await beginOne(shop, { phone_number: '9395559001', timeout: 120 })
  const cancelled = await beginOne(shop, { phone_number: '9395559002' })
  await shop.ask(`tickets/${cancelled}/refuse`, {})
  const completed = await payTruly(shop, 'own')
  const unnamed = await payTruly(shop, 'own')
  const refunded = await payTruly(shop, 'own')
  await shop.athm.refunds.create({
    referenceNumber: refunded.referenceNumber,
    amount: '10.00',
    idempotencyKey: 'a',
  })
  const external = await payTruly(shop, 'elsewhere')
  await refundInApp(shop, external, '5.00')
  for (const [paid, kind] of [
    [completed, 'ecommerce_completed'],
    [refunded, 'ecommerce_completed'],
    [refunded, 'refund'],
    [external, 'ecommerce_completed'],
    [external, 'refund'],
  ] as const) {
    const body = await writeWebhook(shop, paid, { kind, generation: '2025' })
    await shop.deliver(JSON.stringify(body), 'secret')
    await shop.settle(60_000)
  }
  await shop.pass(200_000)
  const live = await beginOne(shop, { phone_number: '9395559003', timeout: 600 })
  // For its first seconds somebody looks at it on a page, and it is read more often.
  await shop.pass(30_000)
  const fates = { live, completed, unnamed, refunded, external, cancelled, expired }
  const targets: [string, Target][] = []
  for (const [fate, it] of Object.entries(fates)) {
    targets.push([fate, await toTarget(shop, typeof it === 'string' ? it : it.ecommerceId)])
  }
  return Object.fromEntries(targets) as unknown as Fates
}

async function beginOne(shop: Shop, fields: { phone_number: string; timeout?: number }): Promise<string> {
  await shop.begin({ total: '25.00', ...fields })
  const { tickets } = await shop.ask(`tickets?phone=${fields.phone_number}`)
  return (tickets as readonly { ecommerceId: string }[]).at(-1)?.ecommerceId ?? ''
}

async function toTarget(shop: Shop, ecommerceId: string): Promise<Target> {
  const ticket = await shop.ask(`tickets/${ecommerceId}`)
  return {
    ecommerceId,
    referenceNumber: ticket['referenceNumber'] as string | null,
    metadata1: String(ticket['metadata1']),
    metadata2: String(ticket['metadata2']),
    phone: String(ticket['phone']),
    total: Number(ticket['total']),
  }
}

/** What a delivery may touch of a payment: by it the payment is looked at sooner, and called expired or cancelled. */
const HINTS = [
  'next_at',
  'lease_until',
  'lease_owner',
  'looked_at',
  'expired_hint',
  'version',
  'updated_at',
] as const

/** Cell → what is in it. */
export type Dump = ReadonlyMap<string, string>

/**
 * Everything that a forgery could gain: all of payments, refunds, customers, their journals and their facts, but for the
 * columns of hints. With `without`, all that is not of that ticket.
 */
export function dump(shop: Shop, without?: Target): Dump {
  const id = `(select id from payments where ecommerce_id = '${without?.ecommerceId ?? ''}')`
  const others = (column: string): string => `(${column} is null or ${column} not in ${id})`
  const tables = {
    payments: `select * from payments where ${others('id')}`,
    refunds: `select * from refunds where ${others('payment_id')}`,
    customers: `select *, phone as id from customers`,
    journal: `select * from journal where ${others('payment_id')} and change <> 'expired_hint'`,
    refund_journal: `select * from refund_journal`,
    events: `select id, type, payment_id, refund_id from events where webhook_id is null and ${others('payment_id')}`,
  }
  const cells = Object.entries(tables).flatMap(([table, sql]) =>
    shop.read<Record<string, unknown>>(sql).flatMap((row) =>
      Object.entries(row)
        .filter(([column]) => table !== 'payments' || !(HINTS as readonly string[]).includes(column))
        .map(([column, value]): [string, string] => [
          `${table} ${String(row['id'])} ${column}`,
          toText(value),
        ]),
    ),
  )
  return new Map(cells)
}

function toText(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64url') : JSON.stringify(value)
}

/** What is different between two dumps, as lines. */
export function diff(before: Dump, after: Dump): string[] {
  const cells = new Set([...before.keys(), ...after.keys()])
  return [...cells]
    .filter((cell) => before.get(cell) !== after.get(cell))
    .map((cell) => `${cell}: ${before.get(cell)} → ${after.get(cell)}`)
}

/** What became of the deliveries, by their states. */
export function countStates(shop: Shop): Record<string, number> {
  const rows = shop.read<{ state: string; count: number }>(
    'select state, count(*) as count from webhook_events group by state',
  )
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
}
