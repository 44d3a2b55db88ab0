/** Fuzzed bodies, through the whole server: whatever comes, nothing breaks, nothing is believed, and all comes to an end. */

import assert from 'node:assert/strict'
import { createDice, type Dice } from '../../simulation/dice.ts'
import { countStates, diff, dump, makeFates, TRUE_DELIVERIES, type Fates } from '../payments.ts'
import { openShop, type Shop } from '../shop.ts'
import { damage } from './bytes.ts'
import { makeBody, type Target } from './grammar.ts'

/** How many bodies share a shop. */
export const BODIES_PER_SHOP = 2_000
/** How many arrive at once. */
const CROWD = 40

/** What many bodies came to. */
export interface FuzzFigures {
  /** State → rows; `too_large` were not stored, and `repeated` were the same as another. */
  readonly states: Record<string, number>
}

/**
 * Delivers so many fuzzed bodies to one shop, all made from a seed, and lets it come to an end with them. Throws at the
 * first rule that is broken.
 */
export async function fuzzOneShop(seed: number, bodies: number): Promise<FuzzFigures> {
  const dice = createDice(seed)
  const shop = await openShop({ seed, ear: seed % 10 === 0 ? 'all' : 'none' })
  const fates = await makeFates(shop)
  const all = dump(shop)
  const ended = dump(shop, fates.live)
  const callsBefore = shop.calls.length
  const since = shop.clock.now()
  const { taken, tooLarge } = await deliverAll(shop, dice, toTargets(fates), bodies)
  await shop.pass(5_000)
  assert.deepEqual(diff(all, dump(shop)), [], `seed ${seed}: something was believed`)
  const withinMs = (bodies * 4 + 1_200) * 1000
  assert.ok(await shop.settle(withinMs), `seed ${seed}: processing came to no end`)
  assert.deepEqual(diff(ended, dump(shop, fates.live)), [], `seed ${seed}: something was believed in the end`)
  assertNotPaid(shop, fates, seed)
  const hours = (shop.clock.now() - since) / 3_600_000
  assert.ok(shop.calls.length - callsBefore <= hours * 3_600 * 2 + 500, `seed ${seed}: too many readings`)
  assert.deepEqual(shop.troubles, [], `seed ${seed}: trouble in the log`)
  const states = countStates(shop)
  const rows = Object.values(states).reduce((sum, count) => sum + count, 0)
  await shop.close()
  return { states: { ...states, repeated: taken + TRUE_DELIVERIES - rows, too_large: tooLarge } }
}

/** Not the one whose payer isn't known: who knows the secret address, its reference and its total is believed the name. */
function toTargets(fates: Fates): Target[] {
  return (Object.values(fates) as Target[]).filter((target) => target !== fates.unnamed)
}

async function deliverAll(
  shop: Shop,
  dice: Dice,
  targets: readonly Target[],
  count: number,
): Promise<{ taken: number; tooLarge: number }> {
  let taken = 0
  let tooLarge = 0
  for (let done = 0; done < count; done += CROWD) {
    const crowd = Array.from({ length: Math.min(CROWD, count - done) }, () => {
      const body = damage(makeBody(dice, targets), dice)
      return shop.deliver(body, dice.chance(0.5) ? 'secret' : 'open')
    })
    const statuses = await Promise.all(crowd)
    const others = statuses.filter((status) => status !== 200 && status !== 413)
    assert.deepEqual(others, [], 'every body is taken, or is too large')
    taken += statuses.filter((status) => status === 200).length
    tooLarge += statuses.filter((status) => status === 413).length
    if (dice.chance(0.3)) await shop.pass(dice.between(1, 100))
  }
  return { taken, tooLarge }
}

/** By now its time is over; nobody has confirmed it. */
function assertNotPaid(shop: Shop, { live }: Fates, seed: number): void {
  const [row] = shop.read<{ status: string; reference_number: string | null; review: string | null }>(
    `select status, reference_number, review from payments where ecommerce_id = '${live.ecommerceId}'`,
  )
  const isFine = row?.reference_number === null && row.review === null && row.status !== 'COMPLETED'
  assert.ok(isFine, `seed ${seed}: the payment that nobody paid is ${JSON.stringify(row)}`)
}
