/**
 * The real event among forged and broken ones, placed anywhere: it is applied, and the books are those of a world in which
 * nobody forges anything.
 */

import assert from 'node:assert/strict'
import { createDice, type Dice } from '../simulation/dice.ts'
import { readBooksOf, type PaymentBooks } from './books.ts'
import { payTruly, refundInApp, writeWebhook, type Paid } from './paid.ts'
import { openShop, type Shop, type Way } from './shop.ts'

/** How many payments of one shop get their events at the same time. */
export const ARRIVALS_PER_SHOP = 50

const GENERATIONS = ['2020', '2025'] as const
/** What was sent back in the app, in one or in two parts. */
const REFUNDS = [[], ['10.00'], ['10.00', '5.00']] as const

/** One payment and the events that come of it. */
interface Arrival {
  readonly seed: number
  readonly beginning: 'own' | 'elsewhere'
  readonly generation: (typeof GENERATIONS)[number]
  readonly refunds: readonly string[]
  readonly dice: Dice
}

interface Delivery {
  readonly body: string | Uint8Array
  readonly way: Way
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
  const shop = await openShop({ seed: first, isListening: true })
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
  return {
    seed,
    beginning: dice.pick(['own', 'elsewhere']),
    generation: dice.pick(GENERATIONS),
    refunds: dice.pick(REFUNDS),
    dice,
  }
}

async function begin(shop: Shop, arrival: Arrival): Promise<Begun> {
  const { beginning, generation, refunds, dice } = arrival
  const paid = await payTruly(shop, beginning)
  const completed = await writeWebhook(shop, paid, { kind: 'ecommerce_completed', generation })
  const told: Record<string, unknown>[] = []
  for (const amount of refunds) {
    await refundInApp(shop, paid, amount)
    told.push(await writeWebhook(shop, paid, { kind: 'refund', generation }))
  }
  const real = [completed, ...told].map((body) => JSON.stringify(body))
  const forgers = [...FORGERIES_OF_A_PAYMENT, ...(told.length > 0 ? FORGERIES_OF_A_REFUND : [])]
  const count = dice.between(1, 6)
  const forged = Array.from({ length: count }, () => dice.pick(forgers)({ completed, told, dice }))
  const deliveries = shuffle([...real.map((body) => ({ body, way: 'secret' }) as const), ...forged], dice)
  return { arrival, paid, real, deliveries }
}

/** What a forger has at hand: more than any will ever have. */
interface Known {
  readonly completed: Record<string, unknown>
  readonly told: readonly Record<string, unknown>[]
  readonly dice: Dice
}

const FORGERIES_OF_A_PAYMENT: readonly ((known: Known) => Delivery)[] = [
  ({ completed, dice }) => forge({ ...completed, total: dice.pick([1, '24.99', 25.01, 2500, 0, '']) }, dice),
  ({ completed, dice }) => forge({ ...completed, referenceNumber: makeReference(dice) }, dice),
  ({ completed, dice }) => forge({ ...completed, referenceNumber: makeReference(dice), total: 1 }, dice),
  ({ completed, dice }) => forge({ ...completed, ecommerceId: makeId(dice) }, dice),
  ({ completed, dice }) => forge({ ...completed, status: dice.pick(['CANCEL', 'expired', 'OPEN']) }, dice),
  ({ completed, dice }) => truncate(completed, dice),
  ({ completed, dice }) => ({ body: JSON.stringify(completed), way: dice.pick<Way>(['secret', 'open']) }),
  ({ completed, dice }) =>
    forge(toRefund(completed, { total: dice.pick(['7.77', '25.00', '0.00', '30.00']), dice }), dice),
]

const FORGERIES_OF_A_REFUND: readonly ((known: Known) => Delivery)[] = [
  ({ told, dice }) => truncate(dice.pick(told), dice),
  ({ told, dice }) => ({ body: JSON.stringify(dice.pick(told)), way: 'secret' }),
  ({ told, dice }) => forge({ ...dice.pick(told), total: dice.pick(['7.77', '25.00']) }, dice),
  // Of the same amount. Whoever knows the secret address and all this besides is believed the words.
  ({ completed, told, dice }) => {
    const total = String(dice.pick(told)['total'])
    return { body: JSON.stringify(toRefund(completed, { total, dice })), way: 'open' }
  },
]

function forge(body: object, dice: Dice): Delivery {
  return { body: JSON.stringify(body), way: dice.pick<Way>(['secret', 'open']) }
}

function truncate(body: object, dice: Dice): Delivery {
  const bytes = Buffer.from(JSON.stringify(body))
  return {
    body: bytes.subarray(0, dice.between(0, bytes.length - 1)),
    way: dice.pick<Way>(['secret', 'open']),
  }
}

function toRefund(
  { referenceNumber }: Record<string, unknown>,
  { total, dice }: { total: string; dice: Dice },
): object {
  return {
    transactionType: 'REFUND',
    status: 'COMPLETED',
    referenceNumber,
    total,
    dailyTransactionID: String(dice.between(100, 999)),
    date: '2026-03-02 11:59:00',
    message: 'Otra cosa',
    name: 'Otra Persona',
    email: 'otra@example.com',
    phoneNumber: '7875559999',
  }
}

const makeReference = (dice: Dice): string => `215070443-forged${dice.between(0, 2 ** 31)}`
const makeId = (dice: Dice): string =>
  `a1b2c3d4-e5f6-7890-abcd-${String(dice.between(0, 2 ** 31)).padStart(12, '0')}`

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

async function judge(shop: Shop, { arrival, paid, real }: Begun): Promise<void> {
  const { seed, beginning, generation, refunds } = arrival
  const told = `seed ${seed}: ${beginning}, ${generation}, refunds ${refunds.join(' and ') || 'none'}`
  const [completed = '', ...others] = real
  assertApplied(shop, completed, told)
  for (const body of others) assertApplied(shop, body, told)
  const books = withoutWords(await readBooksOf(shop, paid))
  assert.deepEqual(books, await findCanonical(arrival), told)
}

/** The real one; where the very same body came by another way too, one of the two is the other's duplicate. */
function assertApplied(shop: Shop, body: string, told: string): void {
  const hex = Buffer.from(body).toString('hex')
  const rows = shop.read<{ state: string }>(
    `select state from webhook_events where body = x'${hex}' order by state`,
  )
  const states = rows.map(({ state }) => state)
  assert.equal(states[0], 'applied', `${told}: ${body} is ${states.join()}`)
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
  const shop = await openShop({ seed: 0, isListening: true })
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
