import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { AUTH_TOKEN_LIFE_S } from '../../server/simulator/auth-token.ts'
import { ERROR_CODES, toLang } from '../../server/simulator/error-codes.ts'
import { createBench, ticketBody, type Answer, type Bench, type Json } from './bench.ts'
import { readErrorCodes } from './samples.ts'

const REPORT = 'GET /transactions/v4/transactionReport'
const NOON = '2026-01-15 12:00:00'
const MORNING = '2026-01-15 00:00:00'
const TOMORROW = '2026-01-16 12:00:00'

type Reach = (bench: Bench, headers: Record<string, string>) => Promise<Answer>

const create =
  (change: Json): Reach =>
  ({ sim, call }, headers) =>
    call('/payment', { ...ticketBody(sim.credentials.publicToken), ...change }, headers)

const report =
  (fromDate: string, toDate: string): Reach =>
  ({ sim, www }, headers) =>
    www(REPORT, { ...sim.credentials, fromDate, toDate }, headers)

const refund =
  (change: Json): Reach =>
  async (bench, headers) => {
    const { referenceNumber } = await bench.pay()
    const body = { ...bench.sim.credentials, referenceNumber, amount: '1.00', message: '', ...change }
    return await bench.call('/refund', body, headers)
  }

const authorize: Reach = async (bench, headers) => {
  const { token } = await bench.create()
  return await bench.call('/authorization', undefined, { authorization: `Bearer ${token}`, ...headers })
}

/** The same, after something was done. */
const after =
  (before: (bench: Bench) => Promise<unknown>, reach: Reach): Reach =>
  async (bench, headers) => {
    await before(bench)
    return await reach(bench, headers)
  }

const speaking = (dialect: string, reach: Reach): Reach =>
  after((bench) => bench.control('businesses', { dialect }), reach)

/** Has a ticket made by `fields`, then lets `change` happen to it, and authorizes it. */
const authorizeAfter =
  (change: (bench: Bench, ecommerceId: string) => Promise<unknown>, fields: Json = {}): Reach =>
  async (bench, headers) => {
    const { ecommerceId, token } = await bench.create(fields)
    await change(bench, ecommerceId)
    return await bench.call('/authorization', undefined, { authorization: `Bearer ${token}`, ...headers })
  }

const expire = (bench: Bench, id: string): Promise<unknown> => bench.control(`tickets/${id}/expire`, null)
const cancel = (bench: Bench, id: string): Promise<unknown> => bench.cancel(id)
const grow = (bench: Bench): Promise<unknown> => bench.base.advance(AUTH_TOKEN_LIFE_S * 1000)
const forged: Reach = (bench, headers) =>
  bench.call('/authorization', undefined, { authorization: 'Bearer x.y.z', ...headers })

/** Code → how a call meets it, be it by what it says or by what the business, the ticket or the clock is. */
const REACHED: Readonly<Record<string, Reach>> = {
  BTRA_0001: create({ total: '0.99' }),
  BTRA_0004: create({ total: '1500.01' }),
  BTRA_0006: create({ items: 'none' }),
  BTRA_0009: speaking('2020', after(close, create({}))),
  BTRA_0010: after(close, create({})),
  BTRA_0013: create({ total: 0 }),
  BTRA_0017: speaking('2020', forged),
  BTRA_0018: create({ metadata1: ' ' }),
  BTRA_0019: create({ metadata1: null }),
  BTRA_0020: create({ total: '10.001' }),
  BTRA_0022: speaking('2020', report(MORNING, NOON)),
  BTRA_0023: report('yesterday', NOON),
  BTRA_0024: report(MORNING, 'today'),
  BTRA_0025: report(NOON, MORNING),
  BTRA_0026: report('2025-01-15 12:00:00', NOON),
  BTRA_0028: refund({ amount: '-1' }),
  BTRA_0030: refund({ amount: '10.32' }),
  BTRA_0031: ({ sim, call }, headers) =>
    call('/business/findPayment', { publicToken: sim.credentials.publicToken, ecommerceId: 'x' }, headers),
  BTRA_0032: authorize,
  BTRA_0035: authorizeTwice,
  BTRA_0037: authorizeAfter(cancel),
  BTRA_0038: create({ metadata2: 'x'.repeat(41) }),
  BTRA_0039: speaking('2020', authorizeAfter(expire)),
  BTRA_0040: refund({ message: 'x'.repeat(51) }),
  BTRA_0041: async (bench, headers) => {
    const { ecommerceId, token } = await bench.create()
    return await bench.setPhone(token, { ecommerceId, phoneNumber: '7875550101' }, headers)
  },
  BTRA_0043: async (bench, headers) => {
    const { referenceNumber } = await bench.pay()
    const [, other] = bench.sim.businesses
    return await bench.call('/refund', { ...other, referenceNumber, amount: 1 }, headers)
  },
  BTRA_0045: authorizeAfter((bench, id) => bench.control(`tickets/${id}/confirm`, null), {
    phoneNumber: '7875550108',
  }),
  BTRA_0046: report(MORNING, NOON),
  BTRA_0047: report(TOMORROW, TOMORROW),
  BTRA_0048: report(MORNING, TOMORROW),
  BTRA_0053: refund({ referenceNumber: 'x' }),
  BTRA_0401: create({ publicToken: 'x' }),
  BTRA_0402: speaking('2020', authorizeAfter(grow)),
  BTRA_0403: refund({ privateToken: 'x' }),
  BCUS_0092: after((bench) => bench.control('businesses', { state: 'unavailable' }), create({})),
  PCUS_0007: create({ phoneNumber: '7875550105' }),
  'token.invalid.header': ({ call }, headers) => call('/authorization', undefined, headers),
  'token.expired': authorizeAfter(grow),
  'path.not.found': ({ call }, headers) => call('/payments', {}, headers),
  'body.too.large': create({ metadata1: 'x'.repeat(70_000) }),
}

function close(bench: Bench): Promise<unknown> {
  return bench.control('businesses', { state: 'inactive' })
}

async function authorizeTwice(bench: Bench, headers: Record<string, string>): Promise<Answer> {
  const { token } = await bench.pay()
  return await bench.call('/authorization', undefined, { authorization: `Bearer ${token}`, ...headers })
}

const TWO = { businesses: [{ name: 'Café' }, { name: 'Librería' }] }

/** The one sentence that a sample shows in the place of a code's own, and what is filled in. */
const isOwnText = (code: string): boolean => code !== 'token.expired'

for (const [code, reach] of Object.entries(REACHED)) {
  const { status, en, es } = ERROR_CODES[code as keyof typeof ERROR_CODES]
  test(`${code} is met, with its status and its text in both languages`, async () => {
    for (const [lang, text] of [
      ['en', en],
      ['es', es],
    ] as const) {
      const answer = await reach(createBench(TWO), { 'accept-language': lang })
      const isHidden = answer.status === 200
      assert.equal(answer.body['errorcode'], code)
      assert.equal(answer.body['status'], 'error')
      assert.equal(answer.body['data'], null)
      // A refusal of 2020 may be an HTTP 200.
      if (!isHidden) assert.equal(answer.status, status)
      if (isOwnText(code)) assert.equal(answer.body['message'], text.replace('%s', '180'))
    }
  })
}

const OTHERS = Object.keys(ERROR_CODES).filter((code) => !(code in REACHED))

for (const code of OTHERS) {
  test(`${code}, which nothing here brings about, is answered by a fault, with its own status and text`, async () => {
    const bench = createBench()
    const armed = await bench.control('faults', { endpoint: '*', kind: 'status', athm_code: code })
    assert.equal(armed.status, 200)
    const { status, en } = ERROR_CODES[code as keyof typeof ERROR_CODES]
    const answer = await create({})(bench, {})
    assert.deepEqual(answer, {
      status,
      body: { status: 'error', message: en, errorcode: code, data: null },
    })
    assert.deepEqual((await bench.control('tickets')).body['tickets'], [])
  })
}

test('all 58 codes of the vendor’s table are known', () => {
  const table = readErrorCodes().map(({ code }) => code)
  assert.equal(table.length, 58)
  assert.deepEqual(
    table.filter((code) => !Object.hasOwn(ERROR_CODES, code)),
    [],
  )
})

for (const [file, heading] of [
  ['docs/simulator-errors.md', '## Only by a fault'],
  ['docs/es/simulator-errors.md', '## Solo con una falla'],
] as const) {
  test(`${file} tells of each code its status, and whether it can be met`, () => {
    const told = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
    const rows = [...told.matchAll(/^\| `(\S+)` +\| (\d+|—) +\| (.+?) +\|$/gm)].map(
      ([, code = '', status = '']) => [code, Number(status)],
    )
    const met = Object.keys(REACHED).map((code) => [code, statusOf(code)])
    const unmet = OTHERS.map((code) => [code, statusOf(code)])
    assert.deepEqual(Object.fromEntries(rows), Object.fromEntries([...met, ...unmet]))
    assert.equal(rows.length, met.length + unmet.length)
    const [, unmetPart = ''] = told.split(heading)
    for (const code of OTHERS) assert.ok(unmetPart.includes(`\`${code}\``), `${code} is said not to be met`)
    for (const code of Object.keys(REACHED)) assert.ok(!unmetPart.includes(`| \`${code}\``), code)
  })
}

function statusOf(code: string): number {
  return ERROR_CODES[code as keyof typeof ERROR_CODES].status
}

test('Spanish is asked for by Accept-Language, and whoever prefers neither gets English', () => {
  for (const [header, lang] of [
    ['es', 'es'],
    ['es-PR,es;q=0.9,en;q=0.8', 'es'],
    ['en-US,en;q=0.9,es;q=0.8', 'en'],
    ['fr,es;q=0.5', 'es'],
    ['en;q=0.2, es;q=0.7', 'es'],
    ['es;q=0', 'en'],
    ['fr', 'en'],
    ['', 'en'],
    [undefined, 'en'],
  ] as const) {
    assert.equal(toLang(header), lang, header)
  }
})
