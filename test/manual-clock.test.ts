import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createManualClock } from './manual-clock.ts'

test('timers ring in the order in which they are due, each at its own instant', async () => {
  const clock = createManualClock(1000)
  const rings: [string, number][] = []
  const ring = (name: string) => () => void rings.push([name, clock.now()])
  clock.setTimer(20, ring('late'))
  clock.setTimer(10, ring('early'))
  clock.setTimer(10, ring('early too'))
  clock.setTimer(31, ring('never'))
  clock.setTimer(15, ring('cancelled'))()
  await clock.advance(30)
  assert.deepEqual(rings, [
    ['early', 1010],
    ['early too', 1010],
    ['late', 1020],
  ])
  assert.equal(clock.now(), 1030)
})

test('promises settle between two timers, and may set new ones that ring in the same advance', async () => {
  const clock = createManualClock(0)
  const wait = (ms: number): Promise<void> => new Promise((resolve) => void clock.setTimer(ms, resolve))
  const steps: number[] = []
  const work = async (): Promise<void> => {
    for (let step = 0; step < 3; step++) {
      await wait(10)
      steps.push(clock.now())
    }
  }
  const done = work()
  await clock.advance(25)
  assert.deepEqual(steps, [10, 20])
  await clock.advance(5)
  await done
  assert.deepEqual(steps, [10, 20, 30])
})
