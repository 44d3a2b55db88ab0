import assert from 'node:assert/strict'
import { suite, test, type TestContext } from 'node:test'
import { FLOWS } from './flows.ts'
import { openLane, runFlow } from './run.ts'

/** A sample; `npm run killtest` kills everywhere. */
const POINTS: Readonly<Record<string, readonly string[]>> = {
  start: [
    'after commit: schema #2',
    'before commit: schema, kysely_migration, payments, events, webhook_events, customers #1',
  ],
  pay: [
    'before call: payment #1',
    'after call: payment #1',
    'after commit: payments, journal[created], events #1',
    'after commit: payments, journal[authorize_begun] #1',
    'after call: authorization #1',
    'before commit: events #1',
  ],
  refund: [
    'after commit: refunds, refund_journal[begun] #1',
    'after call: refund #1',
    'after commit: refunds, refund_journal[answered], payments, events #1',
  ],
}

async function killAndCompare(t: TestContext, name: string, point: string): Promise<void> {
  const flow = FLOWS[name]
  assert.ok(flow)
  const lane = await openLane()
  t.after(async () => {
    lane.simulator.child.kill('SIGKILL')
    await lane.simulator.ended
  })
  const { died, faults } = await runFlow(lane, flow, point)
  assert.deepEqual(faults, [])
  assert.equal(died, true, 'the point was not reached')
}

suite('a server that is killed and started again has the same books as ATH Móvil', { concurrency: 4 }, () => {
  for (const [name, points] of Object.entries(POINTS)) {
    for (const point of points) test(`${name}, ${point}`, (t) => killAndCompare(t, name, point))
  }
})
