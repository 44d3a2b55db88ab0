/**
 * Every order in which the five kinds of events of one payment can come, each of them one to three times: the payment was
 * truly completed, and one refund made in the app. Whatever the order, the books are the same in the end.
 */

import assert from 'node:assert/strict'
import type { WebhookKind } from '../../src/protocol/index.ts'
import { createDice, type Dice } from '../simulation/dice.ts'
import { readBooksOf, type PaymentBooks } from './books.ts'
import { BEGINNINGS, payTruly, refundInApp, writeWebhook, type Beginning, type Paid } from './paid.ts'
import { openShop, type Shop, type Way } from './shop.ts'

const KINDS = [
  'ecommerce_completed',
  'ecommerce_cancelled',
  'ecommerce_expired',
  'refund',
  'simulated',
] as const satisfies readonly WebhookKind[]
type Kind = (typeof KINDS)[number]

/** Bodies of 2025 with the ticket's id in each of them, or of 2020 without it. */
const FORMS = ['with_id', 'without_id'] as const

/** One case. */
export interface Case {
  readonly index: number
  readonly beginning: Beginning
  readonly form: (typeof FORMS)[number]
  readonly way: Way
  /** In the order in which they come first, and how often each of them comes. */
  readonly order: readonly { readonly kind: Kind; readonly times: number }[]
}

/** All orders of the kinds. */
export const ORDERS = permute(KINDS)
const COUNTS = 3 ** KINDS.length

/** How many orders with their counts there are, and how many cases with all beginnings and forms. */
export const ORDERS_WITH_COUNTS = ORDERS.length * COUNTS
/** See above. */
export const CASES = ORDERS_WITH_COUNTS * BEGINNINGS.length * FORMS.length

/** Makes the case of an index from 0 up to, not including, `CASES`. */
export function toCase(index: number): Case {
  let rest = index
  const take = (count: number): number => {
    const digit = rest % count
    rest = Math.floor(rest / count)
    return digit
  }
  const beginning = BEGINNINGS[take(BEGINNINGS.length)] ?? 'own'
  const form = FORMS[take(FORMS.length)] ?? 'with_id'
  const kinds = ORDERS[take(ORDERS.length)] ?? KINDS
  const order = kinds.map((kind) => ({ kind, times: 1 + take(3) }))
  // Where the shop has to learn who has paid, only the secret address will do.
  const way = beginning === 'own' && index % 2 === 1 ? 'open' : 'secret'
  return { index, beginning, form, way, order }
}

/** What has to be in the end: the case in which completed and refund came once each, in this order, by the same ways. */
const CANONICAL = [
  { kind: 'ecommerce_completed', times: 1 },
  { kind: 'refund', times: 1 },
] as const

/** How many cases share a shop. */
const CASES_PER_SHOP = 30

/** Runs cases by their indices; throws at the first whose books differ. `tell` hears of each that is over. */
export async function runOrders(indices: Iterable<number>, tell: () => void = () => {}): Promise<void> {
  const canonical = new Map<string, PaymentBooks>()
  let shop: Shop | undefined
  let left = 0
  for (const index of indices) {
    if (left === 0) {
      await shop?.close()
      shop = await openShop({ seed: index, ear: 'all' })
      left = CASES_PER_SHOP
    }
    left -= 1
    if (!shop) throw new Error('There is no shop.')
    const made = toCase(index)
    const { beginning, form, way } = made
    const name = `${beginning} ${form} ${way}`
    const expected = canonical.get(name) ?? (await findCanonical(made))
    canonical.set(name, expected)
    const told = `case ${index}: ${name}, ${made.order.map(({ kind, times }) => `${kind}×${times}`).join(', ')}`
    assert.deepEqual(await runCase(shop, made), expected, told)
    tell()
  }
  await shop?.close()
}

async function findCanonical(made: Case): Promise<PaymentBooks> {
  const shop = await openShop({ seed: 0, ear: 'all' })
  const books = await runCase(shop, { ...made, index: 0, order: CANONICAL })
  await shop.close()
  const facts = ['payment.completed', 'refund.sent 1000']
  const beginnings = made.beginning === 'elsewhere' ? [] : ['payment.confirmed', 'payment.initiated']
  assert.deepEqual(books.facts, [...facts, ...beginnings].toSorted())
  assert.equal((books.payment as { refunded: number }).refunded, 1000)
  assert.equal(books.refunds.length, 1)
  return books
}

/** A refund that isn't explained is read for some ten minutes; nothing waits longer. */
const SETTLES_WITHIN_MS = 20 * 60_000

async function runCase(shop: Shop, { index, beginning, form, way, order }: Case): Promise<PaymentBooks> {
  const dice = createDice(index)
  const paid = await payTruly(shop, beginning)
  await refundInApp(shop, paid, '10.00')
  const bodies = await writeBodies(shop, paid, form)
  const before = countTold(shop)
  const deliveries = toDeliveries(order, dice)
  await deliverAll(
    shop,
    deliveries.map((kind) => bodies[kind]),
    way,
    dice,
  )
  shop.setConnected(true)
  assert.ok(await shop.settle(SETTLES_WITHIN_MS), `case ${index}: processing came to no end`)
  await shop.pass(10_000)
  assert.equal(countTold(shop) - before, deliveries.length, `case ${index}: each delivery is told once`)
  const ids = shop.told.map(({ id }) => id)
  assert.equal(new Set(ids).size, ids.length, `case ${index}: a fact was told twice`)
  assertApplied(shop, paid, index)
  const books = await readBooksOf(shop, paid)
  // By the open address nobody is believed when the refund was made: it has the instant at which it was found.
  return way === 'secret' ? books : { ...books, refunds: books.refunds.map(withoutDate) }
}

const withoutDate = (refund: object): object => ({ ...refund, createdAt: null })

type Bodies = Readonly<Record<Kind, string>>

async function writeBodies(shop: Shop, paid: Paid, form: Case['form']): Promise<Bodies> {
  const generation = form === 'with_id' ? '2025' : '2020'
  const overrides = form === 'with_id' ? { ecommerceId: paid.ecommerceId } : {}
  const bodies: [Kind, string][] = []
  for (const kind of KINDS) {
    bodies.push([kind, JSON.stringify(await writeWebhook(shop, paid, { kind, generation, overrides }))])
  }
  return Object.fromEntries(bodies) as Bodies
}

/** Copies come right behind one another, or each in a round of its own. */
function toDeliveries(order: Case['order'], dice: Dice): Kind[] {
  if (dice.chance(0.5)) return order.flatMap(({ kind, times }) => Array<Kind>(times).fill(kind))
  return [1, 2, 3].flatMap((round) => order.filter(({ times }) => times >= round).map(({ kind }) => kind))
}

const PAUSES_MS = [0, 5, 300, 1_500, 5_000, 40_000] as const

/** All at once, or one after another. */
async function deliverAll(shop: Shop, bodies: readonly string[], way: Way, dice: Dice): Promise<void> {
  if (dice.chance(0.2)) {
    await Promise.all(bodies.map((body) => expectTaken(shop, body, way)))
    return
  }
  const longest = dice.between(0, PAUSES_MS.length - 1)
  for (const body of bodies) {
    await expectTaken(shop, body, way)
    await shop.pass(PAUSES_MS[dice.between(0, longest)] ?? 0)
  }
}

async function expectTaken(shop: Shop, body: string, way: Way): Promise<void> {
  assert.equal(await shop.deliver(body, way), 200)
}

/** The two events that are true were applied, and none of the others. */
function assertApplied(shop: Shop, { referenceNumber, ecommerceId }: Paid, index: number): void {
  const rows = shop.read<{ kind: string; state: string }>(
    `select kind, state from webhook_events
     where payment_id in (select id from payments where reference_number = '${referenceNumber}' or ecommerce_id = '${ecommerceId}')
     and state = 'applied' order by kind`,
  )
  assert.deepEqual(
    rows.map(({ kind }) => kind),
    ['ecommerce_completed', 'refund'],
    `case ${index}: what was applied`,
  )
}

function countTold({ told }: Shop): number {
  return told.filter(({ type }) => type === 'webhook.received').length
}

function permute<T>(list: readonly T[]): (readonly T[])[] {
  if (list.length === 0) return [[]]
  return list.flatMap((first) =>
    Array.from(permute(list.filter((other) => other !== first)), (others) => [first, ...others]),
  )
}
