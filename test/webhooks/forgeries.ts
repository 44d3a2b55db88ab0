/**
 * Events that are not ATH Móvil's: of every kind, by every way in, about payments of every fate. None is true, none is
 * believed, and however many come, ATH Móvil is asked no more than once a second for strangers and once for each payment.
 */

import assert from 'node:assert/strict'
import { createDice, type Dice } from '../simulation/dice.ts'
import type { Target } from './fuzz/grammar.ts'
import { countStates, diff, dump, makeFates, type Fates } from './payments.ts'
import { openShop, type Call, type Shop, type Way } from './shop.ts'

/** How many forgeries share a shop: so many come while its living payment lives. */
export const FORGERIES_PER_SHOP = 500

/** So long the payment that waits for its customer has more than its last seconds before it. */
const LIVES_AT_LEAST_MS = 540_000

/** What many forgeries came to. */
export interface ForgeryFigures {
  /** State → rows; `refused` came with a wrong token. */
  readonly states: Record<string, number>
  /** Readings of ATH Móvil, and the seconds that passed. */
  readonly readings: number
  readonly seconds: number
}

/** Delivers so many forgeries to one shop, and lets it come to an end with them. Throws at the first rule that is broken. */
export async function forgeInOneShop(seed: number, forgeries: number): Promise<ForgeryFigures> {
  const dice = createDice(seed)
  const shop = await openShop({ seed })
  const fates = await makeFates(shop)
  const all = dump(shop)
  const ended = dump(shop, fates.live)
  const since = shop.clock.now()
  const refused = await deliverAll(shop, dice, fates, forgeries)
  assert.ok(shop.clock.now() < since + LIVES_AT_LEAST_MS, `seed ${seed}: the forgeries took too long`)
  assert.deepEqual(diff(all, dump(shop)), [], `seed ${seed}: a forgery was believed`)
  const withinMs = (forgeries * 4 + 1_800) * 1000
  assert.ok(await shop.settle(withinMs), `seed ${seed}: processing came to no end`)
  assert.deepEqual(diff(ended, dump(shop, fates.live)), [], `seed ${seed}: a forgery was believed in the end`)
  assert.deepEqual(shop.troubles, [], `seed ${seed}: trouble in the log`)
  assertUnpaid(shop, fates.live, seed)
  const readings = shop.calls.filter(({ at, name }) => at >= since && name !== 'cancel')
  assertRationed(readings, fates, { seed, endsAt: since + LIVES_AT_LEAST_MS })
  const seconds = (shop.clock.now() - since) / 1000
  const states = { ...countStates(shop), refused }
  await shop.close()
  return { states, readings: readings.length, seconds }
}

async function deliverAll(shop: Shop, dice: Dice, fates: Fates, count: number): Promise<number> {
  let refused = 0
  for (let done = 0; done < count;) {
    const crowd = Math.min(dice.between(1, 12), count - done)
    const forged = Array.from({ length: crowd }, () =>
      dice.chance(0.1)
        ? { body: forgeWords(dice, fates), way: dice.pick<Way>(['open', 'wrong']) }
        : { body: forge(dice, fates), way: dice.pick<Way>(['secret', 'secret', 'open', 'open', 'wrong']) },
    )
    const statuses = await Promise.all(
      forged.map(async ({ body, way }) => {
        const status = await shop.deliver(JSON.stringify(body), way)
        assert.equal(status, way === 'wrong' ? 404 : 200)
        return status
      }),
    )
    refused += statuses.filter((status) => status === 404).length
    done += crowd
    await shop.pass(dice.pick([0, 20, 200, 1_000, 4_000, 8_000]))
  }
  return refused
}

/** Nobody's: neither the tickets nor the money of these names exist. */
function makeStranger(dice: Dice): Target {
  const hex = (length: number): string =>
    dice
      .between(0, 16 ** length - 1)
      .toString(16)
      .padStart(length, '0')
  return {
    ecommerceId: `${hex(8)}-${hex(4)}-11f0-${hex(4)}-${hex(6)}${hex(6)}`,
    referenceNumber: `215070443-${hex(8)}${hex(8)}${hex(8)}${hex(8)}`,
    metadata1: `athmb-${hex(8)}${hex(8)}${hex(4)}`,
    metadata2: 'a made-up order',
    phone: `787${String(dice.between(0, 9_999_999)).padStart(7, '0')}`,
    total: dice.between(1, 150_000) / 100,
  }
}

/** True of the money, and a lie about everything else: by any way but the secret one that gains nothing. */
function forgeWords(dice: Dice, fates: Fates): object {
  const target = fates[dice.pick(['completed', 'unnamed', 'refunded', 'external'] as const)]
  const isRefund = dice.chance(0.3)
  return {
    ...forge(dice, fates),
    transactionType: isRefund ? 'REFUND' : 'ECOMMERCE',
    status: 'COMPLETED',
    ecommerceId: dice.pick([target.ecommerceId, '']),
    referenceNumber: target.referenceNumber,
    total: isRefund ? dice.pick([10, 5]) : target.total,
    businessName: 'Otro negocio',
  }
}

/** Makes a body of which at least one thing that counts is a lie. */
function forge(dice: Dice, fates: Fates): Record<string, unknown> {
  const names = Object.keys(fates) as (keyof Fates)[]
  const any = (): Target => (dice.chance(0.25) ? makeStranger(dice) : fates[dice.pick(names)])
  const target = any()
  // Names of one payment, of two, or some left out.
  const other = dice.chance(0.2) ? any() : target
  const stranger = makeStranger(dice)
  const type = dice.pick([
    'ECOMMERCE',
    'ECOMMERCE',
    'ecommerce',
    'REFUND',
    'refund',
    'payment',
    'donation',
    'simulated',
    'loan',
  ])
  const status = dice.pick([
    'COMPLETED',
    'completed',
    'CANCEL',
    'cancelled',
    'expired',
    'CONFIRM',
    'OPEN',
    'PAID',
  ])
  const reference = dice.pick([target.referenceNumber, other.referenceNumber, stranger.referenceNumber, null])
  return {
    transactionType: type,
    status,
    ...(dice.chance(0.6) && { ecommerceId: dice.chance(0.8) ? target.ecommerceId : other.ecommerceId }),
    referenceNumber: reference ?? '',
    total: toLie(dice, fates, { reference, total: target.total, type }),
    dailyTransactionId: dice.pick(['', '0001', 7, String(dice.between(1, 9_999))]),
    date: dice.pick(['', '2026-03-02 12:00:00', `2026-03-02 12:0${dice.between(0, 9)}:11.0`]),
    metadata1: dice.chance(0.7) ? target.metadata1 : other.metadata1,
    metadata2: dice.chance(0.7) ? target.metadata2 : stranger.metadata2,
    totalRefundedAmount: dice.pick([0, '0.00', target.total, 5]),
    fee: dice.pick([0, 0.01, '24.99']),
    netAmount: dice.pick([0, 24.99, '0.01']),
    name: 'Otra Persona',
    email: 'otra@example.com',
    phoneNumber: dice.pick([target.phone, stranger.phone, 0, '']),
    message: 'Gracias',
    items: [],
  }
}

/**
 * An amount. Whoever knows a payment's reference and its total tells no lie by saying so again, and a refund that was made
 * may be told of again: these two are never forged.
 */
function toLie(
  dice: Dice,
  fates: Fates,
  { reference, total, type }: { reference: string | null; total: number; type: string },
): unknown {
  const paid = Object.values(fates).find(({ referenceNumber }) => referenceNumber === reference) as
    | Target
    | undefined
  const isPaid = reference !== null && paid !== undefined
  const truths = !isPaid ? [] : /refund/i.test(type) ? [10, 5] : [paid.total]
  const lies = [total, String(total), total - 0.01, total + 0.01, 0.01, 10, 5, 1, 1500, 0, '', null, -total]
  return dice.pick(lies.filter((lie) => lie === null || lie === '' || !truths.includes(Number(lie))))
}

function assertUnpaid(shop: Shop, { ecommerceId }: Target, seed: number): void {
  const [row] = shop.read<Record<string, unknown>>(
    `select status, reference_number, review from payments where ecommerce_id = '${ecommerceId}'`,
  )
  const isUnpaid =
    row?.['reference_number'] === null && row['review'] === null && row['status'] !== 'COMPLETED'
  assert.ok(isUnpaid, `seed ${seed}: what nobody paid is ${JSON.stringify(row)}`)
}

/**
 * In no second there is more than one reading for strangers, and one of each payment. A delivery whose names contradict one
 * another can be a stranger's by a payment's id: what is more than a payment's own reading counts as a stranger's.
 */
function assertRationed(
  calls: readonly Call[],
  fates: Fates,
  { seed, endsAt }: { seed: number; endsAt: number },
): void {
  const subjects = new Map<string | null, string>()
  for (const [fate, { ecommerceId, referenceNumber }] of Object.entries(fates) as [string, Target][]) {
    subjects.set(ecommerceId, fate)
    if (referenceNumber !== null) subjects.set(referenceNumber, fate)
  }
  const readings = calls
    .map(({ at, about }) => ({ at, subject: subjects.get(about) ?? null }))
    // At its end a payment is looked at by a schedule of its own, which no forgery has any part in.
    .filter(({ at, subject }) => subject !== 'live' || at < endsAt)
  for (const [index, { at }] of readings.entries()) {
    const beyond = readings.findIndex((later, other) => other > index && later.at >= at + 1_000)
    const second = readings.slice(index, beyond === -1 ? undefined : beyond)
    const own = new Set(second.flatMap(({ subject }) => subject ?? []))
    const strangers = second.length - own.size
    assert.ok(
      strangers <= 1,
      `seed ${seed}: in one second ${second.map((one) => one.subject ?? 'stranger').join()}`,
    )
  }
}
