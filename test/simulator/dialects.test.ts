import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AUTH_TOKEN_LIFE_S } from '../../server/simulator/auth-token.ts'
import { createSeededRandom } from '../seeded-random.ts'
import { codeOf, createBench, dataOf, type Bench, type Json } from './bench.ts'

/** What the two dialects answer alike but for its code: to a call that is refused. */
const REFUSED: readonly [string, string, string, (bench: Bench) => Promise<string>][] = [
  [
    'authorizing a payment again',
    '200 BTRA_0032',
    '409 BTRA_0035',
    async (bench) => codeOf(await bench.authorize((await bench.pay()).token)),
  ],
  [
    'authorizing too late',
    '200 BTRA_0039',
    '409 BTRA_0037',
    async (bench) => {
      const { ecommerceId, token } = await bench.create()
      await bench.control(`tickets/${ecommerceId}/expire`, null)
      return codeOf(await bench.authorize(token))
    },
  ],
  [
    'a report of a time in which nothing moved',
    '200 BTRA_0022',
    '409 BTRA_0046',
    async (bench) => {
      const range = { fromDate: '2026-01-15 00:00:00', toDate: '2026-01-15 12:00:00' }
      const body = { ...bench.sim.credentials, ...range }
      return codeOf(await bench.www('GET /transactions/v4/transactionReport', body))
    },
  ],
  [
    'a ticket of a business that is not active',
    '200 BTRA_0009',
    '409 BTRA_0010',
    async (bench) => {
      await bench.control('businesses', { state: 'inactive' })
      const { publicToken } = bench.sim.credentials
      const body = { publicToken, total: 5, metadata1: 'a', metadata2: 'b' }
      return codeOf(await bench.call('/payment', body))
    },
  ],
  [
    // Whose token it is, and so who is spoken to, nobody knows.
    'a token that nobody signed',
    '401 BTRA_0017',
    '401 BTRA_0401',
    async (bench) => codeOf(await bench.authorize('x.y.z')),
  ],
  [
    'a token that is over',
    '401 BTRA_0402',
    '401 token.expired',
    async (bench) => {
      const { token } = await bench.create()
      await bench.base.advance(AUTH_TOKEN_LIFE_S * 1000)
      return codeOf(await bench.authorize(token))
    },
  ],
]

for (const [what, of2020, of2025, ask] of REFUSED) {
  test(`${what} is answered ${of2020} in 2020, ${of2025} in 2025, and either where they are mixed`, async () => {
    assert.equal(await ask(createBench({ dialect: '2020' })), of2020)
    assert.equal(await ask(createBench({ dialect: '2025' })), of2025)
    assert.equal(await ask(createBench()), of2025)
    const mixed = new Set<string>()
    for (let seed = 1; seed <= 16; seed++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, as the seeds have it
      mixed.add((await ask(createBench({ dialect: 'mixed', random: createSeededRandom(seed) }))).slice(4))
    }
    assert.deepEqual([...mixed].toSorted(), [of2020, of2025].map((code) => code.slice(4)).toSorted())
  })
}

test('a reading of a payment has bare items and a fee of single precision in 2020, and neither in 2025', async () => {
  const read = async (dialect: '2020' | '2025'): Promise<Json> => {
    const bench = createBench({ dialect })
    return dataOf(await bench.find((await bench.pay()).ecommerceId))
  }
  const [older, newer] = [await read('2020'), await read('2025')]
  assert.equal(older['fee'], Math.fround(0.26))
  assert.equal(newer['fee'], 0.26)
  assert.deepEqual(Object.keys((older['items'] as Json[])[0] ?? {}).length, 6)
  assert.deepEqual(Object.keys((newer['items'] as Json[])[0] ?? {}).length, 8)
})

test('the dialect of a business is changed by a control, for what is answered and told from then on', async () => {
  const bench = createBench()
  const { token } = await bench.pay()
  await bench.control('businesses', { dialect: '2020' })
  assert.equal(codeOf(await bench.authorize(token)), '200 BTRA_0032')
  await bench.base.advance(1000)
  assert.deepEqual(
    bench.webhooks.map(({ status, ecommerceId }) => [status, ecommerceId]),
    [['completed', undefined]],
  )
  const { businesses } = (await bench.control('businesses')).body as { businesses: Json[] }
  assert.deepEqual(
    businesses.map(({ dialect }) => dialect),
    ['2020'],
  )
  assert.equal(codeOf(await bench.control('businesses', { dialect: '2021' })), '400 invalid_dialect')
})
