/** Those who would like to be paid, or to pay less: none of what they send may change anything. */

import type { Dice } from './dice.ts'
import { begin, FORGERS_PHONE, wait, type World } from './world.ts'

/** Lets a forger try something, once. */
export function addForger(world: World): void {
  const dice = world.dice.fork()
  begin(world, async () => {
    await wait(world, dice.between(0, world.faultsUntil - world.clock.now()))
    await dice.pick(FORGERIES)(world, dice)
  })
}

const FORGERIES: readonly ((world: World, dice: Dice) => Promise<void>)[] = [
  forgeWebhook,
  forgeWebhook,
  useWrongSecret,
  useWrongSecretKey,
  tamperWithOrder,
  nameWrongTotal,
]

/** A delivery that is not ATH Móvil's: it names a real ticket, and says of it what isn't so. */
async function forgeWebhook(world: World, dice: Dice): Promise<void> {
  const rows = world.database.read<{
    ecommerce_id: string | null
    correlation_id: string
    total_cents: number
  }>('select ecommerce_id, correlation_id, total_cents from payments order by created_at')
  const target = rows.length > 0 ? dice.pick(rows) : null
  const body = {
    transactionType: dice.pick(['ECOMMERCE', 'refund', 'simulated']),
    status: dice.pick(['COMPLETED', 'CANCEL', 'expired', 'CONFIRM']),
    ecommerceId: dice.chance(0.7) ? (target?.ecommerce_id ?? '') : '',
    metadata1: target?.correlation_id ?? '',
    metadata2: target?.correlation_id ?? '',
    referenceNumber: `215070443-forged${dice.between(0, 1e6)}`,
    total: dice.chance(0.5) ? (target?.total_cents ?? 100) / 100 : 0.01,
    totalRefundedAmount: dice.pick([0, 5]),
  }
  world.timeline.note(`a forged webhook: ${body.transactionType} ${body.status}`)
  const text = dice.chance(0.1) ? '{"transactionType":' : JSON.stringify(body)
  await world.shop.post('webhook/', text)
}

async function useWrongSecret(world: World, dice: Dice): Promise<void> {
  const target = world.memory.acknowledged.at(-1)
  if (!target) return
  const authorization = dice.chance(0.5) ? { authorization: `Bearer ${target.secret.slice(0, -2)}xx` } : {}
  const path = dice.pick(['api/cancel/', 'api/authorize/'])
  await refused(world, path, { payment_id: target.paymentId }, authorization)
}

async function useWrongSecretKey(world: World, dice: Dice): Promise<void> {
  const paid = world.memory.heard.find(({ event }) => event.type === 'payment.completed')
  const reference =
    paid?.event.type === 'payment.completed' ? paid.event.payment.referenceNumber : '215070443-unknown'
  const authorization = { authorization: `Bearer ${dice.pick(['', 'sk-wrong'])}` }
  const headers = { ...authorization, 'idempotency-key': `forged-${dice.between(0, 1e6)}` }
  await refused(world, 'api/refunds/', { reference_number: reference, amount: '1.00' }, headers)
  await refused(world, 'api/orders/', { total: '1.00' }, authorization)
}

/** A real order, made cheaper. */
async function tamperWithOrder(world: World, dice: Dice): Promise<void> {
  const token = await world.shop.use((athm) => athm.orders.sign({ total: '80.00' })).catch(() => null)
  const [head = '', payload = '', signature = ''] = token?.split('.') ?? []
  const claims = Buffer.from(payload, 'base64url').toString().replace('80.00', '1.00')
  const cheaper = Buffer.from(claims).toString('base64url')
  const none = Buffer.from('{"alg":"none"}').toString('base64url')
  const order = dice.pick([
    `${head}.${cheaper}.${signature}`,
    `${none}.${cheaper}.`,
    `${head}.${payload}.AAAA`,
  ])
  await refused(world, 'api/initiate/', { order, phone_number: FORGERS_PHONE })
}

async function nameWrongTotal(world: World, dice: Dice): Promise<void> {
  const total = dice.pick([0.99, '0.00', '-5.00', '1e3', 'NaN', '1500.01', '1,250.00', 10.005, null])
  await refused(world, 'api/initiate/', { total, phone_number: FORGERS_PHONE })
}

async function refused(
  world: World,
  path: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<void> {
  const answer = await world.shop.post(path, body, headers)
  world.timeline.note(`a forger at ${path}: ${answer?.status ?? 'no answer'}`)
  if (answer && answer.status < 400) {
    world.memory.violations.push(`forged: ${path} was answered ${answer.status}`)
  }
}
