import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fuzzReader } from './fuzz/read.ts'
import { BODIES_PER_SHOP, fuzzOneShop } from './fuzz/run.ts'

const SEED = Number(process.env['ATHM_TEST_SEED'] ?? 1)
const SHOPS = 4
const READS = 92_000

for (let seed = SEED; seed < SEED + SHOPS; seed++) {
  test(`${BODIES_PER_SHOP} fuzzed bodies break nothing, are believed nothing, and come to an end (seed ${seed})`, async (t) => {
    const { states } = await fuzzOneShop(seed, BODIES_PER_SHOP)
    t.diagnostic(JSON.stringify(states))
    // Bodies that nobody reads prove nothing.
    for (const state of ['ignored', 'malformed', 'unmatched', 'unverified'])
      assert.ok((states[state] ?? 0) > 50)
  })
}

test(`${READS} more are read, by the reader alone, into what it promises (seed ${SEED})`, () => {
  fuzzReader(SEED, READS)
})
