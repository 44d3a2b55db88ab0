/** One run from its seed to its verdict. */

import { createSimulator, type Simulator } from '../../server/simulator/simulator.ts'
import { DIALECT } from '../dialect.ts'
import { readBooks, type Books } from './books.ts'
import { addChaos } from './chaos.ts'
import { check } from './checks.ts'
import { addCustomer } from './customers.ts'
import { createRunDatabase, type Template } from './database.ts'
import { createDice } from './dice.ts'
import { addForger } from './forgers.ts'
import { createNetwork, rollWeather } from './network.ts'
import { addOperators } from './operators.ts'
import { createShop } from './shop.ts'
import { createTimeline } from './timeline.ts'
import { createVirtualClock } from './virtual-clock.ts'
import { createMemory, START, wait, type World } from './world.ts'

/** What became of a run. */
export interface Outcome {
  readonly seed: number
  /** The same for the same seed: a hash of all that happened and of all that was left. */
  readonly digest: string
  /** What was not as it has to be; empty for a good run. */
  readonly violations: readonly string[]
  readonly timeline: readonly string[]
  /** For the figures. */
  readonly counts: {
    readonly payments: number
    readonly captured: number
    readonly refunds: number
    readonly calls: number
  }
}

/** What a run may be made with. */
export interface RunOptions {
  readonly template: Template
  /** Puts something else in the simulator's place, which then may lie. */
  readonly corrupt?: (simulator: Simulator) => Pick<Simulator, 'send' | 'fetch'>
}

/** How long after the last fault the servers have to come to an end with everything. */
const QUIET_WITHIN_MS = 40 * 60_000

/** Runs one seed. */
export async function simulate(
  seed: number,
  { template, corrupt = (same) => same }: RunOptions,
): Promise<Outcome> {
  const { world, upstream } = createWorld(seed, template, corrupt)
  try {
    void world.shop.start()
    await hideRefunds(world)
    populate(world)
    await world.clock.runUntil(world.faultsUntil)
    world.simulator.faults.clear()
    world.timeline.note('no more faults')
    await runUntilQuiet(world)
    const books = await readBooks(world.database, upstream)
    const violations = [...new Set(check(world, books))]
    const digest = world.timeline.digest(JSON.stringify(books))
    return { seed, digest, violations, timeline: world.timeline.lines, counts: count(world, books) }
  } finally {
    world.shop.end()
    world.database.close()
    await world.simulator.close()
  }
}

function createWorld(
  seed: number,
  template: Template,
  corrupt: NonNullable<RunOptions['corrupt']>,
): { world: World; upstream: Pick<Simulator, 'send' | 'fetch'> } {
  const dice = createDice(seed)
  const clock = createVirtualClock(START)
  const timeline = createTimeline(clock)
  const simulator = createSimulator({
    clock,
    random: dice.fork(),
    dialect: DIALECT,
    latencyMs: dice.chance(0.3) ? 0 : dice.between(0, 3_000),
  })
  const upstream = corrupt(simulator)
  const parts = {
    dice,
    clock,
    timeline,
    simulator,
    network: createNetwork((...call) => upstream.send(...call), clock, timeline),
    database: createRunDatabase(template),
    memory: createMemory(),
    faultsUntil: START + dice.between(50_000, 100_000),
  }
  return { world: { ...parts, shop: createShop(parts) }, upstream }
}

function populate(world: World): void {
  const { dice } = world
  const customers = dice.between(1, 4)
  for (let index = 0; index < customers; index++) addCustomer(world, index)
  const forgers = dice.between(0, 3)
  for (let index = 0; index < forgers; index++) addForger(world)
  addOperators(world)
  addChaos(world)
  connectWebhooks(world)
}

/** No document says when a refund shows in what findPayment answers: in some worlds at once, in some late, in some never. */
async function hideRefunds({ dice, simulator, timeline }: World): Promise<void> {
  const totals = dice.pick(['at_once', 'at_once', 'late', 'late', 'never'])
  timeline.note(`refunds show ${totals}`)
  const body = JSON.stringify({ refunded_totals: totals })
  const headers = { 'content-type': 'application/json' }
  await simulator.fetch(new Request('http://localhost/control/businesses', { method: 'POST', headers, body }))
}

/** The simulator's webhooks, on a way that loses, doubles and delays them while things go wrong. */
function connectWebhooks(world: World): void {
  const dice = world.dice.fork()
  const { lost, doubled, lateMs } = rollWeather(dice)
  world.simulator.deliverWebhooksTo(async (body) => {
    if (dice.chance(lost)) throw new Error('The webhook was lost.')
    const copies = dice.chance(doubled) ? 2 : 1
    let answer = null
    for (let copy = 0; copy < copies; copy++) {
      if (lateMs > 0) await wait(world, dice.between(0, lateMs))
      answer = await world.shop.post('webhook/', body)
    }
    if (!answer) throw new Error('The connection broke.')
    return { status: answer.status, body: JSON.stringify(answer.body) }
  })
}

const WORK_LEFT = `
  select (select count(*) from payments where status in ('OPEN', 'CONFIRM') and review is null)
    + (select count(*) from refunds where status in ('sending', 'unknown'))
    + (select count(*) from events where delivered_at is null and unheard_at is null)
    + (select count(*) from webhook_events where next_at is not null) as work`

async function runUntilQuiet(world: World): Promise<void> {
  const { clock, memory, network, database, shop } = world
  const end = clock.now() + QUIET_WITHIN_MS
  while (clock.now() < end) {
    await clock.runUntil(clock.now() + 2_000)
    shop.calmDown()
    if (memory.active > 0 || network.underWay() > 0) continue
    if (!shop.isServing()) await Promise.race([shop.start(), clock.runUntil(clock.now() + 10_000)])
    const [left] = database.read<{ work: number }>(WORK_LEFT)
    if (left?.work === 0) return
  }
}

function count({ network }: World, { payments, refunds, movements }: Books): Outcome['counts'] {
  const captured = movements.filter(({ type }) => type === 'payment').length
  return { payments: payments.length, captured, refunds: refunds.length, calls: network.calls.count }
}
