/** Those who pay: they click twice, open second tabs, change their minds, and look at their phones late or never. */

import { formatDollars, toCents } from '../../src/protocol/index.ts'
import type { Dice } from './dice.ts'
import { begin, wait, type Acknowledged, type Answer, type World } from './world.ts'

/** Phones that act by themselves, and how: `control.ts` and the README of the simulator list them. */
const SCENARIOS = ['7875550101', '7875550102', '7875550104', '7875550106', '7875550107', '7875550108']

/** What somebody wants to pay. */
interface Errand {
  readonly phone: string
  readonly cents: number
  readonly timeoutS: number
  readonly order: { readonly token: string; readonly id: string } | null
}

/** Lets a customer come. */
export function addCustomer(world: World, index: number): void {
  const dice = world.dice.fork()
  const phone = dice.chance(0.2) ? dice.pick(SCENARIOS) : `78755501${50 + index}`
  begin(world, async () => {
    await wait(world, dice.between(0, 30_000))
    const cents = dice.between(100, 9_000)
    meanToSell(world, phone, cents)
    const order = dice.chance(0.75) ? await sign(world, cents) : null
    const errand: Errand = { phone, cents, order, timeoutS: dice.chance(0.1) ? 600 : 120 }
    lookAtPhone(world, errand, dice.fork())
    await visit(world, errand, dice)
    if (dice.chance(0.3)) {
      await wait(world, dice.between(1_000, 30_000))
      await visit(world, errand, dice)
    }
  })
}

/** Remembers what the shop sells to whom: nothing else may ever be asked for. */
function meanToSell({ memory }: World, phone: string, cents: number): void {
  memory.meant.set(phone, (memory.meant.get(phone) ?? new Set()).add(cents))
}

async function sign(world: World, cents: number): Promise<Errand['order']> {
  for (let tries = 0; tries < 30; tries++) {
    const total = formatDollars(toCents(cents))
    const order = await world.shop
      .use((athm) => athm.orders.create({ total, expiresIn: 3600 }))
      .catch(() => null)
    if (order) return { token: order.token, id: order.id }
    await wait(world, 1_000)
  }
  return null
}

/** One visit to the page: one click or two, perhaps a second tab, and perhaps a change of mind. */
async function visit(world: World, errand: Errand, dice: Dice): Promise<void> {
  const key = `key-${dice.between(0, 2 ** 31)}`
  const clicks = [click(world, errand, key, dice.fork())]
  if (dice.chance(0.2)) clicks.push(click(world, errand, key, dice.fork()))
  if (dice.chance(0.15)) {
    clicks.push(
      wait(world, dice.between(0, 20_000)).then(() => click(world, errand, `${key}-tab`, dice.fork())),
    )
  }
  await Promise.all(clicks)
}

async function click(world: World, errand: Errand, key: string, dice: Dice): Promise<void> {
  const begun = await initiate(world, errand, key, dice)
  if (!begun) return
  const authorization = { authorization: `Bearer ${begun.secret}` }
  const show = (answer: Answer | null): void => {
    if (answer?.status !== 200) return
    world.memory.shown.push({ paymentId: begun.paymentId, status: String(answer.body['status']) })
  }
  const named = { payment_id: begun.paymentId }
  const looks = dice.between(0, 3)
  const cancels = dice.chance(0.2)
  for (let look = 0; look < looks; look++) {
    await wait(world, dice.between(100, 15_000))
    if (dice.chance(0.3)) show(await world.shop.post('api/authorize/', named, authorization))
    else show(await world.shop.call(`api/status/?payment_id=${begun.paymentId}`, { headers: authorization }))
  }
  if (!cancels) return
  await wait(world, dice.between(0, 20_000))
  world.timeline.note(`the customer cancels ${begun.paymentId.slice(0, 8)}`)
  show(await world.shop.post('api/cancel/', named, authorization))
}

/** As the button does: the same key again while nobody can say what became of the first request. */
async function initiate(
  world: World,
  { phone, cents, order, timeoutS }: Errand,
  key: string,
  dice: Dice,
): Promise<{ paymentId: string; secret: string } | null> {
  const price = order ? { order: order.token } : { total: formatDollars(toCents(cents)) }
  const body = { ...price, phone_number: phone, timeout: timeoutS }
  for (let tries = 0; tries < 6; tries++) {
    const answer = await world.shop.post('api/initiate/', body, { 'idempotency-key': key })
    if (answer?.status === 201) return acknowledge(world, answer, { key, cents, orderId: order?.id ?? null })
    if (answer && answer.body['retryable'] !== true && answer.status !== 409) return null
    await wait(world, dice.between(500, 4_000))
  }
  return null
}

function acknowledge(
  { memory, timeline }: World,
  { body }: Answer,
  asked: Pick<Acknowledged, 'key' | 'cents' | 'orderId'>,
): { paymentId: string; secret: string } {
  const paymentId = String(body['payment_id'])
  const secret = String(body['client_secret'])
  memory.acknowledged.push({ paymentId, secret, ...asked })
  memory.shown.push({ paymentId, status: String(body['status']) })
  memory.secrets.add(secret)
  timeline.note(`201 ${paymentId.slice(0, 8)}`)
  return { paymentId, secret }
}

/** The phone rings for whatever ticket there is, also for one that the shop has never heard of. */
function lookAtPhone(world: World, { phone, timeoutS }: Errand, dice: Dice): void {
  const mood = dice.between(1, 100)
  // Some tickets end before their time, others wait until nobody can pay them any more.
  const act = mood <= 80 ? 'confirm' : mood <= 87 ? 'refuse' : mood <= 95 ? 'expire' : null
  if (!act) return
  begin(world, async () => {
    const looks = dice.between(1, 3)
    for (let look = 0; look < looks; look++) {
      const isLate = dice.chance(0.1)
      await wait(
        world,
        isLate ? (timeoutS - 4) * 1_000 : dice.between(300, act === 'expire' ? 60_000 : 15_000),
      )
      for (const ecommerceId of await findOpenTickets(world, phone)) {
        world.timeline.note(`the customer ${act}s ${ecommerceId.slice(0, 4)}`)
        await world.simulator.fetch(
          new Request(`http://localhost/control/tickets/${ecommerceId}/${act}`, { method: 'POST' }),
        )
      }
    }
  })
}

async function findOpenTickets({ simulator }: World, phone: string): Promise<string[]> {
  const response = await simulator.fetch(new Request(`http://localhost/control/tickets?phone=${phone}`))
  const { tickets } = (await response.json()) as { tickets: { ecommerceId: string; status: string }[] }
  return tickets.filter(({ status }) => status === 'OPEN').map(({ ecommerceId }) => ecommerceId)
}
