/** Everything that is kept about a phone, for the person whose it is. */

import { formatDollars, toCents, type Item, type Phone } from '../../src/protocol/index.ts'
import { findCustomer, listPaymentsOfPhone, listWebhooksNaming } from '../store/customers.ts'
import type { CustomerRow, PaymentRow, RefundRow, WebhookEventRow } from '../store/schema.ts'
import type { Db } from '../store/store.ts'
import type { CustomerExport } from './customer.ts'
import { findRefundsOf } from './record-found-refund.ts'

/** Collects it. */
export async function exportCustomer(db: Db, phone: Phone): Promise<CustomerExport> {
  const customer = await findCustomer(db, phone)
  const payments = await listPaymentsOfPhone(db, phone)
  const refunds = await Promise.all(payments.map(({ id }) => findRefundsOf(db, id)))
  const pushes = await db.selectFrom('pushes').selectAll().where('phone', '=', phone).orderBy('at').execute()
  const webhooks = await listWebhooksAbout(db, phone, payments)
  return {
    phone,
    customer: customer ? toCustomer(customer) : null,
    payments: payments.map((row, at) => toPayment(row, refunds[at] ?? [])),
    webhooks: webhooks.map(toWebhook),
    pushes: pushes.map(({ at, address, order_id: orderId }) => ({
      at: toInstant(at),
      address,
      order_id: orderId,
    })),
  }
}

/** Reads the deliveries that name a phone, and those that belong to payments of it, each once. */
export async function listWebhooksAbout(
  db: Db,
  phone: Phone,
  payments: readonly PaymentRow[],
): Promise<WebhookEventRow[]> {
  const found = new Map((await listWebhooksNaming(db, phone)).map((row) => [row.id, row]))
  for (const { id } of payments) {
    // oxlint-disable-next-line no-await-in-loop -- one connection
    const rows = await db.selectFrom('webhook_events').selectAll().where('payment_id', '=', id).execute()
    for (const row of rows) found.set(row.id, row)
  }
  return [...found.values()]
}

function toCustomer(row: CustomerRow): object {
  const { name, email, first_paid_at: first, last_paid_at: last } = row
  return { name, email, first_paid_at: toInstant(first), last_paid_at: toInstant(last) }
}

function toPayment(row: PaymentRow, refunds: readonly RefundRow[]): object {
  return {
    payment_id: row.id,
    origin: row.origin,
    status: row.status,
    code: row.code,
    reference_number: row.reference_number,
    // Before that it would be a right to cancel.
    ecommerce_id: row.status === 'COMPLETED' ? row.ecommerce_id : null,
    daily_id: row.daily_id,
    business_name: row.business_name,
    total: toDollars(row.total_cents),
    subtotal: toDollars(row.subtotal_cents),
    tax: toDollars(row.tax_cents),
    fee: toDollars(row.fee_cents),
    net: toDollars(row.net_cents),
    refunded: toDollars(row.refunded_cents),
    order_id: row.order_id,
    metadata_1: row.metadata1,
    metadata_2: row.metadata2,
    items: (JSON.parse(row.items) as Item[]).map(toItem),
    name: row.customer_name,
    email: row.customer_email,
    lang: row.lang,
    created_at: toInstant(row.created_at),
    confirmed_at: toInstant(row.confirmed_at),
    completed_at: toInstant(row.completed_at),
    ended_at: toInstant(row.ended_at),
    refunds: refunds.map(toRefund),
  }
}

function toItem({ name, description, quantity, price, tax, metadata }: Item): object {
  return { name, description, quantity, price: toDollars(price), tax: toDollars(tax), metadata }
}

function toRefund(row: RefundRow): object {
  return {
    refund_id: row.id,
    origin: row.origin,
    status: row.status,
    amount: toDollars(row.amount_cents),
    message: row.message,
    created_at: toInstant(row.created_at),
    transaction_at: toInstant(row.transaction_at),
  }
}

function toWebhook(row: WebhookEventRow): object {
  return {
    webhook_id: row.id,
    kind: row.kind,
    state: row.state,
    payment_id: row.payment_id,
    deliveries: row.deliveries,
    received_at: toInstant(row.received_at),
    last_received_at: toInstant(row.last_received_at),
    body: new TextDecoder().decode(row.body),
  }
}

const toDollars = (cents: number | null): string | null =>
  cents === null ? null : formatDollars(toCents(cents))

const toInstant = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())
