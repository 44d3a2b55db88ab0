import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSchedule, describeAct } from './schedule.ts'

test('the same seed brings the same schedule, another seed another one', () => {
  assert.deepEqual(createSchedule(7), createSchedule(7))
  assert.notDeepEqual(createSchedule(7), createSchedule(8))
})

test('300 seeds do everything that can be done, with and without a signed order', () => {
  const schedules = Array.from({ length: 300 }, (_, seed) => createSchedule(seed + 1))
  const done = new Set(schedules.flatMap(({ steps }) => steps.map(({ act }) => act.what)))
  assert.deepEqual([...done].toSorted(), [
    'back',
    'call',
    'clear',
    'close',
    'customer',
    'cut',
    'duplicate',
    'escape',
    'kill',
    'leave',
    'look_away',
    'look_back',
    'new_tab',
    'offline',
    'online',
    'pay',
    'press',
    'reattach',
    'reload',
    'time',
    'trouble',
    'upstream',
  ])
  assert.deepEqual(new Set(schedules.map(({ shop }) => shop.isSigned)), new Set([true, false]))
})

test('an act is told in one line', () => {
  assert.equal(
    describeAct({ what: 'trouble', trouble: 'slow', share: 0.6, route: '' }),
    'trouble trouble=slow share=0.6 route=any',
  )
})
