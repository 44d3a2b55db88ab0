import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AUTH_TOKEN_LIFE_S } from '../../server/simulator/auth-token.ts'
import { codeOf, createBench, dataOf, shapeOf } from './bench.ts'
import { readSample } from './samples.ts'

test('a created ticket is answered in the shape of the sample', async () => {
  const { sim, call } = createBench()
  const request = { ...readSample('rest/payment.request.json'), publicToken: sim.credentials.publicToken }
  const answer = await call('/payment', request)
  assert.equal(answer.status, 200)
  assert.deepEqual(shapeOf(answer.body), shapeOf(readSample('rest/payment.response.json')))
  assert.match(String(dataOf(answer)['ecommerceId']), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  assert.match(String(dataOf(answer)['auth_token']), /^eyJraWQiO[\w-]+\.[\w-]+\.[\w-]+$/)
})

test('findPayment answers OPEN, CONFIRM, COMPLETED and CANCEL in the shapes of the samples', async () => {
  const bench = createBench()
  const { ecommerceId, token } = await bench.create()
  assert.deepEqual(
    shapeOf((await bench.find(ecommerceId)).body),
    shapeOf(readSample('rest/findPayment.OPEN.response.json')),
  )

  await bench.control(`tickets/${ecommerceId}/confirm`, null)
  const confirmed = await bench.find(ecommerceId)
  assert.deepEqual(shapeOf(confirmed.body), shapeOf(readSample('rest/findPayment.CONFIRM.response.json')))
  assert.equal(dataOf(confirmed)['ecommerceStatus'], 'CONFIRM')
  assert.equal(dataOf(confirmed)['fee'], 0)
  assert.equal(dataOf(confirmed)['netAmount'], 0)

  await bench.authorize(token)
  const completed = await bench.find(ecommerceId)
  // This one sample leaves out an item's formattedPrice and sku; the sample of the authorization has both.
  assert.deepEqual(shapeOf(completed.body), shapeOf(readSample('rest/authorization.COMPLETED.response.json')))
  assert.equal(dataOf(completed)['ecommerceStatus'], 'COMPLETED')

  const other = await bench.create()
  await bench.cancel(other.ecommerceId)
  const cancelled = await bench.find(other.ecommerceId)
  assert.deepEqual(shapeOf(cancelled.body), shapeOf(readSample('rest/findPayment.CANCEL.response.json')))
  assert.equal(dataOf(cancelled)['ecommerceStatus'], 'CANCEL')
})

test('an authorization answers the completed transaction with reference, fee, net and daily id', async () => {
  const bench = createBench()
  const { ecommerceId, token } = await bench.create({ phoneNumber: '7875550101' })
  await bench.base.advance(1000)
  const answer = await bench.authorize(token)
  assert.equal(answer.status, 200)
  assert.deepEqual(shapeOf(answer.body), shapeOf(readSample('rest/authorization.COMPLETED.response.json')))
  const data = dataOf(answer)
  assert.equal(data['ecommerceId'], ecommerceId)
  assert.match(String(data['referenceNumber']), /^215070443-[0-9a-f]{32}$/)
  assert.equal(data['transactionDate'], '2026-01-15 12:00:01')
  assert.equal(data['dailyTransactionId'], '0001')
  assert.deepEqual([data['total'], data['subTotal'], data['tax']], [10.31, 9.25, 1.06])
  assert.deepEqual([data['fee'], data['netAmount']], [0.26, 10.05])
  assert.deepEqual(await bench.find(ecommerceId), answer)
})

test('the fee is 2.5 % with half a cent up, and never under six cents', async () => {
  const bench = createBench()
  const fees = []
  for (const total of ['1.00', '2.40', '2.60', '1500.00']) {
    const { token } = await bench.create({ total, phoneNumber: '7875550101' })
    await bench.base.advance(1000)
    fees.push(dataOf(await bench.authorize(token))['fee'])
  }
  assert.deepEqual(fees, [0.06, 0.06, 0.07, 37.5])
})

test('a cancel answers the sample, letter for letter, from OPEN and from CONFIRM', async () => {
  const bench = createBench()
  const open = await bench.create()
  assert.deepEqual(await bench.cancel(open.ecommerceId), {
    status: 200,
    body: readSample('rest/cancel.response.json'),
  })
  const confirmed = await bench.create({ phoneNumber: '7875550101' })
  await bench.base.advance(1000)
  assert.equal((await bench.cancel(confirmed.ecommerceId)).status, 200)
  assert.equal(codeOf(await bench.authorize(confirmed.token)), '409 BTRA_0037')
})

test('an authorization is refused unless the ticket is CONFIRM, with a code for each other status', async () => {
  const bench = createBench()
  const { ecommerceId, token } = await bench.create()
  assert.equal(codeOf(await bench.authorize(token)), '409 BTRA_0032')
  await bench.control(`tickets/${ecommerceId}/confirm`, null)
  assert.equal(codeOf(await bench.authorize(token)), '200 success')
  assert.equal(codeOf(await bench.authorize(token)), '409 BTRA_0035')
  assert.equal(codeOf(await bench.cancel(ecommerceId)), '409 BTRA_0035')
  const cancelled = await bench.create()
  await bench.cancel(cancelled.ecommerceId)
  assert.equal(codeOf(await bench.authorize(cancelled.token)), '409 BTRA_0037')
  assert.equal(codeOf(await bench.cancel(cancelled.ecommerceId)), '409 BTRA_0037')
})

test('a missing Authorization header answers the sample, letter for letter', async () => {
  const { call } = createBench()
  const sample = readSample('rest/error.no-authorization-header.json')
  assert.deepEqual(await call('/authorization'), { status: 401, body: sample })
  assert.equal(
    codeOf(await call('/authorization', undefined, { authorization: 'Bearer ' })),
    '401 token.invalid.header',
  )
})

test('a forged token, and a token of another simulator, are refused', async () => {
  const bench = createBench()
  const { token } = await bench.create()
  const [head = '', body = '', signature = ''] = token.split('.')
  const none = Buffer.from('{"alg":"none"}').toString('base64url')
  const foreign = await createBench().create()
  for (const forged of [
    `${head}.${body}.`,
    `${none}.${body}.`,
    `${head}.${body}x.${signature}`,
    'abc',
    foreign.token,
  ]) {
    assert.equal(codeOf(await bench.authorize(forged)), '401 BTRA_0401', forged)
  }
})

test('a token ends after 900 seconds, with the documented sentence in Puerto Rico’s time', async () => {
  const bench = createBench()
  const { token } = await bench.create()
  await bench.base.advance(AUTH_TOKEN_LIFE_S * 1000 - 1)
  assert.equal(codeOf(await bench.authorize(token)), '409 BTRA_0037')
  await bench.base.advance(1)
  const answer = await bench.authorize(token)
  assert.equal(answer.status, 401)
  assert.deepEqual(answer.body, {
    ...readSample('rest/error.token-expired.json'),
    message: 'The Token has expired on Thu Jan 15 12:15:00 AST 2026.',
  })
})

test('the daily id counts from 0001 and starts again at midnight in Puerto Rico', async () => {
  const bench = createBench()
  const complete = async (): Promise<unknown> => {
    const { token } = await bench.create({ phoneNumber: '7875550101' })
    await bench.base.advance(1000)
    return dataOf(await bench.authorize(token))['dailyTransactionId']
  }
  assert.deepEqual([await complete(), await complete()], ['0001', '0002'])
  // From noon to 23:59:00: midnight in UTC has passed meanwhile, and changes nothing.
  await bench.base.advance(11 * 3_600_000 + 59 * 60_000 - 2000)
  assert.equal(await complete(), '0003')
  await bench.base.advance(60_000)
  assert.equal(await complete(), '0001')
})

test('a call takes its latency, half before its effect and half after it', async () => {
  const bench = createBench({ latencyMs: 1000 })
  const answer = bench.create()
  await bench.base.advance(499)
  const tickets = async (): Promise<number> =>
    ((await bench.control('tickets')).body['tickets'] as unknown[]).length
  assert.equal(await tickets(), 0)
  await bench.base.advance(1)
  assert.equal(await tickets(), 1)
  await bench.base.advance(500)
  assert.ok((await answer).ecommerceId)
})

test('an aborted call ends its wait at once, but its effect still comes', async () => {
  const bench = createBench({ latencyMs: 1000 })
  const abort = new AbortController()
  const { publicToken } = bench.sim.credentials
  const body = JSON.stringify({
    publicToken,
    total: '5',
    metadata1: 'a',
    metadata2: 'b',
    phoneNumber: '7875550100',
  })
  const path = '/api/business-transaction/ecommerce/payment'
  const answer = bench.sim.send({ host: 'payments', method: 'POST', path, headers: {}, body }, abort.signal)
  abort.abort(new Error('too slow'))
  await assert.rejects(answer, /too slow/)
  await bench.base.advance(1000)
  assert.equal(((await bench.control('tickets')).body['tickets'] as unknown[]).length, 1)
})

test('a closed simulator rejects calls, and rings no timer', async () => {
  const bench = createBench({ latencyMs: 1000 })
  const underWay = assert.rejects(bench.create(), /closed/)
  await bench.sim.close()
  await underWay
  await assert.rejects(bench.create(), /closed/)
  await bench.base.advance(3_600_000)
  assert.deepEqual(bench.webhooks, [])
})
