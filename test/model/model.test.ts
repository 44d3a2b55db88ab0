import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MUTANTS, searchMutant } from './mutants.ts'
import { RUNS } from './runs.ts'
import { search, type Scene } from './search.ts'

describe('the model of a payment’s life', () => {
  test('keeps every rule, with one worker and up to one crash or lost message', () => {
    const found = RUNS['one worker, any faults'](undefined, { maxFaults: 1 })
    assert.equal(found.counterExample, null)
    assert.ok(found.states > 20_000, `${found.states} states`)
  })

  test('keeps every rule while two parts of a payment are refunded', () => {
    const found = RUNS['two refunds, any faults']()
    assert.equal(found.counterExample, null)
    assert.ok(found.isWhole)
  })

  for (const name of [
    'an authorization is sent again without a settle time',
    'a webhook is believed',
    'a refund is sent without a baseline',
  ]) {
    test(`goes wrong when ${name}`, () => {
      const mutant = MUTANTS.find((candidate) => candidate.name === name)
      assert.ok(mutant)
      assert.notEqual(searchMutant(mutant).counterExample, null)
    })
  }
})

describe('the search', () => {
  /** Counts up to a limit, and back to zero by a fault. */
  const counting = (limit: number, breachAt: number): Scene<{ at: number }> => ({
    start: { at: 0 },
    movesOf: ({ at }) => [
      ...(at < limit ? [{ label: `to ${at + 1}`, by: 'ours', to: { at: at + 1 } } as const] : []),
      { label: 'back', by: 'fault', to: { at: 0 } },
    ],
    keyOf: ({ at }) => String(at),
    breachOf: ({ at }) => (at === breachAt ? 'too far' : null),
    isQuiet: ({ at }) => at === 3,
  })

  test('tells the way to a state that breaks a rule', () => {
    const { counterExample } = search(counting(5, 2))
    assert.deepEqual(counterExample, { breach: 'too far', steps: ['to 1', 'to 2'] })
  })

  test('finds a dead end, and does not count a fault as a way out of it', () => {
    const { counterExample } = search(counting(4, 9))
    assert.equal(counterExample?.steps.length, 4)
  })

  test('sees everything once when nothing is wrong', () => {
    const found = search(counting(3, 9))
    assert.deepEqual(found, { states: 4, transitions: 7, depth: 3, isWhole: true, counterExample: null })
  })
})
