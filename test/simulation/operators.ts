/** Two people at the shop who send money back, each without asking the other. */

import { formatDollars, isAthmError, toCents } from '../../src/protocol/index.ts'
import type { Dice } from './dice.ts'
import { begin, MERCHANT_SECRETS, wait, type World } from './world.ts'

/** A payment that may be refunded. */
interface Paid {
  readonly referenceNumber: string
  readonly cents: number
}

/** Lets both operators look at what was paid, until nobody pays any more. */
export function addOperators(world: World): void {
  const dice = world.dice.fork()
  const zeal = dice.pick([0, 0.4, 1])
  if (zeal === 0) return
  const known = new Set<string>()
  begin(world, async () => {
    const until = world.faultsUntil + 60_000
    while (world.clock.now() < until) {
      await wait(world, 2_000)
      for (const { event } of world.memory.heard) {
        if (event.type !== 'payment.completed' || known.has(event.payment.paymentId)) continue
        known.add(event.payment.paymentId)
        const { referenceNumber, total: cents } = event.payment
        for (const operator of ['ana', 'beto']) {
          if (dice.chance(zeal)) addRefund(world, operator, { referenceNumber, cents }, dice.fork())
        }
      }
    }
  })
}

function addRefund(world: World, operator: string, paid: Paid, dice: Dice): void {
  begin(world, async () => {
    const times = dice.between(1, 2)
    for (let time = 0; time < times; time++) {
      await wait(world, dice.between(0, dice.pick([4_000, 25_000])))
      const key = `${operator}-${dice.between(0, 2 ** 31)}`
      const cents = dice.chance(0.3)
        ? null
        : Math.max(1, Math.round(paid.cents * dice.pick([0.25, 0.5, 0.5, 0.5, 0.75])))
      world.memory.refunds.set(key, { cents, told: null })
      const send = dice.chance(0.5) ? sendByLibrary : sendByRoute
      const sending = [sendUntilKnown(world, key, () => send(world, key, paid, cents), dice)]
      if (dice.chance(0.2))
        sending.push(sendUntilKnown(world, key, () => send(world, key, paid, cents), dice.fork()))
      await Promise.all(sending)
    }
  })
}

/** What one try came to: the refund's status, `again`, or `no`. */
type Try = string

async function sendUntilKnown(
  world: World,
  key: string,
  send: () => Promise<Try>,
  dice: Dice,
): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    const told = await send()
    world.timeline.note(`refund ${key}: ${told}`)
    if (told === 'no') return
    if (told !== 'again') {
      const refund = world.memory.refunds.get(key)
      if (refund) refund.told = told
      return
    }
    await wait(world, dice.between(1_000, 20_000))
  }
}

async function sendByLibrary(world: World, key: string, paid: Paid, cents: number | null): Promise<Try> {
  const { referenceNumber } = paid
  const amount = cents === null ? {} : { amount: formatDollars(toCents(cents)) }
  try {
    const refund = await world.shop.use((athm) =>
      athm.refunds.create({
        referenceNumber,
        ...amount,
        message: key,
        idempotencyKey: key,
        actor: 'operator',
      }),
    )
    return refund?.status ?? 'again'
  } catch (error) {
    return isAthmError(error) && error.code === 'refund_too_large' ? 'no' : 'again'
  }
}

async function sendByRoute(world: World, key: string, paid: Paid, cents: number | null): Promise<Try> {
  const amount = cents === null ? {} : { amount: formatDollars(toCents(cents)) }
  const answer = await world.shop.post(
    'api/refunds/',
    { reference_number: paid.referenceNumber, ...amount, message: key },
    { 'idempotency-key': key, authorization: `Bearer ${MERCHANT_SECRETS.secretKey}` },
  )
  if (answer?.status === 201) return String(answer.body['status'])
  return answer?.body['code'] === 'refund_too_large' ? 'no' : 'again'
}
