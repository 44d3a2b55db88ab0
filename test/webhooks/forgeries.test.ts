import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FORGERIES_PER_SHOP, forgeInOneShop } from './forgeries.ts'

const SEED = Number(process.env['ATHM_TEST_SEED'] ?? 1)
const SHOPS = 20

for (let seed = SEED; seed < SEED + SHOPS; seed++) {
  test(`of ${FORGERIES_PER_SHOP} forged events none is believed, and they cost few readings (seed ${seed})`, async (t) => {
    const { states, readings, seconds } = await forgeInOneShop(seed, FORGERIES_PER_SHOP)
    t.diagnostic(JSON.stringify({ ...states, readings, seconds }))
    // Forgeries that nobody has to ask about prove nothing.
    assert.ok(readings > 100 && (states['unmatched'] ?? 0) > 100 && (states['unverified'] ?? 0) > 20)
  })
}
