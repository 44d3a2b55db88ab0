import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { createAdjustableClock } from '../../server/system.ts'
import { createAgenda } from '../../server/simulator/agenda.ts'
import { createManualClock } from '../manual-clock.ts'
import { createBench, START_AT, type Json } from './bench.ts'

test('tickets end each at its own instant, whatever the order in which they were opened', async () => {
  const bench = createBench()
  for (const timeout of [600, 120, 300, 120]) await bench.create({ timeout, metadata1: `after ${timeout}` })
  const statuses = async (): Promise<unknown[]> =>
    ((await bench.control('tickets')).body['tickets'] as Json[]).map(({ status }) => status)
  await bench.base.advance(119_999)
  assert.deepEqual(await statuses(), ['OPEN', 'OPEN', 'OPEN', 'OPEN'])
  await bench.base.advance(1)
  assert.deepEqual(await statuses(), ['OPEN', 'CANCEL', 'OPEN', 'CANCEL'])
  await bench.base.advance(180_000)
  assert.deepEqual(await statuses(), ['OPEN', 'CANCEL', 'CANCEL', 'CANCEL'])
  await bench.base.advance(300_000)
  assert.deepEqual(await statuses(), ['CANCEL', 'CANCEL', 'CANCEL', 'CANCEL'])
  await bench.base.advance(60_000)
  assert.deepEqual(
    bench.webhooks.map(({ metadata1 }) => metadata1),
    ['after 120', 'after 120', 'after 300', 'after 600'],
  )
})

test('what is to come is told once, in order and on time, through jumps and at any speed', async () => {
  const step = fc.oneof(
    fc.record({ comesInMs: fc.nat(1000) }),
    fc.record({ passMs: fc.nat(500) }),
    fc.record({ jumpMs: fc.nat(500) }),
    fc.record({ speed: fc.constantFrom(0.5, 1, 60) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      const base = createManualClock(START_AT)
      const clock = createAdjustableClock(base)
      const added: { at: number; place: number }[] = []
      const told: typeof added = []
      const agenda = createAgenda<{ at: number; place: number }>(
        clock,
        ({ at }) => at,
        (one) => {
          assert.ok(clock.now() >= one.at, 'told too early')
          told.push(one)
        },
      )
      for (const taken of steps) {
        if ('comesInMs' in taken) {
          const one = { at: clock.now() + taken.comesInMs, place: added.length }
          added.push(one)
          agenda.add(one)
        }
        if ('passMs' in taken) await base.advance(taken.passMs)
        if ('jumpMs' in taken) clock.jump(taken.jumpMs)
        if ('speed' in taken) clock.setSpeed(taken.speed)
        await base.advance(0)
        const due = added.filter(({ at }) => at <= clock.now())
        assert.deepEqual(new Set(told), new Set(due))
        assert.equal(told.length, due.length)
      }
      await base.advance(10_000)
      assert.deepEqual(
        told,
        added.toSorted((a, b) => a.at - b.at || a.place - b.place),
      )
    }),
    { numRuns: 60 },
  )
})
