import assert from 'node:assert/strict'
import { test } from 'node:test'
import { REFUND_SHOWS_AFTER_MS } from '../../server/simulator/transaction.ts'
import { codeOf, createBench, dataOf, shapeOf, type Bench, type Json } from './bench.ts'
import { readSample } from './samples.ts'

const REFERENCE = /^215070443-[0-9a-f]{32}$/

/** What findPayment says was refunded, in dollars. */
async function totalOf(bench: Bench, ecommerceId: string): Promise<unknown> {
  return dataOf(await bench.find(ecommerceId))['totalRefundedAmount']
}

async function ledgerOf(bench: Bench): Promise<{ movements: Json[]; payments: Json[] }> {
  return (await bench.control('ledger')).body as { movements: Json[]; payments: Json[] }
}

test('a refund is answered in the shape of the sample, with a reference of its own and epochs as dates', async () => {
  const bench = createBench()
  const payment = await bench.pay({ items: [] })
  await bench.base.advance(60_000)
  const answer = await bench.refund(payment.referenceNumber, '4.30')
  assert.equal(answer.status, 200)
  assert.deepEqual(shapeOf(answer.body), shapeOf(readSample('rest/refund.response.json')))

  const { refund, originalTransaction } = dataOf(answer) as { refund: Json; originalTransaction: Json }
  assert.match(String(refund['referenceNumber']), REFERENCE)
  assert.notEqual(refund['referenceNumber'], payment.referenceNumber)
  assert.equal(originalTransaction['referenceNumber'], payment.referenceNumber)
  assert.deepEqual([refund['refundedAmount'], originalTransaction['totalRefundedAmount']], [4.3, 4.3])
  assert.deepEqual(
    [originalTransaction['dailyTransactionID'], refund['dailyTransactionID']],
    ['0001', '0002'],
  )
  assert.equal(refund['date'], String(Date.UTC(2026, 0, 15, 16, 1)))
  assert.equal(originalTransaction['date'], String(Date.UTC(2026, 0, 15, 16)))
  assert.equal(refund['phoneNumber'], '(787) 555-0100')
  assert.deepEqual([originalTransaction['total'], originalTransaction['fee']], [10.31, 0.26])
})

test('the sample of a request is taken, but for its tokens and its reference', async () => {
  const bench = createBench()
  const { referenceNumber } = await bench.pay()
  const body = { ...readSample('rest/refund.request.json'), ...bench.sim.credentials, referenceNumber }
  assert.equal(codeOf(await bench.call('/refund', body)), '200 success')
})

/** A change to a good refund of $1.00 → what is answered. */
const CHANGES: readonly [string, Json, string][] = [
  ['an unknown public token', { publicToken: 'nobody' }, '401 BTRA_0401'],
  ['no public token', { publicToken: undefined }, '401 BTRA_0401'],
  ['a wrong private token', { privateToken: 'wrong' }, '401 BTRA_0403'],
  ['no private token', { privateToken: null }, '401 BTRA_0403'],
  ['a private token that is a number', { privateToken: 7 }, '400 BTRA_0006'],
  ['no reference', { referenceNumber: undefined }, '400 BTRA_0019'],
  ['a blank reference', { referenceNumber: ' ' }, '400 BTRA_0018'],
  ['a reference that is a list', { referenceNumber: [] }, '400 BTRA_0006'],
  ['an unknown reference', { referenceNumber: '215070443-0' }, '409 BTRA_0053'],
  ['a key of the prototype as reference', { referenceNumber: '__proto__' }, '409 BTRA_0053'],
  ['no amount', { amount: null }, '400 BTRA_0019'],
  ['a blank amount', { amount: '' }, '400 BTRA_0018'],
  ['an amount of zero', { amount: '0.00' }, '400 BTRA_0013'],
  ['an amount of 0 as a number', { amount: 0 }, '400 BTRA_0013'],
  ['an amount of 0.009', { amount: '0.009' }, '400 BTRA_0028'],
  ['a tiny number', { amount: 1e-7 }, '400 BTRA_0028'],
  ['a negative amount', { amount: '-5.00' }, '400 BTRA_0028'],
  ['a negative number', { amount: -5 }, '400 BTRA_0028'],
  ['an amount of three decimals', { amount: '1.001' }, '400 BTRA_0020'],
  ['an amount of five digits', { amount: '10000.00' }, '400 BTRA_0020'],
  ['an amount with a comma', { amount: '1,00' }, '400 BTRA_0020'],
  ['an amount with an exponent', { amount: '1e-7' }, '400 BTRA_0020'],
  ['an amount that is true', { amount: true }, '400 BTRA_0020'],
  ['a message of 51 characters', { message: 'ñ'.repeat(51) }, '400 BTRA_0040'],
  ['a message that is an object', { message: {} }, '400 BTRA_0006'],
  ['more than was paid', { amount: '10.32' }, '409 BTRA_0030'],
  ['a message of 50 characters', { message: '🍩'.padEnd(51, '.') }, '200 success'],
  ['no message', { message: undefined }, '200 success'],
  ['an amount of 0.01', { amount: '0.01' }, '200 success'],
  ['an amount as a number', { amount: 4.3 }, '200 success'],
  ['all that was paid', { amount: '10.31' }, '200 success'],
]

for (const [what, change, expected] of CHANGES) {
  test(`a refund with ${what} is answered ${expected}, and booked only if it succeeds`, async () => {
    const bench = createBench()
    const { ecommerceId, referenceNumber } = await bench.pay()
    assert.equal(codeOf(await bench.refund(referenceNumber, '1.00', change)), expected)
    const { movements } = await ledgerOf(bench)
    const isRefunded = expected === '200 success'
    assert.equal(movements.length, isRefunded ? 2 : 1)
    assert.equal((await totalOf(bench, ecommerceId)) !== 0, isRefunded)
  })
}

test('a reference with a space at its end is the same reference', async () => {
  const bench = createBench()
  const { referenceNumber } = await bench.pay()
  assert.equal(codeOf(await bench.refund(`${referenceNumber} `, '1.00')), '200 success')
})

test('a refund can’t be refunded by its own reference', async () => {
  const bench = createBench()
  const { referenceNumber } = await bench.pay()
  const { refund } = dataOf(await bench.refund(referenceNumber, '1.00')) as { refund: Json }
  assert.equal(codeOf(await bench.refund(String(refund['referenceNumber']), '0.50')), '409 BTRA_0053')
})

test('a payment is refunded in parts up to its total, and not a cent more', async () => {
  const bench = createBench()
  const { ecommerceId, referenceNumber } = await bench.pay()
  const other = await bench.pay()
  const codes = []
  for (const amount of ['4.00', '6.30', '0.02', '0.01', '0.01']) {
    codes.push(codeOf(await bench.refund(referenceNumber, amount)))
  }
  assert.deepEqual(codes, ['200 success', '200 success', '409 BTRA_0030', '200 success', '409 BTRA_0030'])
  assert.equal(await totalOf(bench, ecommerceId), 10.31)
  assert.equal(await totalOf(bench, other.ecommerceId), 0)

  const { movements, payments } = await ledgerOf(bench)
  const refunds = movements.filter((movement) => movement['type'] === 'refund')
  assert.deepEqual(
    refunds.map((movement) => movement['totalCents']),
    [400, 630, 1],
  )
  assert.equal(new Set(refunds.map((movement) => movement['referenceNumber'])).size, 3)
  assert.deepEqual(payments, [
    { ecommerceId, referenceNumber, capturedCents: 1031, refundedCents: 1031 },
    {
      ecommerceId: other.ecommerceId,
      referenceNumber: other.referenceNumber,
      capturedCents: 1031,
      refundedCents: 0,
    },
  ])
})

test('the ledger books a refund in cents, with both references; the ticket lists it', async () => {
  const bench = createBench()
  const { ecommerceId, referenceNumber: paymentReferenceNumber } = await bench.pay()
  await bench.base.advance(5000)
  const { refund } = dataOf(await bench.refund(paymentReferenceNumber, 1.5)) as { refund: Json }
  const { referenceNumber } = refund
  assert.deepEqual((await ledgerOf(bench)).movements[1], {
    at: '2026-01-15T16:00:05.000Z',
    type: 'refund',
    ecommerceId,
    referenceNumber,
    paymentReferenceNumber,
    businessName: 'Café del Viejo San Juan',
    totalCents: 150,
    message: 'Se acabó el café',
    via: 'api',
  })
  const ticket = (await bench.control(`tickets/${ecommerceId}`)).body
  assert.equal(ticket['status'], 'COMPLETED')
  assert.deepEqual(ticket['refunds'], [
    { at: '2026-01-15T16:00:05.000Z', amount: 1.5, referenceNumber, message: 'Se acabó el café', via: 'api' },
  ])
})

test('a refund shows in findPayment at once, after thirty seconds, or never, as the business is set', async () => {
  const bench = createBench()
  const { publicToken } = bench.sim.credentials
  const { ecommerceId, referenceNumber } = await bench.pay()
  await bench.refund(referenceNumber, '1.00')
  assert.equal(await totalOf(bench, ecommerceId), 1)

  const late = await bench.control('businesses', { refunded_totals: 'late' })
  assert.equal((late.body['businesses'] as Json[])[0]?.['refunded_totals'], 'late')
  assert.equal(await totalOf(bench, ecommerceId), 0)
  await bench.base.advance(10_000)
  const answer = dataOf(await bench.refund(referenceNumber, '2.00')) as { originalTransaction: Json }
  assert.equal(answer.originalTransaction['totalRefundedAmount'], 3)
  await bench.base.advance(REFUND_SHOWS_AFTER_MS - 10_000)
  assert.equal(await totalOf(bench, ecommerceId), 1)
  await bench.base.advance(9_999)
  assert.equal(await totalOf(bench, ecommerceId), 1)
  await bench.base.advance(1)
  assert.equal(await totalOf(bench, ecommerceId), 3)

  await bench.control('businesses', { publicToken, refunded_totals: 'never' })
  await bench.base.advance(3_600_000)
  assert.equal(await totalOf(bench, ecommerceId), 0)
  assert.equal((await ledgerOf(bench)).payments[0]?.['refundedCents'], 300)
  assert.equal(codeOf(await bench.refund(referenceNumber, '7.32')), '409 BTRA_0030')
})

test('a wrong setting of a business is refused, and changes nothing', async () => {
  const bench = createBench()
  const wrong: [unknown, string][] = [
    [{}, '400 invalid_body'],
    [null, '400 invalid_body'],
    [{ refunded_totals: null }, '400 invalid_body'],
    [{ refund_references: 'both' }, '400 invalid_refund_references'],
    [{ refunded_totals: 'late', refund_references: 7 }, '400 invalid_refund_references'],
    [{ listener: 'https://shop.example/webhook' }, '400 invalid_listener'],
    [[], '400 invalid_body'],
    ['{', '400 invalid_body'],
    [{ refunded_totals: 'soon' }, '400 invalid_refunded_totals'],
    [{ refunded_totals: ['late'] }, '400 invalid_refunded_totals'],
    [{ refunded_totals: '__proto__' }, '400 invalid_refunded_totals'],
    [{ refunded_totals: 'late', nickname: 'x' }, '400 unknown_field'],
    ['{"refunded_totals":"late","__proto__":{}}', '400 unknown_field'],
    [{ refunded_totals: 'late', publicToken: 'nobody' }, '404 business_not_found'],
    [{ refunded_totals: 'late', publicToken: null }, '404 business_not_found'],
  ]
  for (const [body, code] of wrong) {
    assert.equal(codeOf(await bench.control('businesses', body)), code, JSON.stringify(body))
  }
  const evil = { origin: 'https://evil.example' }
  assert.equal(
    codeOf(await bench.control('businesses', { refunded_totals: 'late' }, evil)),
    '403 origin_not_allowed',
  )
  assert.equal(
    ((await bench.control('businesses')).body['businesses'] as Json[])[0]?.['refunded_totals'],
    'at_once',
  )
})
