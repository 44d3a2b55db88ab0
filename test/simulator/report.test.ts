import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MAX_RANGE_DAYS } from '../../server/simulator/report-request.ts'
import { codeOf, createBench, shapeOf, type Answer, type Bench, type Json } from './bench.ts'
import { readSample } from './samples.ts'

const ROUTE = 'GET /transactions/v4/transactionReport'
/** The day on which every bench begins. */
const TODAY = { fromDate: '2026-01-15 00:00:00', toDate: '2026-01-15 12:00:00' }

/** Asks for the report of the day so far, unless told otherwise. */
async function report(bench: Bench, overrides: Json = {}): Promise<Answer> {
  const toDate = new Date(bench.sim.clock.now() - 4 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
  return await bench.www(ROUTE, { ...bench.sim.credentials, ...TODAY, toDate, ...overrides })
}

async function rowsOf(bench: Bench, overrides: Json = {}): Promise<Json[]> {
  const { body } = await report(bench, overrides)
  assert.ok(Array.isArray(body), JSON.stringify(body))
  return body as Json[]
}

test('a payment is a row in the shape of the sample, and the rows are a bare list', async () => {
  const bench = createBench()
  const { referenceNumber } = await bench.pay()
  const answer = await report(bench)
  assert.equal(answer.status, 200)
  assert.deepEqual(shapeOf(answer.body), shapeOf(readSample('rest/transactionReport.response.json')))
  assert.deepEqual(answer.body, [
    {
      transactionType: 'ECOMMERCE',
      status: 'COMPLETED',
      date: '2026-01-15 12:00:00.0',
      referenceNumber,
      dailyTransactionID: 1,
      name: 'Cliente de prueba',
      phoneNumber: '(787) 555-0100',
      email: 'cliente@example.com',
      message: '',
      total: 10.31,
      tax: 1.06,
      subtotal: 9.25,
      fee: 0.26,
      netAmount: 10.05,
      totalRefundAmount: 0,
      metadata1: 'order-123',
      metadata2: 'mesa 4',
      items: [
        { name: 'Café', description: '12 oz', quantity: 2, price: 3.5, tax: 0.4, metadata: 'hot' },
        { name: 'Quesito', description: 'Dulce', quantity: 1, price: 2.25, tax: 0, metadata: 'x' },
      ],
    },
  ])
})

test('a refund is a row of its own, under its payment’s reference or, as the business is set, under its own', async () => {
  const bench = createBench()
  const { ecommerceId, referenceNumber } = await bench.pay()
  await bench.base.advance(5000)
  await bench.refund(referenceNumber, '4.30')
  await bench.control(`tickets/${ecommerceId}/refund`, { amount: 0.01 })
  const [payment = {}, first = {}, second = {}] = await rowsOf(bench)
  assert.equal(payment['totalRefundAmount'], 4.31)
  assert.deepEqual(
    [first, second].map(({ transactionType, status, total, date }) => ({
      transactionType,
      status,
      total,
      date,
    })),
    [4.3, 0.01].map((total) => ({
      transactionType: 'REFUND',
      status: 'COMPLETED',
      total,
      date: '2026-01-15 12:00:05.0',
    })),
  )
  assert.deepEqual([first['message'], first['netAmount'], first['items']], ['Se acabó el café', 0, []])
  assert.deepEqual([first['dailyTransactionID'], second['dailyTransactionID']], [2, 3])
  assert.deepEqual(Object.keys(first), Object.keys(payment))
  assert.deepEqual([first['referenceNumber'], second['referenceNumber']], [referenceNumber, referenceNumber])

  await bench.control('businesses', { refund_references: 'own' })
  const movements = (await bench.control('ledger')).body['movements'] as Json[]
  assert.deepEqual(
    (await rowsOf(bench)).map((row) => row['referenceNumber']),
    movements.map((movement) => movement['referenceNumber']),
  )
})

test('what is said of a payment’s refunds is as the business is set; the rows of refunds are always there', async () => {
  const bench = createBench()
  const { referenceNumber } = await bench.pay()
  await bench.refund(referenceNumber, '1.00')
  const told: unknown[] = []
  for (const refunded_totals of ['at_once', 'late', 'never']) {
    await bench.control('businesses', { refunded_totals })
    const rows = await rowsOf(bench)
    told.push([rows.length, rows[0]?.['totalRefundAmount']])
  }
  assert.deepEqual(told, [
    [2, 1],
    [2, 0],
    [2, 0],
  ])
})

test('a range has both of its ends, to the second, and nothing beside them', async () => {
  const bench = createBench()
  for (const at of [
    '2026-01-15T15:59:58.999Z',
    '2026-01-15T15:59:59Z',
    '2026-01-15T15:59:59.999Z',
    '2026-01-15T16:00:00Z',
  ]) {
    await bench.control('payments', { total: 5, at, metadata1: at })
  }
  const found = async (fromDate: string, toDate: string): Promise<unknown> =>
    (await rowsOf(bench, { fromDate, toDate })).map((row) => String(row['metadata1']).slice(17))
  assert.deepEqual(await found('2026-01-15 11:59:59', '2026-01-15 11:59:59'), ['59Z', '59.999Z'])
  assert.deepEqual(await found('2026-01-15 11:59:58', '2026-01-15 11:59:58'), ['58.999Z'])
  assert.deepEqual(await found('2026-01-15 11:59:59', '2026-01-15 12:00:00'), ['59Z', '59.999Z', '00Z'])
  await bench.base.advance(1000)
  assert.equal(
    codeOf(await report(bench, { fromDate: '2026-01-15 12:00:01', toDate: '2026-01-15 12:00:01' })),
    '409 BTRA_0046',
  )
})

test('the rows are oldest first, whatever was booked when; tickets that nobody paid are not among them', async () => {
  const bench = createBench()
  await bench.cancel((await bench.create()).ecommerceId)
  await bench.create({ phoneNumber: '7875550103', timeout: 120 })
  await bench.base.advance(200_000)
  await bench.create()
  await bench.pay({ metadata1: 'third' })
  await bench.control('payments', { total: 5, at: '2026-01-15T15:00:00Z', metadata1: 'second' })
  await bench.control('payments', { total: 5, at: '2026-01-15T14:00:00Z', metadata1: 'first' })
  const rows = await rowsOf(bench)
  assert.deepEqual(
    rows.map((row) => row['metadata1']),
    ['first', 'second', 'third'],
  )
})

/** A change to a good request, of a bench at noon of the 15th → what is answered. */
const REFUSALS: readonly [string, Json, string][] = [
  ['an unknown public token', { publicToken: 'nobody' }, '401 BTRA_0401'],
  ['a wrong private token', { privateToken: 'wrong' }, '401 BTRA_0403'],
  ['no private token', { privateToken: undefined }, '401 BTRA_0403'],
  ['no first date', { fromDate: undefined }, '400 BTRA_0019'],
  ['a blank last date', { toDate: ' ' }, '400 BTRA_0018'],
  ['a first date that is a number', { fromDate: 20260115 }, '400 BTRA_0006'],
  ['a first date without a time', { fromDate: '2026-01-15' }, '400 BTRA_0023'],
  ['a first date with a zone', { fromDate: '2026-01-15T00:00:00Z' }, '400 BTRA_0023'],
  ['a first date that no calendar has', { fromDate: '2026-02-30 00:00:00' }, '400 BTRA_0023'],
  ['a last date of the 24th hour', { toDate: '2026-01-14 24:00:00' }, '400 BTRA_0024'],
  ['a last date in words', { toDate: 'today' }, '400 BTRA_0024'],
  ['a first date to come', { fromDate: '2026-01-15 12:00:01' }, '400 BTRA_0047'],
  ['a last date to come', { toDate: '2026-01-15 12:00:01' }, '400 BTRA_0048'],
  ['its dates the wrong way round', { toDate: '2026-01-14 23:59:59' }, '400 BTRA_0025'],
  [
    'a day on which nothing moved',
    { fromDate: '2026-01-14 00:00:00', toDate: '2026-01-14 23:59:59' },
    '409 BTRA_0046',
  ],
  ['one second', { fromDate: '2026-01-15 12:00:00' }, '200 success'],
]

for (const [what, change, expected] of REFUSALS) {
  test(`a report with ${what} is answered ${expected}`, async () => {
    const bench = createBench()
    await bench.pay()
    const answer = await report(bench, change)
    assert.equal(codeOf(answer), expected)
    if (answer.status !== 200) assert.deepEqual([answer.body['status'], answer.body['data']], ['error', null])
  })
}

test('a range must be shorter than the limit, and the refusal says how long that is', async () => {
  const bench = createBench()
  const toDate = '2026-01-15 12:00:00'
  const daysBefore = (days: number, seconds: number): string =>
    new Date(Date.UTC(2026, 0, 15, 12) - days * 86_400_000 + seconds * 1000)
      .toISOString()
      .slice(0, 19)
      .replace('T', ' ')
  const answer = await report(bench, { fromDate: daysBefore(MAX_RANGE_DAYS, 0), toDate })
  assert.equal(codeOf(answer), '400 BTRA_0026')
  assert.equal(
    answer.body['message'],
    `The difference between dates must be lower than ${MAX_RANGE_DAYS} days`,
  )
  const fits = await report(bench, { fromDate: daysBefore(MAX_RANGE_DAYS, 1), toDate })
  assert.equal(codeOf(fits), '409 BTRA_0046')
})

test('the sample of a request is taken, but for its tokens', async () => {
  const bench = createBench()
  const body = { ...readSample('rest/transactionReport.request.json'), ...bench.sim.credentials }
  assert.equal(codeOf(await bench.www(ROUTE, body)), '409 BTRA_0046')
})

test('the report is on the other host, by GET, and wants a body', async () => {
  const bench = createBench()
  assert.equal(codeOf(await bench.www(ROUTE.replace('GET', 'POST'), {})), '404 path.not.found')
  assert.equal(codeOf(await bench.www(ROUTE)), '400 BTRA_0006')
  const onPayments = await bench.sim.send(
    { host: 'payments', method: 'GET', path: '/transactions/v4/transactionReport', headers: {}, body: '{}' },
    new AbortController().signal,
  )
  assert.equal(onPayments.status, 404)
})

test('ten thousand payments are reported within a second', async () => {
  const bench = createBench()
  for (let index = 0; index < 10_000; index++) {
    // Newest first, so that there is something to sort.
    const at = new Date(bench.sim.clock.now() - index * 1000).toISOString()
    await bench.control('payments', { total: 5, at, webhook: false })
  }
  const startedAt = performance.now()
  const rows = await rowsOf(bench)
  const tookMs = performance.now() - startedAt
  assert.equal(rows.length, 10_000)
  assert.ok(String(rows[0]?.['date']) < String(rows[9_999]?.['date']))
  assert.ok(tookMs < 1000, `It took ${tookMs} ms.`)
})
