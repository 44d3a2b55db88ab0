import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UpstreamAnswer } from '../../server/athmovil/transport.ts'
import type { Simulator } from '../../server/simulator/simulator.ts'
import { createTemplate } from './database.ts'
import { runRange } from './range.ts'
import { simulate, type Outcome, type RunOptions } from './simulate.ts'

test('200 seeds of faults, crashes, forgeries and locks leave both books alike', async () => {
  const failed: string[] = []
  let runs = 0
  let captured = 0
  await runRange({ first: 1, count: 200 }, ({ seed, violations, counts }) => {
    runs += 1
    captured += counts.captured
    failed.push(...violations.map((violation) => `seed ${seed}: ${violation}`))
  })
  assert.deepEqual(failed, [])
  assert.equal(runs, 200)
  assert.ok(captured > 50, 'a world in which nobody pays proves nothing')
})

test('the same seed brings the same run, another seed another one', async () => {
  const template = await createTemplate()
  const digests: string[] = []
  for (const seed of [7, 8, 7, 8]) digests.push((await simulate(seed, { template })).digest)
  assert.equal(digests[0], digests[2])
  assert.equal(digests[1], digests[3])
  assert.notEqual(digests[0], digests[1])
})

test('an upstream that captures twice is found out', async () => {
  const found = await runUntilFound((simulator) => ({
    send: simulator.send,
    fetch: tamperWithLedger(simulator, (movements) => movements.flatMap((each) => [each, each])),
  }))
  assert.match(found, /captured once/)
})

test('an upstream that captures other cents than it says is found out', async () => {
  const found = await runUntilFound((simulator) => ({
    send: simulator.send,
    fetch: tamperWithLedger(simulator, (movements) =>
      movements.map((each) => ({ ...each, totalCents: each.totalCents + 1 })),
    ),
  }))
  assert.match(found, /captured is completed/)
})

test('an upstream that says COMPLETED where no money moved is found out', async () => {
  const found = await runUntilFound((simulator) => ({
    send: simulator.send,
    fetch: tamperWithLedger(simulator, () => []),
  }))
  assert.match(found, /completed is captured/)
})

test('an upstream that names another total leaves no payment completed', async () => {
  const template = await createTemplate()
  const corrupt: RunOptions['corrupt'] = (simulator) => ({
    fetch: simulator.fetch,
    send: async (...call) => addACent(await simulator.send(...call)),
  })
  for (let seed = 1; seed <= 5; seed++) {
    const { violations, timeline } = await simulate(seed, { template, corrupt })
    assert.deepEqual(violations, [])
    assert.equal(timeline.filter((line) => line.includes('payment.completed')).length, 0)
  }
})

type Upstream = ReturnType<NonNullable<RunOptions['corrupt']>>
interface Movement {
  readonly totalCents: number
}

function tamperWithLedger(
  simulator: Simulator,
  tamper: (movements: Movement[]) => Movement[],
): Upstream['fetch'] {
  return async (request) => {
    const response = await simulator.fetch(request)
    if (!request.url.endsWith('/control/ledger')) return response
    const ledger = (await response.json()) as { movements: Movement[] }
    return Response.json({ ...ledger, movements: tamper(ledger.movements) })
  }
}

function addACent({ status, body }: UpstreamAnswer): UpstreamAnswer {
  return { status, body: body.replace(/"total":([\d.]+)/, (_, total) => `"total":${Number(total) + 0.01}`) }
}

/** Runs seeds until a check fails; throws when none does. */
async function runUntilFound(corrupt: (simulator: Simulator) => Upstream): Promise<string> {
  const template = await createTemplate()
  for (let seed = 1; seed <= 20; seed++) {
    const { violations }: Outcome = await simulate(seed, { template, corrupt })
    if (violations.length > 0) return violations.join('\n')
  }
  throw new Error('Nobody noticed.')
}
