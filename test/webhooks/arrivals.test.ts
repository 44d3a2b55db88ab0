import { test } from 'node:test'
import { ARRIVALS_PER_SHOP, runArrivals } from './arrivals.ts'

const SEED = Number(process.env['ATHM_TEST_SEED'] ?? 1)
const SHOPS = 20

for (let shop = 0; shop < SHOPS; shop++) {
  const first = SEED + shop * ARRIVALS_PER_SHOP
  test(`the real events are applied wherever they come among forged and broken ones: ${ARRIVALS_PER_SHOP} payments from seed ${first}`, () =>
    runArrivals(first, ARRIVALS_PER_SHOP))
}
