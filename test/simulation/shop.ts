/**
 * The merchant's side: a server that is started, that may crash or stand still, and whose place is then taken by another
 * one on the same database; and the merchant's own code, which is no better than most.
 */

import type { Payment } from '../../src/protocol/index.ts'
import { createAthmBackend, type AthmBackend } from '../../server/index.ts'
import type { Log } from '../../server/context.ts'
import type { AnyEvent } from '../../server/payments/events.ts'
import type { Dice } from './dice.ts'
import { createLife, toMortalClock, toMortalSend, type Life } from './mortal.ts'
import { MERCHANT_SECRETS, wait, type Answer, type Shop, type World } from './world.ts'

/** How long a customer's browser, or an operator, waits for an answer. */
const CLIENT_TIMEOUT_MS = 20_000

/** A running server. */
interface Process {
  readonly name: string
  readonly life: Life
  readonly athm: AthmBackend
}

/** Makes a shop without a server. */
export function createShop(world: Omit<World, 'shop'>): Shop {
  const { clock, timeline, dice } = world
  const whims = createWhims(dice.fork())
  const processes: Process[] = []
  let newest: Process | null = null

  async function open(): Promise<Process> {
    const name = `s${processes.length + 1}`
    const life = createLife(clock)
    const athm = createAthmBackend({
      ...MERCHANT_SECRETS,
      upstream: {
        send: toMortalSend(world.network.sendOf(name), life),
        credentials: world.simulator.credentials,
        businessName: 'Simulated shop',
      },
      database: ':memory:',
      openConnection: () => world.database.connect(life),
      atEndOfTurn: (act) => globalThis.process.nextTick(act),
      clock: toMortalClock(clock, life),
      random: dice.fork(),
      log: createLog(world, name, life),
      beforeAuthorize: (payment) => whims.agree(world, life, payment),
    })
    athm.on('*', (event) => whims.hear(world, life, event))
    const process = { name, life, athm }
    processes.push(process)
    life.onEnd(() => {
      timeline.note(`${name} is dead`)
      if (newest === process) newest = null
    })
    try {
      await Promise.race([athm.ready, life.death])
    } catch (error) {
      life.end()
      throw error
    }
    return process
  }

  async function reach<T>(act: (process: Process) => Promise<T>): Promise<T | null> {
    const process = newest
    if (!process) return null
    const lost = Promise.race([process.life.death, wait(world, CLIENT_TIMEOUT_MS)]).then(() => null)
    // A process that stands still takes no request in.
    const acting = process.life.live(Promise.resolve()).then(() => act(process))
    return Promise.race([process.life.live(acting), lost])
  }

  const shop: Shop = {
    async start() {
      for (;;) {
        const process = await open().catch(() => null)
        if (process && !process.life.isOver) {
          newest = process
          timeline.note(`${process.name} serves`)
          process.athm.start()
          return
        }
        await wait(world, 1_000)
      }
    },
    call: (path, init) =>
      reach(async ({ athm }) => {
        const response = await athm.fetch(new Request(`http://localhost/athm/${path}`, init))
        const text = await response.text()
        return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Answer['body']) }
      }),
    post: (path, body, headers = {}) =>
      shop.call(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    use: (act) => reach(({ athm }) => act(athm)),
    crashWithin: (count) => newest?.life.dieWithin(count),
    pause: (ms) => newest?.life.pause(ms),
    forsake() {
      const process = newest
      newest = null
      return { end: () => process?.life.end() }
    },
    calmDown: () => newest?.life.dieWithin(Infinity),
    isServing: () => newest !== null,
    end() {
      for (const { life } of processes) life.end()
    },
  }
  return shop
}

/** The merchant's own code: what it decides, and how it fails. */
interface Whims {
  agree(world: Omit<World, 'shop'>, life: Life, payment: Payment): Promise<boolean>
  hear(world: Omit<World, 'shop'>, life: Life, event: AnyEvent): Promise<void>
}

function createWhims(dice: Dice): Whims {
  const throwing = dice.pick([0, 0, 0.3, 0.7])
  const vetoing = dice.pick([0, 0.1, 0.3])
  const isCalm = (world: Omit<World, 'shop'>): boolean => world.clock.now() >= world.faultsUntil

  return {
    async agree(world, life, { paymentId }) {
      world.timeline.note(`beforeAuthorize ${paymentId.slice(0, 8)}`)
      const { verdicts } = world.memory
      if (!isCalm(world) && dice.chance(throwing / 3)) throw new Error('The stock can not be read.')
      if (!isCalm(world) && dice.chance(0.1)) await life.live(wait(world, dice.between(1, 8_000)))
      const agreed = verdicts.get(paymentId) ?? !dice.chance(vetoing)
      verdicts.set(paymentId, agreed)
      return agreed
    },
    async hear(world, life, event) {
      if (!isCalm(world) && dice.chance(0.15)) await life.live(wait(world, dice.between(1, 90_000)))
      const failed = !isCalm(world) && dice.chance(throwing)
      world.memory.heard.push({ event, failed })
      world.timeline.note(
        `${event.type} ${('webhook' in event ? event.webhook.webhookId : event.payment.paymentId).slice(0, 8)}${failed ? ', and the handler throws' : ''}`,
      )
      if (failed) throw new Error('The mail could not be sent.')
    },
  }
}

function createLog(world: Omit<World, 'shop'>, name: string, life: Life): Log {
  const write =
    (level: string): Log['info'] =>
    (message, fields) => {
      if (life.isOver) return
      const line = `${name} ${level}: ${message} ${JSON.stringify(fields ?? {})}`
      world.memory.logged.push(line)
      world.timeline.note(line)
    }
  return { info: write('info'), warn: write('warn'), error: write('error') }
}
