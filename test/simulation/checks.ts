/**
 * What has to be true at the end of every run, whatever went wrong on the way. Each check returns a sentence for each
 * thing that isn't so, with the name of the rule before the colon.
 */

import { canBecome, isEnd } from '../../src/protocol/index.ts'
import { REVIEW_AFTER_MS } from '../../server/payments/lifecycle.ts'
import type { PaymentRow } from '../../server/store/schema.ts'
import type { Books, Change } from './books.ts'
import { checkEvents } from './check-events.ts'
import { checkRefunds } from './check-refunds.ts'
import { FORGERS_PHONE, MERCHANT_SECRETS, type World } from './world.ts'

/** Holds a run against all rules. */
export function check(world: World, books: Books): string[] {
  return [
    ...world.memory.violations,
    ...world.network.violations.map((text) => `one authorization at a time: ${text}`),
    ...checkCaptures(books),
    ...checkOrders(world, books),
    ...checkJournal(books),
    ...checkQuiet(world, books),
    ...checkAcknowledged(world, books),
    ...checkShown(world, books),
    ...checkForgeries(world, books),
    ...checkRefunds(world, books),
    ...checkEvents(world, books),
    ...checkSecrets(world),
  ]
}

/** Captured there ⇔ COMPLETED here, with the same cents; or a person has been called. */
function* checkCaptures({ payments, movements }: Books): Iterable<string> {
  const captured = movements.filter(({ type }) => type === 'payment')
  for (const { ecommerceId, referenceNumber, totalCents } of captured) {
    const row = payments.find((payment) => payment.ecommerce_id === ecommerceId)
    if (row?.review) continue
    if (row?.status !== 'COMPLETED') {
      yield `captured is completed: ${ecommerceId} was captured, and is ${row?.status ?? 'unknown'} here`
    } else if (row.total_cents !== totalCents || row.reference_number !== referenceNumber) {
      yield `captured is completed: ${ecommerceId} was captured with ${totalCents} cents as ${referenceNumber}, not ${row.total_cents} as ${row.reference_number}`
    }
  }
  for (const row of payments) {
    const count = captured.filter(({ ecommerceId }) => ecommerceId === row.ecommerce_id).length
    if (row.status === 'COMPLETED' && count === 0) yield `completed is captured: ${row.id} was never captured`
    if (count > 1) yield `captured once: ${row.id} was captured ${count} times`
  }
}

/** An order is paid once at most, and so is a click; what the shop's own code has vetoed is never paid. */
function* checkOrders({ memory }: World, { payments, movements }: Books): Iterable<string> {
  const captured = new Set(
    movements.filter(({ type }) => type === 'payment').map(({ ecommerceId }) => ecommerceId),
  )
  const ids = new Set(payments.filter((row) => captured.has(row.ecommerce_id ?? '')).map(({ id }) => id))
  for (const { key, paymentId } of memory.acknowledged) {
    const other = memory.acknowledged.find((each) => each.key === key && each.paymentId !== paymentId)
    if (ids.has(paymentId) && other && ids.has(other.paymentId))
      yield `a click is paid once: ${key} was paid twice`
  }
  for (const [paymentId, agreed] of memory.verdicts) {
    if (!agreed && ids.has(paymentId)) yield `a veto holds: ${paymentId} was captured`
  }
  const paid = new Map<string, number>()
  for (const { type, ecommerceId } of movements) {
    const order = payments.find((row) => row.ecommerce_id === ecommerceId)?.order_id
    if (type === 'payment' && order) paid.set(order, (paid.get(order) ?? 0) + 1)
  }
  for (const [order, count] of paid) {
    if (count > 1) yield `an order is paid once: ${order} was paid ${count} times`
  }
}

/** Every change is one that the table of transitions allows, and follows the one before. */
function* checkJournal({ payments, journal }: Books): Iterable<string> {
  const last = new Map<string, Change>()
  for (const change of journal) {
    const { payment_id: id, version, from_status: from, to_status: to } = change
    const before = last.get(id)
    if (version !== (before?.version ?? 0) + 1 || from !== (before?.to_status ?? null)) {
      yield `the journal is whole: ${id} ${version} does not follow ${before?.version ?? 'the beginning'}`
    }
    if (from !== null && from !== to && !canBecome(from, to))
      yield `ends are ends: ${id} went from ${from} to ${to}`
    last.set(id, change)
  }
  for (const { id, status, version } of payments) {
    const change = last.get(id)
    if (change?.to_status !== status || change.version !== version) {
      yield `the journal is whole: ${id} is ${status}, and its journal ends with ${change?.to_status}`
    }
  }
}

/** In the end nothing is under way any more but what a person has to look at. */
function* checkQuiet({ clock }: World, { payments, refunds, events }: Books): Iterable<string> {
  for (const { id, status, intent, intent_since: since, review } of payments) {
    if (review !== null) continue
    if (!isEnd(status)) yield `in the end all is quiet: ${id} is ${status} (${intent ?? 'no intent'})`
    if (since !== null && clock.now() - since > REVIEW_AFTER_MS)
      yield `no intent is forgotten: ${id} ${intent}`
  }
  for (const { id, status } of refunds) {
    if (status === 'sending' || status === 'unknown') yield `in the end all is quiet: ${id} is ${status}`
  }
  for (const { id, type, delivered_at: deliveredAt } of events) {
    if (deliveredAt === null) yield `in the end all is quiet: ${type} ${id} was not delivered`
  }
}

/** Whoever was answered 201 has a payment, and it is the one they asked for. */
function* checkAcknowledged({ memory }: World, { payments }: Books): Iterable<string> {
  for (const { paymentId, cents, orderId } of memory.acknowledged) {
    const row = payments.find(({ id }) => id === paymentId)
    if (!row) yield `acknowledged is stored: ${paymentId} is not in the database`
    else if (row.total_cents !== cents || row.order_id !== orderId) {
      yield `acknowledged is stored: ${paymentId} is another payment`
    }
  }
}

/** A customer is never told of an end that isn't one. */
function* checkShown({ memory }: World, { payments }: Books): Iterable<string> {
  for (const { paymentId, status } of memory.shown) {
    const row = payments.find(({ id }) => id === paymentId)
    const shown = status as PaymentRow['status']
    if (row && row.status !== shown && isEnd(shown) && !canBecome(shown, row.status)) {
      yield `ends are ends: ${paymentId} was shown as ${shown}, and is ${row.status}`
    }
  }
}

/** Nobody was asked for anything but what the shop meant to sell them. */
function* checkForgeries({ memory }: World, { payments, movements }: Books): Iterable<string> {
  for (const { id, phone, total_cents: cents } of payments) {
    if (phone === FORGERS_PHONE) yield `forged changes nothing: ${id} was begun by a forger`
    else if (!memory.meant.get(phone)?.has(cents))
      yield `forged changes nothing: ${id} asks ${phone} for ${cents}`
  }
  for (const { type, message = '', referenceNumber } of movements) {
    if (type === 'refund' && !memory.refunds.has(message))
      yield `forged changes nothing: refund ${referenceNumber}`
  }
}

/** The header of an auth_token of the simulator's: the same for all of them, and of nothing else. */
const AUTH_TOKEN = Buffer.from('{"kid":').toString('base64url').slice(0, 9)

/** No log line and no cell of the database holds a token, or a part of one. */
function* checkSecrets({ memory, database, simulator }: World): Iterable<string> {
  const places = { 'the log': memory.logged.join('\n'), 'the database': database.dump() }
  const secrets = [...memory.secrets, ...Object.values(MERCHANT_SECRETS), simulator.credentials.privateToken]
  for (const [place, text] of Object.entries(places)) {
    if (text.includes(AUTH_TOKEN)) yield `secrets stay secret: ${place} holds an auth_token`
    if (secrets.some((secret) => text.includes(secret))) yield `secrets stay secret: ${place} holds a secret`
  }
}
