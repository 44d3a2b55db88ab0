/** What goes wrong, and when: 3 to 30 faults of every kind, spread over the first minutes. */

import type { Fault } from '../../server/simulator/simulator.ts'
import type { Dice } from './dice.ts'
import { begin, wait, type World } from './world.ts'

/** Faults of the upstream delay an effect by so much at most: lifecycle.md waits longer before it sends again. */
const LONGEST_DELAY_MS = 30_000

/** Spreads the faults of a run. */
export function addChaos(world: World): void {
  const dice = world.dice.fork()
  const count = dice.between(3, 30)
  // Some runs know one kind of trouble alone; most know all.
  const kinds = dice.chance(0.3) ? [dice.pick(KINDS)] : KINDS
  for (let made = 0; made < count; made++) {
    const own = dice.fork()
    const troubles = own.pick(kinds)
    begin(world, async () => {
      await wait(world, own.between(0, world.faultsUntil - world.clock.now() - 1))
      await troubles(world, own)
    })
  }
}

type Trouble = (world: World, dice: Dice) => Promise<void> | void

const KINDS: readonly Trouble[] = [
  armFault,
  armFault,
  armFault,
  armFault,
  armMoneyFault,
  armMoneyFault,
  armMoneyFault,
  crash,
  crash,
  standStill,
  replaceZombie,
  lock,
  jump,
]

/** The next calls of an endpoint go wrong. */
function armFault(world: World, dice: Dice): void {
  armFaultOf(
    world,
    dice,
    dice.pick(['*', 'payment', 'findPayment', 'authorization', 'cancel', 'refund', 'refund']),
  )
}

/** Where money moves, things go wrong more often than they would by chance. */
function armMoneyFault(world: World, dice: Dice): void {
  armFaultOf(world, dice, dice.pick(['authorization', 'authorization', 'refund']))
}

function armFaultOf({ simulator, timeline }: World, dice: Dice, endpoint: Fault['endpoint']): void {
  const timing = dice.chance(0.8)
    ? { count: dice.between(1, 4) }
    : { seed: dice.between(0, 2 ** 31), share: dice.fraction() / 2 }
  const fault: Fault = { endpoint, ...rollEffect(dice), ...timing }
  timeline.note(`fault: ${JSON.stringify(fault)}`)
  simulator.faults.add(fault)
}

function rollEffect(dice: Dice) {
  const kind = dice.pick([
    'latency',
    'slow',
    'status',
    'status_after',
    'drop_before',
    'drop_after',
    'hang_after',
    'garbage',
  ] as const)
  switch (kind) {
    case 'latency':
    case 'slow':
      return { kind, ms: dice.chance(0.5) ? dice.between(100, 9_000) : dice.between(9_000, LONGEST_DELAY_MS) }
    case 'status':
      return dice.pick([
        { kind, status: 503 },
        { kind, status: 200 },
        { kind, status: 500, athmCode: 'BTRA_9999' },
        { kind, status: 400, athmCode: 'BTRA_0004' },
        { kind, status: 429, body: 'empty' as const },
      ])
    // After the effect only what proves nothing: a refusal of what was done would be a lie, and no server can live with lies.
    case 'status_after':
      return dice.pick([
        { kind, status: 502 },
        { kind, status: 200, body: 'empty' as const },
        { kind, status: 500, athmCode: 'BTRA_0016' },
        { kind, status: 409, athmCode: 'BTRA_9998' },
      ])
    case 'garbage':
      return { kind, body: dice.pick(['half', 'bytes'] as const) }
    default:
      return { kind }
  }
}

/** The server dies at one of the next things that it does, and another one starts. */
async function crash(world: World, dice: Dice): Promise<void> {
  const count = dice.between(1, dice.pick([5, 40, 200]))
  world.timeline.note(`a crash within ${count}`)
  world.shop.crashWithin(count)
  await wait(world, dice.between(0, 12_000))
  world.shop.crashWithin(1)
  world.shop.forsake().end()
  await world.shop.start()
}

/** The server stands still, as a machine that swaps, and goes on. */
function standStill(world: World, dice: Dice): void {
  const ms = dice.between(100, 40_000)
  world.timeline.note(`the server stands still for ${ms} ms`)
  world.shop.pause(ms)
}

/** The server is taken for dead and replaced, but lives: it comes back, with work in its hands that isn't its any more. */
async function replaceZombie(world: World, dice: Dice): Promise<void> {
  const ms = dice.pick([0, dice.between(1_000, 20_000), dice.between(25_000, 80_000)])
  world.timeline.note(`a zombie, for ${ms} ms`)
  world.shop.pause(ms)
  const zombie = world.shop.forsake()
  begin(world, async () => {
    await wait(world, ms + dice.between(1_000, 60_000))
    zombie.end()
  })
  await world.shop.start()
}

async function lock(world: World, dice: Dice): Promise<void> {
  if (world.database.isLocked) return
  world.database.isLocked = true
  world.timeline.note('the database is locked')
  await wait(world, dice.between(50, 7_000))
  world.database.isLocked = false
  world.timeline.note('the database is free')
}

function jump(world: World, dice: Dice): void {
  const ms = dice.pick([dice.between(500, 5_000), dice.between(5_000, 120_000)])
  world.timeline.note(`the clock jumps by ${ms} ms`)
  world.clock.jump(ms)
}
