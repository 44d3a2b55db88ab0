import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSimulator } from '../../server/simulator/simulator.ts'

const WRONG: readonly (readonly [object, RegExp])[] = [
  [{ seed: -1 }, /^seed must be a whole number from 0 to /],
  [{ seed: 1.5 }, /^seed must be /],
  [{ seed: '7' }, /^seed must be /],
  [{ dialect: '2021' }, /^dialect must be one of 2020, 2025, mixed\.$/],
  [{ businesses: ['Café'] }, /^businesses must be a list of businesses with names\.$/],
  [{ businesses: [{ name: ' ' }] }, /^businesses must be /],
  [{ latencyMs: 'a' }, /^latencyMs must be milliseconds/],
  [{ latencyMs: -1 }, /^latencyMs must be /],
  [{ latencyMs: Number.NaN }, /^latencyMs must be /],
  [{ basePath: 'simulator' }, /^basePath must be a path/],
  [{ postWebhook: 'http://localhost' }, /^postWebhook must be a function\.$/],
  [{ store: 'athm.db' }, /^store must be a store\.$/],
  [{ clock: 1 }, /^clock must be a clock\.$/],
  [{ random: 4 }, /^random must be /],
  [{ latency: 5 }, /^There is no option latency, only clock, random, seed, /],
  [{ toString: 1 }, /^There is no option toString, /],
]

for (const [options, sentence] of WRONG)
  test(`createSimulator refuses ${JSON.stringify(options)} with a sentence`, () => {
    assert.throws(() => createSimulator(options), { name: 'TypeError', message: sentence })
  })

test('an option that is undefined is one that was not given', async () => {
  const simulator = createSimulator({ dialect: undefined })
  assert.equal(simulator.businesses.length, 1)
  await simulator.close()
})
