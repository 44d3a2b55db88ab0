/**
 * The real event among forged and broken ones, placed anywhere: it is applied, and the books are those of a world in which
 * nobody forges anything.
 */

import assert from 'node:assert/strict'
import { createDice, type Dice } from '../simulation/dice.ts'
import { readBooksOf, type PaymentBooks } from './books.ts'
import { payTruly, refundInApp, writeWebhook, type Paid } from './paid.ts'
import { FORGERIES_OF_A_PAYMENT, FORGERIES_OF_A_REFUND, type Delivery } from './rivals.ts'
import { openShop, type Shop } from './shop.ts'

/** How many payments of one shop get their events at the same time. */
export const ARRIVALS_PER_SHOP = 50

const GENERATIONS = ['2020', '2025'] as const
/** What was sent back, in one or in two parts: in the app, or (of a payment of our own) by the shop. */
const REFUNDS = [[], ['10.00'], ['10.00', '5.00'], ['shop 10.00'], ['shop 10.00', '5.00']] as const

/** One payment and the events that come of it. */
interface Arrival {
  readonly seed: number
  readonly beginning: 'own' | 'elsewhere'
  readonly generation: (typeof GENERATIONS)[number]
  readonly refunds: readonly string[]
  readonly dice: Dice
}

/** A case with what it needs to be judged. */
interface Begun {
  readonly arrival: Arrival
  readonly paid: Paid
  readonly real: readonly string[]
  readonly deliveries: readonly Delivery[]
}

/**
 * Runs the cases of seeds from `first` on, in one shop; throws at the first that ends otherwise than it should. To see one
 * of them again all of its shop are run.
 */
export async function runArrivals(first: number, count: number): Promise<void> {
  const shop = await openShop({ seed: first, ear: 'facts' })
  const dice = createDice(first)
  const begun: Begun[] = []
  for (let seed = first; seed < first + count; seed++) begun.push(await begin(shop, toArrival(seed)))
  await deliverMixed(shop, begun, dice)
  assert.ok(await shop.settle(SETTLES_WITHIN_MS), `seeds from ${first}: processing came to no end`)
  assert.deepEqual(shop.troubles, [], `seeds from ${first}: trouble in the log`)
  for (const one of begun) await judge(shop, one)
  await shop.close()
}

/** A refund that isn't explained is read for some ten minutes, and strangers wait for one another. */
const SETTLES_WITHIN_MS = 3_600_000

function toArrival(seed: number): Arrival {
  const dice = createDice(seed)
  const beginning = dice.pick(['own', 'elsewhere'] as const)
  return {
    seed,
    beginning,
    generation: dice.pick(GENERATIONS),
    refunds: dice.pick(beginning === 'own' ? REFUNDS : REFUNDS_IN_APP),
    dice,
  }
}

const REFUNDS_IN_APP = REFUNDS.filter((parts) => parts.every((part) => !part.startsWith('shop ')))

async function begin(shop: Shop, arrival: Arrival): Promise<Begun> {
  const { beginning, generation, refunds, dice } = arrival
  const paid = await payTruly(shop, beginning)
  const completed = await writeWebhook(shop, paid, { kind: 'ecommerce_completed', generation })
  const told: Record<string, unknown>[] = []
  for (const amount of refunds) {
    await sendBack(shop, paid, amount)
    told.push(await writeWebhook(shop, paid, { kind: 'refund', generation }))
  }
  const real = [completed, ...told].map((body) => JSON.stringify(body))
  const forgers = [...FORGERIES_OF_A_PAYMENT, ...(told.length > 0 ? FORGERIES_OF_A_REFUND : [])]
  const count = dice.between(1, 6)
  const forged = Array.from({ length: count }, () => dice.pick(forgers)({ completed, told, dice }))
  const deliveries = shuffle([...real.map((body) => ({ body, way: 'secret' }) as const), ...forged], dice)
  return { arrival, paid, real, deliveries }
}

async function sendBack(shop: Shop, paid: Paid, how: string): Promise<void> {
  if (!how.startsWith('shop ')) return refundInApp(shop, paid, how)
  const { referenceNumber } = paid
  const amount = how.slice('shop '.length)
  await shop.athm.refunds.create({
    referenceNumber,
    amount,
    message: 'Faltó un café',
    idempotencyKey: paid.phone,
  })
}

/** One delivery of one case, then one of another, with pauses; each case's own stay in their order. */
async function deliverMixed(shop: Shop, begun: readonly Begun[], dice: Dice): Promise<void> {
  const lines = begun.map(({ deliveries }) => [...deliveries])
  for (;;) {
    const open = lines.filter(({ length }) => length > 0)
    if (open.length === 0) return
    const crowd = Array.from({ length: dice.between(1, 6) }, () => dice.pick(open).shift())
    const statuses = await Promise.all(
      crowd.map(async (delivery) => (delivery ? shop.deliver(delivery.body, delivery.way) : 200)),
    )
    assert.ok(statuses.every((status) => status === 200))
    await shop.pass(dice.pick([0, 0, 10, 200, 2_000, 10_000]))
  }
}

async function judge(shop: Shop, { arrival, paid, real, deliveries }: Begun): Promise<void> {
  const { seed, beginning, generation, refunds } = arrival
  const told = `seed ${seed}: ${beginning}, ${generation}, refunds ${refunds.join(' and ') || 'none'}`
  const [completed = '', ...others] = real
  const isRivalled = deliveries.some(({ isSameMoney = false }) => isSameMoney)
  assertApplied(shop, completed, told, isRivalled)
  for (const body of others) assertApplied(shop, body, told)
  const books = withoutWords(await readBooksOf(shop, paid))
  assert.deepEqual(books, await findCanonical(arrival), told)
}

/** The real one; where the very same body came by another way too, one of the two is the other's duplicate. */
function assertApplied(shop: Shop, body: string, told: string, isRivalled = false): void {
  const hex = Buffer.from(body).toString('hex')
  const rows = shop.read<{ state: string }>(
    `select state from webhook_events where body = x'${hex}' order by state`,
  )
  const states = rows.map(({ state }) => state)
  const isApplied = states[0] === 'applied' || (isRivalled && states[0] === 'duplicate')
  assert.ok(isApplied, `${told}: ${body} is ${states.join()}`)
  assert.ok(
    states.slice(1).every((state) => state === 'duplicate'),
    `${told}: ${body} is ${states.join()}`,
  )
}

const canonical = new Map<string, PaymentBooks>()

/** The same without a forger: the real events alone, each once, in the order in which they happened. */
async function findCanonical(arrival: Arrival): Promise<PaymentBooks> {
  const name = JSON.stringify([arrival.beginning, arrival.generation, arrival.refunds])
  const known = canonical.get(name)
  if (known) return known
  const shop = await openShop({ seed: 0, ear: 'facts' })
  const { paid, real } = await begin(shop, arrival)
  for (const body of real) {
    await shop.deliver(body, 'secret')
    await shop.pass(5_000)
  }
  await shop.settle(SETTLES_WITHIN_MS)
  const books = withoutWords(await readBooksOf(shop, paid))
  await shop.close()
  assert.equal(books.refunds.length, arrival.refunds.length, `${name}: the world without forgers`)
  canonical.set(name, books)
  return books
}

/**
 * A forger who tells of a real refund before ATH Móvil does can't change that it was made, nor its amount; but nobody can
 * tell whose words of it are true, so that they count for nothing here.
 */
function withoutWords(books: PaymentBooks): PaymentBooks {
  const refunds = books.refunds.map((refund) => ({
    ...refund,
    createdAt: null,
    message: null,
    refundedBefore: null,
    refundedSeen: null,
  }))
  return {
    ...books,
    refunds: refunds.toSorted((one, other) => Number(amountOf(one)) - Number(amountOf(other))),
  }
}

const amountOf = (refund: object): unknown => (refund as { amount: number }).amount

function shuffle<T>(list: readonly T[], dice: Dice): T[] {
  const left = [...list]
  return list.flatMap(() => left.splice(dice.between(0, left.length - 1), 1))
}
