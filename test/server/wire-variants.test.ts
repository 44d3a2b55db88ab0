import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countMixtures, readMixtures } from './wire-mixtures.ts'

const SEED = Number(process.env['ATHM_TEST_SEED'] ?? 1)

test(`every two spellings together are read right, beside any others (seed ${SEED})`, (t) => {
  const bodies = readMixtures(2, SEED)
  t.diagnostic(`${bodies} bodies`)
  assert.equal(bodies, countMixtures(2))
  assert.ok(bodies > 10_000)
})
