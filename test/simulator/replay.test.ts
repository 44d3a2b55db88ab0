import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { createSeededRandom } from '../seeded-random.ts'
import { createBench } from './bench.ts'

/** A hundred rounds on every endpoint, with faults by seed; everything that anybody could see of it, as text. */
async function runOf(seed: number): Promise<string> {
  const bench = createBench({ random: createSeededRandom(seed), latencyMs: 40 })
  const { faults } = bench.sim
  faults.add({ endpoint: 'authorization', kind: 'drop_after', seed, share: 0.2 })
  faults.add({ endpoint: 'refund', kind: 'garbage', seed, share: 0.2 })
  faults.add({ endpoint: '*', kind: 'slow', ms: 700, seed, share: 0.2 })
  const seen: unknown[] = []
  const note = async (answer: Promise<unknown>): Promise<void> => {
    let entry: unknown = 'under way'
    void answer.then(
      (value) => (entry = value),
      (error: unknown) => (entry = String(error)),
    )
    await bench.base.advance(1000)
    seen.push(entry)
  }
  for (let round = 0; round < 100; round++) {
    const phoneNumber = `787555010${round % 10}`
    await note(bench.create({ phoneNumber }))
    await bench.base.advance(500)
    const ticket = seen.at(-1) as { ecommerceId?: string; token?: string }
    if (ticket.token === undefined || ticket.ecommerceId === undefined) continue
    await note(bench.authorize(ticket.token))
    const { body } = await bench.control(`tickets/${ticket.ecommerceId}`)
    await note(bench.refund(String(body['referenceNumber']), '1.00'))
    await note(bench.find(ticket.ecommerceId))
    await note(bench.cancel(ticket.ecommerceId))
  }
  seen.push(faults.list(), (await bench.control('ledger')).body, (await bench.control('tickets')).body)
  await bench.sim.close()
  return JSON.stringify(seen)
}

/** Takes the system's time and chance away for the length of a test. */
function forbidTheSystem(t: TestContext): void {
  const forbidden = (): never => {
    throw new Error('The system was asked for time or chance.')
  }
  t.mock.method(Date, 'now', forbidden)
  t.mock.method(Math, 'random', forbidden)
  t.mock.method(globalThis, 'setTimeout', forbidden)
  t.mock.method(globalThis, 'setInterval', forbidden)
  t.mock.method(globalThis.crypto, 'getRandomValues', forbidden)
}

test('the same seed replays the same run to the last byte, and another seed another one', async () => {
  const first = await runOf(7)
  assert.equal(await runOf(7), first)
  assert.notEqual(await runOf(8), first)
})

test('with a clock and chance of its own the simulator asks the system for neither', async (t) => {
  const free = await runOf(7)
  forbidTheSystem(t)
  assert.equal(await runOf(7), free)
})
