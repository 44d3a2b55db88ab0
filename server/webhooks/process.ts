/**
 * Stored deliveries → what they are about. A delivery is a hint: it has its payment looked at now, and is applied once
 * ATH Móvil itself has said the same. Nothing here asks ATH Móvil; `ask.ts` does where a delivery needs its own reading.
 */

import { isEnd } from '../../src/protocol/index.ts'
import { readWebhook, type WebhookBody } from '../athmovil/webhook.ts'
import type { Transaction } from '../athmovil/wire.ts'
import { findMarked, findNamed } from '../payments/adopt.ts'
import type { PaymentDeps } from '../payments/deps.ts'
import { record } from '../payments/record.ts'
import { recordDetails } from '../payments/record-details.ts'
import type { PaymentRow, WebhookEventRow } from '../store/schema.ts'
import { findPaymentRow, literal, type Db } from '../store/store.ts'
import { toWebhookKey } from './key.ts'
import { lookNow } from './look-now.ts'
import { end, later, moveTo } from './outcome.ts'
import { claimTurns, findNextTurn, settleTurns, type Turn } from './queue.ts'
import { processRefund } from './refunds.ts'

/** How many deliveries are processed before others get their turn. */
const BATCH = 50
/** A webhook may come before ATH Móvil's own readings know of it; after this long they never will. */
export const READINGS_FOLLOW_WITHIN_MS = 30_000
/** How many turns in the line of strangers a delivery gets before it is taken for a forgery. */
const MAX_STRANGER_TURNS = 3
/** After so many turns of any kind a guess is not made good any more. */
const MAX_TURNS = 10

/** Processes some of the deliveries that are due. Returns when to go on, in milliseconds since 1970; null when none waits. */
export async function processWebhooks(deps: PaymentDeps): Promise<number | null> {
  const { db, clock } = deps
  // Asked first, since a claim takes the write lock even when there is nothing to claim.
  const dueAt = await findNextTurn(db, 'received')
  if (dueAt === null || dueAt > clock.now()) return dueAt
  const claimed = await claimTurns(db, { state: 'received', now: clock.now(), limit: BATCH })
  const turns: [WebhookEventRow, Turn][] = []
  for (const row of claimed) {
    // oxlint-disable-next-line no-await-in-loop -- in the order in which they came
    turns.push([row, await takeTurn(deps, row)])
  }
  await settleTurns(deps, turns)
  if (turns.some(([, { state }]) => state === 'asking' || state === 'stranger')) deps.wake('readings')
  return claimed.length === BATCH ? clock.now() : findNextTurn(db, 'received')
}

async function takeTurn(deps: PaymentDeps, row: WebhookEventRow): Promise<Turn> {
  try {
    const webhook = readWebhook(row.body)
    if (!webhook) return end('malformed')
    const named = { kind: webhook.kind, ...toWebhookKey(webhook, row.body_hash) }
    return { ...(await process(deps, { ...row, ...named }, webhook)), ...named }
  } catch (error) {
    deps.log.warn('a webhook could not be processed; it will be tried again', {
      webhookId: row.id,
      error: String(error),
    })
    return later(row, deps.clock.now(), { state: 'received', error: String(error).slice(0, 300) })
  }
}

function process(deps: PaymentDeps, row: WebhookEventRow, webhook: WebhookBody): Turn | Promise<Turn> {
  switch (webhook.kind) {
    case 'ecommerce_completed':
    case 'ecommerce_cancelled':
    case 'ecommerce_expired':
      return processTicket(deps, row, webhook)
    case 'refund':
      return processRefund(deps, row, webhook.transaction)
    case 'payment':
    case 'donation':
    case 'simulated':
      return end('ignored')
    case 'unknown':
      return end('unmatched')
  }
}

async function processTicket(deps: PaymentDeps, row: WebhookEventRow, webhook: WebhookBody): Promise<Turn> {
  const { transaction } = webhook
  const payment = await findCandidate(deps.db, row, webhook)
  if (!payment) {
    const isNamed = transaction.ecommerceId !== null || transaction.referenceNumber !== null
    return isNamed && row.attempts < MAX_STRANGER_TURNS
      ? toStrangers(row, deps.clock.now())
      : end('unmatched')
  }
  if (payment.status === 'COMPLETED') return processPaid(deps, row, webhook, payment)
  return isEnd(payment.status)
    ? processUnpaid(deps, row, webhook, payment)
    : processLive(deps, row, webhook, payment)
}

/** The payment is confirmed by ATH Móvil; the delivery may fill gaps if it is about the very same money. */
async function processPaid(
  deps: PaymentDeps,
  row: WebhookEventRow,
  { kind, transaction }: WebhookBody,
  payment: PaymentRow,
): Promise<Turn> {
  const { referenceNumber, total, ecommerceId } = transaction
  if (kind !== 'ecommerce_completed') return end('unverified', payment.id)
  if (referenceNumber !== payment.reference_number) return otherwise(deps, row, transaction, payment)
  if (total !== payment.total_cents) return end('unverified', payment.id)
  // The id of a payment from the report isn't known yet: a reading has to confirm the one that is told.
  const isIdNews = payment.ecommerce_id === null && ecommerceId !== null
  if (isIdNews && row.attempts < MAX_STRANGER_TURNS) return toStrangers(row, deps.clock.now(), payment.id)
  await recordDetails(deps, payment, transaction, { isTrusted: row.way === 'secret' })
  return end('applied', payment.id)
}

/** The payment ended without money. If the delivery says otherwise, ATH Móvil is asked once more: money wins. */
async function processUnpaid(
  deps: PaymentDeps,
  row: WebhookEventRow,
  { kind, transaction }: WebhookBody,
  payment: PaymentRow,
): Promise<Turn> {
  if (kind !== 'ecommerce_completed') return end('applied', payment.id)
  const now = deps.clock.now()
  if (payment.ecommerce_id === null) {
    const isNamed = transaction.ecommerceId !== null || transaction.referenceNumber !== null
    return isNamed && row.attempts < MAX_STRANGER_TURNS
      ? toStrangers(row, now, payment.id)
      : end('unverified', payment.id)
  }
  if (wasLookedAtSince(payment, row)) return otherwise(deps, row, transaction, payment)
  await lookNow(deps, payment.id)
  return later(row, now, { state: 'received', paymentId: payment.id })
}

/** The payment is under way: whatever the delivery says, the next reading decides, and it comes now. */
async function processLive(
  deps: PaymentDeps,
  row: WebhookEventRow,
  { kind, transaction }: WebhookBody,
  payment: PaymentRow,
): Promise<Turn> {
  const now = deps.clock.now()
  if (wasLookedAtSince(payment, row)) return otherwise(deps, row, transaction, payment)
  if (kind === 'ecommerce_expired')
    await record(deps, payment.id, { type: 'expired_hint' }, { source: 'webhook' })
  await lookNow(deps, payment.id)
  return later(row, now, { state: 'received', paymentId: payment.id })
}

/**
 * It isn't the payment's own. One that was only guessed at, by words that others may use too, was guessed wrong: the money
 * that a delivery names by its reference may be somebody else's, and ATH Móvil is asked for that.
 */
function otherwise(
  deps: PaymentDeps,
  row: WebhookEventRow,
  { ecommerceId, referenceNumber }: Transaction,
  payment: PaymentRow,
): Turn {
  const isGuess = ecommerceId === null && referenceNumber !== null
  return isGuess && row.attempts < MAX_TURNS
    ? toStrangers(row, deps.clock.now(), payment.id)
    : end('unverified', payment.id)
}

/** ATH Móvil has had the time to know by itself, was asked, and doesn't say what the delivery says. */
function wasLookedAtSince({ looked_at: at }: PaymentRow, row: WebhookEventRow): boolean {
  return at !== null && at >= row.last_received_at + READINGS_FOLLOW_WITHIN_MS
}

/** Strangers are asked about one a second: those that came by the secret address before all others. */
function toStrangers(row: WebhookEventRow, now: number, paymentId?: string): Turn {
  const turn = moveTo('stranger', now, paymentId)
  return row.way === 'secret' ? { ...turn, nextAt: row.attempts } : turn
}

/** Names the payment that a delivery may be about. A wrong guess costs one look. */
async function findCandidate(
  db: Db,
  row: WebhookEventRow,
  { transaction }: WebhookBody,
): Promise<PaymentRow | undefined> {
  const known =
    (await findNamed(db, transaction)) ??
    (row.payment_id === null ? undefined : await findPaymentRow(db, row.payment_id))
  if (known) return known
  const guess = (await findMarked(db, transaction)) ?? (await findWorded(db, transaction))
  // Had it been this one, its ticket's id would have found it.
  return guess && guess.ecommerce_id !== null && transaction.ecommerceId !== null ? undefined : guess
}

/** Both metadata fields are the merchant's own: the same words and the same total, of the one payment still under way. */
async function findWorded(
  db: Db,
  { metadata1, metadata2, total }: Transaction,
): Promise<PaymentRow | undefined> {
  if (metadata1 === null || metadata2 === null || total === null) return undefined
  const alike = await db
    .selectFrom('payments')
    .selectAll()
    .where('status', 'in', ['OPEN', 'CONFIRM'])
    .where('metadata1', '=', metadata1)
    .where('metadata2', '=', metadata2)
    .where('total_cents', '=', total)
    .where('reference_number', 'is', null)
    .limit(literal(2))
    .execute()
  return alike.length === 1 ? alike[0] : undefined
}
