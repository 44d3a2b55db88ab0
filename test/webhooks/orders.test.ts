import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDice } from '../simulation/dice.ts'
import { BEGINNINGS } from './paid.ts'
import { CASES, ORDERS, ORDERS_WITH_COUNTS, runOrders, toCase } from './orders.ts'

const SEED = Number(process.env['ATHM_TEST_SEED'] ?? 1)

/** The forms with the ticket's id and without it. */
const FORMS = 2

test('there are 120 orders, and 29,160 with their counts; each case is one of them', () => {
  assert.deepEqual([ORDERS.length, ORDERS_WITH_COUNTS], [120, 29_160])
  assert.equal(CASES, 29_160 * BEGINNINGS.length * FORMS)
  const step = 997
  const all = new Set(Array.from({ length: 100 }, (_, index) => JSON.stringify(toCase(index * step))))
  assert.equal(all.size, 100)
})

for (const [index, beginning] of BEGINNINGS.entries()) {
  for (const form of beginning === 'own_unanswered' ? [null] : [0, 1]) {
    const cases = toCases(index, form)
    const forms = new Set(cases.map((each) => toCase(each).form))
    test(`five kinds of events in any order leave one state: ${beginning}, ${[...forms].join(' or ')} (seed ${SEED})`, async () => {
      const seen = cases.map(toCase)
      assert.ok(seen.every((each) => each.beginning === beginning))
      assert.equal(new Set(seen.map(({ order }) => order.map(({ kind }) => kind).join())).size, ORDERS.length)
      await runOrders(cases)
    })
  }
}

/** Each order once, each with counts that chance decides; without a form, in each in turn. */
function toCases(beginning: number, always: number | null): number[] {
  const dice = createDice(SEED + (always ?? FORMS))
  return ORDERS.map((_, order) => {
    const form = always ?? order % FORMS
    const counts = dice.between(0, ORDERS_WITH_COUNTS / ORDERS.length - 1)
    return beginning + BEGINNINGS.length * (form + FORMS * (order + ORDERS.length * counts))
  })
}
