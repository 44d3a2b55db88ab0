/** Which of the refunds that deliveries tell of explain what ATH Móvil says was refunded of a payment. */

import { readWebhook } from '../athmovil/webhook.ts'
import type { PaymentDeps } from '../payments/deps.ts'
import { chooseExplaining, sumExplained, type FoundRefund } from '../payments/found-refund.ts'
import { readUpstream } from '../payments/reading.ts'
import { fillRefund, findRefundsOf, recordFoundRefund } from '../payments/record-found-refund.ts'
import { isInFlight } from '../payments/refund-lifecycle.ts'
import type { PaymentRow, RefundRow, WebhookEventRow } from '../store/schema.ts'
import { findPaymentRow, literal, type Db } from '../store/store.ts'
import { end, later, moveTo } from './outcome.ts'
import type { Turn } from './queue.ts'
import { toFound, toTrusted } from './refunds.ts'

/** No document says how soon a refund shows in a total: after so many readings, in some ten minutes, it is not believed. */
const MAX_READINGS = 10
/** How many deliveries are held against one reading. */
const MAX_WAITING = 100

/** A refund that is told of, and the delivery that tells. */
interface Telling {
  readonly row: WebhookEventRow
  readonly found: FoundRefund
  readonly amount: FoundRefund['amount']
}

type Turns = [WebhookEventRow, Turn][]

/**
 * Reads a payment for the deliveries whose turn it is, and says what becomes of them. Those that wait for a later turn are
 * held against the same reading: two refunds whose turns never fall together may only explain a total together.
 */
export async function explainRefunds(
  deps: PaymentDeps,
  paymentId: string,
  due: readonly WebhookEventRow[],
): Promise<Turns> {
  const { db, clock } = deps
  const payment = await findPaymentRow(db, paymentId)
  if (!payment) return due.map((row) => [row, end('unmatched')])
  const again = (row: WebhookEventRow): Turn => later(row, clock.now(), { state: 'asking', paymentId })
  const read = await readRefunded(deps, payment, due[0]?.attempts ?? 0)
  if (!read) return due.map((row) => [row, again(row)])
  const before = await findRefundsOf(db, paymentId)
  if (before.some(isInFlight)) return due.map((row) => [row, again(row)])

  const waiting = await withWaiting(db, paymentId, due)
  const unexplained = read.refunded - sumExplained(before)
  const chosen = chooseExplaining(toTellings(waiting, payment, due.some(isLast)), unexplained)
  for (const { row, found } of chosen) {
    // oxlint-disable-next-line no-await-in-loop -- each changes what the next one finds
    await recordFoundRefund(deps, payment, toTrusted(row, found), {
      source: 'webhook',
      webhookId: row.id,
      ...read,
    })
  }
  if (chosen.length > 0) {
    const rows = new Set(chosen.map(({ row }) => row))
    // What was recorded may be the very refund that another one tells of.
    return waiting.map((row) => [
      row,
      rows.has(row) ? end('applied', paymentId) : moveTo('received', clock.now(), paymentId),
    ])
  }
  const turns: Turns = []
  for (const row of due) {
    // oxlint-disable-next-line no-await-in-loop -- mostly there is one
    turns.push([row, isLast(row) ? await giveUp(db, row, payment, { before, unexplained }) : again(row)])
  }
  return turns
}

const isLast = ({ attempts }: WebhookEventRow): boolean => attempts + 1 >= MAX_READINGS

/**
 * No room was left for it in ten minutes. But if a refund of the same amount is here without words, because it was first
 * told of by somebody who isn't believed them, then this is the one that it was.
 */
async function giveUp(
  db: Db,
  row: WebhookEventRow,
  payment: PaymentRow,
  { before, unexplained }: { before: readonly RefundRow[]; unexplained: number },
): Promise<Turn> {
  const found = toTelling(row, payment)?.found
  const wordless =
    row.way === 'secret' && unexplained === 0
      ? before.find((refund) => isWordless(refund) && refund.amount_cents === found?.amount)
      : undefined
  if (!found || !wordless) return end('unverified', payment.id)
  await fillRefund(db, wordless, found, row.id)
  return end('applied', payment.id)
}

function isWordless({ origin, daily_id: dailyId, transaction_at: at }: RefundRow): boolean {
  return origin === 'external' && dailyId === null && at === null
}

/** What ATH Móvil says by the ticket, and every other time by the reference: one of the two may not show refunds. */
async function readRefunded(
  deps: PaymentDeps,
  { ecommerce_id: ecommerceId, reference_number: referenceNumber }: PaymentRow,
  attempts: number,
): Promise<{ refunded: number; raw: string } | null> {
  const names = attempts % 2 === 0 ? { ecommerceId, referenceNumber } : { ecommerceId: null, referenceNumber }
  const outcome = await readUpstream(deps, names)
  if (outcome.kind !== 'answered') return null
  return { refunded: outcome.value.refunded ?? 0, raw: outcome.raw }
}

/** Those whose turn it is, and after them those that wait. */
async function withWaiting(
  db: Db,
  paymentId: string,
  due: readonly WebhookEventRow[],
): Promise<WebhookEventRow[]> {
  const waiting = await db
    .selectFrom('webhook_events')
    .selectAll()
    .where('payment_id', '=', paymentId)
    .where('state', '=', literal('asking'))
    .orderBy('next_at')
    .limit(literal(MAX_WAITING))
    .execute()
  return [...due, ...waiting.filter(({ id }) => due.every((row) => row.id !== id))]
}

/**
 * Those by the secret address first: where amounts are alike, theirs are the words that stay. While one of them waits, the
 * others do too, unless it is somebody's last turn: a forged sum must not take the place of the parts.
 */
function toTellings(rows: readonly WebhookEventRow[], payment: PaymentRow, isForAll: boolean): Telling[] {
  const tellings = rows.flatMap((row) => toTelling(row, payment) ?? [])
  const secret = tellings.filter(({ row }) => row.way === 'secret')
  if (secret.length > 0 && !isForAll) return secret
  return [...secret, ...tellings.filter(({ row }) => row.way !== 'secret')]
}

function toTelling(row: WebhookEventRow, payment: PaymentRow): Telling | null {
  const webhook = readWebhook(row.body)
  const found = webhook && toFound(row, webhook.transaction, payment)
  return found ? { row, found, amount: found.amount } : null
}
