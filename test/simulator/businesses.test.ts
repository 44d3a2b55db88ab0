import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createSimulator } from '../../server/simulator/simulator.ts'
import { codeOf, createBench, dataOf, type Answer, type Bench, type Json } from './bench.ts'

const SUBSCRIPTION = {
  ecommercePaymentReceivedEvent: true,
  ecommercePaymentCancelledEvent: true,
  ecommercePaymentExpiredEvent: true,
}

interface Tokens {
  readonly publicToken: string
  readonly privateToken: string
}

/** Adds a business by the controls. */
async function add({ control }: Bench, body: Json): Promise<Tokens> {
  const { status, body: answered } = await control('businesses', body)
  assert.equal(status, 201)
  const { publicToken, privateToken } = answered['business'] as Tokens
  return { publicToken, privateToken }
}

/** Creates a ticket of a business, has it confirmed, and authorizes it. Returns what the answer says of it. */
async function payTo(bench: Bench, { publicToken }: Tokens): Promise<Json> {
  const { ecommerceId, token } = await bench.create({ publicToken })
  await bench.control(`tickets/${ecommerceId}/confirm`, null)
  return dataOf(await bench.authorize(token))
}

const range = (tokens: Tokens): Json => ({
  ...tokens,
  fromDate: '2026-01-15 00:00:00',
  toDate: '2026-01-15 12:00:00',
})

const report = (bench: Bench, tokens: Tokens): Promise<Answer> =>
  bench.www('GET /transactions/v4/transactionReport', range(tokens))

const references = ({ body }: Answer): unknown[] => [body].flat().map((row) => row['referenceNumber'])

suite('a business that is added', () => {
  test('is answered with tokens of its own, drawn or as given', async () => {
    const bench = createBench()
    const drawn = await add(bench, { name: ' Librería Ñandú ' })
    const given = { publicToken: 'pub-1', privateToken: 'priv-1' }
    const { publicToken, privateToken } = await add(bench, { name: 'Colmado', ...given })
    assert.deepEqual({ publicToken, privateToken }, given)
    assert.match(`${drawn.publicToken} ${drawn.privateToken}`, /^[\da-f]{40} [\da-f]{40}$/)
    const { businesses } = (await bench.control('businesses')).body as { businesses: (Json & Tokens)[] }
    assert.deepEqual(
      businesses.map(({ name }) => name),
      ['Café del Viejo San Juan', 'Librería Ñandú', 'Colmado'],
    )
    const paid = await payTo(bench, drawn)
    assert.deepEqual([paid['businessName'], paid['businessPath']], ['Librería Ñandú', 'librerianandu'])
  })

  test('is set as it is told, and otherwise like any other', async () => {
    const bench = createBench({ dialect: '2020' })
    await add(bench, { name: 'Colmado', dialect: 'mixed', refunded_totals: 'late' })
    await add(bench, { name: 'Librería' })
    const { businesses } = (await bench.control('businesses')).body as { businesses: Json[] }
    assert.deepEqual(
      businesses.map(({ dialect, refunded_totals: totals }) => `${String(dialect)} ${String(totals)}`),
      ['2020 at_once', 'mixed late', '2025 at_once'],
    )
  })

  for (const [body, code] of [
    [{ name: '' }, '400 invalid_name'],
    [{ name: 7 }, '400 invalid_name'],
    [{ name: null }, '400 invalid_name'],
    [{ name: 'x'.repeat(101) }, '400 invalid_name'],
    [{ name: 'Colmado', publicToken: '' }, '400 invalid_publicToken'],
    [{ name: 'Colmado', publicToken: 'a b' }, '400 invalid_publicToken'],
    [{ name: 'Colmado', privateToken: 7 }, '400 invalid_privateToken'],
    [{ name: 'Colmado', privateToken: 'x'.repeat(201) }, '400 invalid_privateToken'],
    [{ name: 'Café del Viejo San Juan' }, '409 name_taken'],
    [{ name: 'Colmado', refunded_totals: 'sometimes' }, '400 invalid_refunded_totals'],
    [{ name: 'Colmado', listener: null }, '400 unknown_field'],
    [{ name: 'Colmado', token: 'x' }, '400 unknown_field'],
  ] as const)
    test(`is refused as ${code}: ${JSON.stringify(body).slice(0, 60)}`, async () => {
      const bench = createBench()
      assert.equal(codeOf(await bench.control('businesses', body)), code)
      assert.equal(((await bench.control('businesses')).body['businesses'] as Json[]).length, 1)
    })

  test('is refused with the public token of another', async () => {
    const bench = createBench()
    const { publicToken } = bench.sim.credentials
    assert.equal(
      codeOf(await bench.control('businesses', { name: 'Colmado', publicToken })),
      '409 public_token_taken',
    )
  })

  test('may be the thousandth, and no more', async () => {
    const names = Array.from({ length: 999 }, (_, index) => ({ name: `Negocio ${index}` }))
    const bench = createBench({ businesses: names })
    await add(bench, { name: 'Colmado' })
    assert.equal(codeOf(await bench.control('businesses', { name: 'Otro' })), '409 too_many_businesses')
  })
})

suite('createSimulator({ businesses })', () => {
  test('makes them in their order, with the tokens that are given; the first is the one of `credentials`', () => {
    const { businesses, credentials, businessName } = createSimulator({
      businesses: [{ name: 'Uno', publicToken: 'pub-1', privateToken: 'priv-1' }, { name: 'Dos' }],
    })
    assert.deepEqual(businesses[0], { name: 'Uno', publicToken: 'pub-1', privateToken: 'priv-1' })
    assert.deepEqual([businessName, credentials.publicToken, businesses[1]?.name], ['Uno', 'pub-1', 'Dos'])
    assert.equal(createSimulator({ businesses: [] }).businesses.length, 1)
  })

  test('throws a sentence for two of the same name, or with one public token', () => {
    const [one, other] = [{ name: 'Uno' }, { name: 'Dos', publicToken: 'x' }]
    assert.throws(() => createSimulator({ businesses: [one, one] }), /Another business has this name/)
    assert.throws(
      () => createSimulator({ businesses: [other, { ...other, name: 'Tres' }] }),
      /Another business has this publicToken/,
    )
  })

  test('with a seed, and the same requests, the same ids, tokens and references come', async () => {
    const runs = [1, 1, 2].map(async (seed) => {
      const bench = createBench({ seed, businesses: [{ name: 'Uno' }, { name: 'Dos' }] })
      const paid = await bench.pay()
      const refunded = dataOf(await bench.refund(paid.referenceNumber, 1))
      return JSON.stringify([bench.sim.businesses, paid, refunded])
    })
    const [one, same, other] = await Promise.all(runs)
    assert.equal(one, same)
    assert.notEqual(one, other)
  })
})

suite('one business never sees what is another’s:', () => {
  async function two() {
    const bench = createBench()
    const [own, other] = [bench.sim.credentials, await add(bench, { name: 'Colmado' })]
    return { bench, own, other }
  }

  test('findPayment and cancel don’t find its tickets', async () => {
    const { bench, other } = await two()
    const { ecommerceId } = await bench.create()
    for (const path of ['/business/findPayment', '/business/cancel']) {
      const answer = await bench.call(path, { ecommerceId, publicToken: other.publicToken })
      assert.equal(
        codeOf(answer),
        codeOf(await bench.call(path, { ecommerceId: 'x', publicToken: other.publicToken })),
      )
      assert.notEqual(answer.status, 200)
    }
    assert.equal(dataOf(await bench.find(ecommerceId))['ecommerceStatus'], 'OPEN')
  })

  test('refund gives none of its payments back, and its private token is no key to another’s', async () => {
    const { bench, own, other } = await two()
    const { referenceNumber } = await bench.pay()
    const stranger = await bench.refund(referenceNumber, 1, { ...other })
    assert.equal(codeOf(stranger), '409 BTRA_0043')
    const mixed = await bench.refund(referenceNumber, 1, { privateToken: other.privateToken })
    assert.match(codeOf(mixed), /BTRA_0403/)
    const swapped = await bench.refund(referenceNumber, 1, {
      publicToken: other.publicToken,
      privateToken: own.privateToken,
    })
    assert.match(codeOf(swapped), /BTRA_0403/)
    const { movements } = (await bench.control('ledger')).body as { movements: Json[] }
    assert.deepEqual(
      movements.map(({ type }) => type),
      ['payment'],
    )
  })

  test('the report and the search tell of its own payments and refunds alone', async () => {
    const { bench, own, other } = await two()
    const [paid, theirs] = [await payTo(bench, own), await payTo(bench, other)]
    await bench.refund(String(theirs['referenceNumber']), 1, { ...other })
    await bench.base.advance(60_000)
    assert.deepEqual(references(await report(bench, own)), [paid['referenceNumber']])
    assert.equal(references(await report(bench, other)).length, 2)
    const search = (tokens: Tokens, referenceNumber: unknown): Promise<Answer> =>
      bench.www('POST /api/v4/searchTransaction', { ...tokens, referenceNumber })
    assert.equal((await search(other, theirs['referenceNumber'])).status, 200)
    assert.notEqual((await search(own, theirs['referenceNumber'])).status, 200)
  })

  test('each counts its daily ids from 0001', async () => {
    const { bench, own, other } = await two()
    const ids = [await payTo(bench, own), await payTo(bench, other), await payTo(bench, own)]
    assert.deepEqual(
      ids.map((paid) => paid['dailyTransactionId']),
      ['0001', '0001', '0002'],
    )
  })

  test('each has a listener of its own, and the settings of its own', async () => {
    const heard: string[] = []
    const bench = createBench({
      postWebhook: (url) => {
        heard.push(url)
        return Promise.resolve({ status: 200, body: '' })
      },
    })
    const [own, other] = [bench.sim.credentials, await add(bench, { name: 'Colmado' })]
    const subscribe = (tokens: Tokens, listenerURL: string): Promise<Answer> =>
      bench.www('POST /transactions/webhook/post', { ...tokens, listenerURL, ...SUBSCRIPTION })
    await subscribe(own, 'http://127.0.0.1:1/own')
    await subscribe(other, 'http://127.0.0.1:1/other')
    await bench.control('businesses', { publicToken: other.publicToken, refunded_totals: 'never' })
    await payTo(bench, other)
    await bench.base.advance(60_000)
    assert.deepEqual(heard, ['http://127.0.0.1:1/other'])
    const { businesses } = (await bench.control('businesses')).body as { businesses: Json[] }
    assert.deepEqual(
      businesses.map((business) => business['refunded_totals']),
      ['at_once', 'never'],
    )
  })

  test('a payment at another till is of the business that is named, or of the first', async () => {
    const { bench, own, other } = await two()
    await bench.control('payments', { total: 5, publicToken: other.publicToken })
    await bench.control('payments', { total: 6 })
    await bench.base.advance(60_000)
    assert.equal(references(await report(bench, own)).length, 1)
    assert.equal(references(await report(bench, other)).length, 1)
    const unknown = await bench.control('payments', { total: 5, publicToken: 'x' })
    assert.equal(codeOf(unknown), '404 business_not_found')
  })
})
