/**
 * The right to be forgotten: takes a person's name, e-mail and phone out of everything that is kept here, all of it or
 * nothing. What was sold and paid are the merchant's books, and stay.
 */

import { AthmError, isEnd, type Phone } from '../../src/protocol/index.ts'
import { erasing, findCustomer, listPaymentsOfPhone } from '../store/customers.ts'
import type { PaymentRow, RefundRow, WebhookEventRow } from '../store/schema.ts'
import { inChunks, type Db } from '../store/store.ts'
import type { Erasure } from './customer.ts'
import { listWebhooksAbout } from './customer-export.ts'
import type { PaymentDeps } from './deps.ts'
import { isAbout, type Person } from './person.ts'
import { findRefundsOf } from './record-found-refund.ts'
import { isInFlight } from './refund-lifecycle.ts'

/** How long a request may be repeated with its key, which a hash of the request is kept for. */
const KEYS_KEPT_MS = 24 * 3_600_000

/** Erases a person. Throws `customer_has_payment` while a payment, a refund or a delivery of theirs is under way. */
export async function eraseCustomer(deps: PaymentDeps, phone: Phone): Promise<Erasure> {
  const erasure = await erasing(deps.db, async (db) => {
    const customer = await findCustomer(db, phone)
    const payments = await listPaymentsOfPhone(db, phone)
    const refunds = (await Promise.all(payments.map(({ id }) => findRefundsOf(db, id)))).flat()
    const webhooks = await listWebhooksAbout(db, phone, payments)
    checkNothingUnderWay(payments, refunds, webhooks)

    const told = [
      customer?.name,
      customer?.email,
      ...payments.flatMap((row) => [row.customer_name, row.customer_email]),
    ]
    const person: Person = { phone, words: told.filter((word) => typeof word === 'string') }
    const full = webhooks.filter(({ body }) => body.length > 0)
    await emptyWebhooks(db, full)
    const evidence = await emptyEvidence(db, payments, refunds, person)
    await forgetMessages(db, refunds, person)
    await forgetPerson(db, payments, phone, deps.clock.now())
    return { isFound: customer !== undefined, payments: payments.length, webhooks: full.length, evidence }
  })
  deps.log.info('a customer was erased')
  return erasure
}

function checkNothingUnderWay(
  payments: readonly PaymentRow[],
  refunds: readonly RefundRow[],
  webhooks: readonly WebhookEventRow[],
): void {
  const isUnderWay =
    payments.some(({ status, next_at: nextAt }) => !isEnd(status) || nextAt !== null) ||
    refunds.some(isInFlight) ||
    webhooks.some(({ next_at: nextAt }) => nextAt !== null)
  if (!isUnderWay) return
  throw new AthmError(
    'customer_has_payment',
    'A payment, a refund or a delivery of this phone is under way. Try again once it is over.',
    { retryAfterS: 60 },
  )
}

async function emptyWebhooks(db: Db, webhooks: readonly WebhookEventRow[]): Promise<void> {
  for (const chunk of inChunks(webhooks.map(({ id }) => id))) {
    // oxlint-disable-next-line no-await-in-loop -- one connection, one transaction
    await db
      .updateTable('webhook_events')
      .set({ body: new Uint8Array(), error: null })
      .where('id', 'in', chunk)
      .execute()
  }
}

/** Empties the answers that name the person. Returns how many. */
async function emptyEvidence(
  db: Db,
  payments: readonly PaymentRow[],
  refunds: readonly RefundRow[],
  person: Person,
): Promise<number> {
  let count = 0
  const isPersonal = ({ evidence }: { evidence: string | null }): boolean =>
    evidence !== null && isAbout(evidence, person)
  for (const { id } of payments) {
    // oxlint-disable-next-line no-await-in-loop -- one connection, one transaction
    const rows = await db
      .selectFrom('journal')
      .select(['id', 'evidence'])
      .where('payment_id', '=', id)
      .execute()
    for (const row of rows.filter(isPersonal)) {
      // oxlint-disable-next-line no-await-in-loop -- one connection, one transaction
      await db.updateTable('journal').set({ evidence: null }).where('id', '=', row.id).execute()
      count += 1
    }
  }
  for (const { id } of refunds) {
    // oxlint-disable-next-line no-await-in-loop -- one connection, one transaction
    const rows = await db
      .selectFrom('refund_journal')
      .select(['id', 'evidence'])
      .where('refund_id', '=', id)
      .execute()
    for (const row of rows.filter(isPersonal)) {
      // oxlint-disable-next-line no-await-in-loop -- one connection, one transaction
      await db.updateTable('refund_journal').set({ evidence: null }).where('id', '=', row.id).execute()
      count += 1
    }
  }
  return count
}

/** What was written to the customer with a refund may greet them by name. */
async function forgetMessages(db: Db, refunds: readonly RefundRow[], person: Person): Promise<void> {
  for (const { id } of refunds.filter(({ message }) => isAbout(message, person))) {
    // oxlint-disable-next-line no-await-in-loop -- one connection, one transaction
    await db.updateTable('refunds').set({ message: '' }).where('id', '=', id).execute()
  }
}

async function forgetPerson(
  db: Db,
  payments: readonly PaymentRow[],
  phone: Phone,
  now: number,
): Promise<void> {
  for (const chunk of inChunks(payments.map(({ id }) => id))) {
    // oxlint-disable-next-line no-await-in-loop -- one connection, one transaction
    await db
      .deleteFrom('idempotency_keys')
      .where('payment_id', 'in', chunk)
      .where('created_at', '<', now - KEYS_KEPT_MS)
      .execute()
  }
  await db
    .updateTable('payments')
    .set({ phone: '', customer_name: null, customer_email: null, erased_at: now })
    .where('phone', '=', phone)
    .execute()
  await db.deleteFrom('pushes').where('phone', '=', phone).execute()
  await db.deleteFrom('customers').where('phone', '=', phone).execute()
}
