import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf, createBench, shapeOf, type Answer, type Bench, type Json } from './bench.ts'
import { readSample } from './samples.ts'

function search(bench: Bench, fields: Json): Promise<Answer> {
  return bench.www('POST /api/v4/searchTransaction', { ...bench.sim.credentials, ...fields })
}

test('one match is answered bare, in the shape of the sample', async () => {
  const bench = createBench()
  const { referenceNumber } = await bench.pay()
  await bench.refund(referenceNumber, '4.30')
  const answer = await search(bench, { referenceNumber: `${referenceNumber} ` })
  assert.equal(answer.status, 200)
  assert.deepEqual(shapeOf(answer.body), shapeOf(readSample('rest/searchTransaction.response.json')))
  const { body } = answer
  assert.deepEqual(
    [body['referenceNumber'], body['dailyTransactionID'], body['total'], body['totalRefundedAmount']],
    [referenceNumber, 1, 10.31, 4.3],
  )
})

test('several matches are a bare list, oldest first', async () => {
  const bench = createBench()
  const { referenceNumber } = await bench.pay()
  await bench.control('payments', { total: 10.31, at: '2026-01-01T00:00:00Z', metadata1: 'older' })
  const { body } = await search(bench, { total: '10.31' })
  assert.ok(Array.isArray(body))
  const rows = body as Json[]
  assert.equal(rows.length, 2)
  assert.equal(rows[0]?.['metadata1'], 'older')
  assert.equal(rows[1]?.['referenceNumber'], referenceNumber)
})

test('every field of the sample narrows the search, and all of them together find what meets all', async () => {
  const bench = createBench()
  const { referenceNumber } = await bench.pay()
  const all = {
    referenceNumber,
    dailyTransactionID: '0001',
    name: 'Cliente de prueba',
    phoneNumber: '(787) 555-0100',
    email: 'cliente@example.com',
    total: 10.31,
    metadata1: 'order-123',
    metadata2: 'mesa 4',
  }
  assert.deepEqual(
    Object.keys(all),
    Object.keys(readSample('rest/searchTransaction.request.json')).filter((name) => !name.endsWith('Token')),
  )
  assert.equal(codeOf(await search(bench, all)), '200 success')
  for (const [field, value] of Object.entries(all)) {
    assert.equal(codeOf(await search(bench, { [field]: value })), '200 success', field)
    const other = field === 'total' ? '10.32' : field === 'dailyTransactionID' ? 2 : `${value}9`
    assert.equal(codeOf(await search(bench, { ...all, [field]: other })), '409 BTRA_0053', field)
  }
  for (const dailyTransactionID of [1, '1', '0001']) {
    assert.equal(codeOf(await search(bench, { dailyTransactionID, metadata1: '' })), '200 success')
  }
  assert.equal(codeOf(await search(bench, { phoneNumber: 7875550100 })), '200 success')
})

test('only what was paid is found', async () => {
  const bench = createBench()
  await bench.create()
  const cancelled = await bench.create()
  await bench.cancel(cancelled.ecommerceId)
  assert.equal(codeOf(await search(bench, { metadata1: 'order-123' })), '409 BTRA_0053')
})

/** Fields of a search → what is answered. */
const REFUSALS: readonly [string, Json, string][] = [
  ['an unknown public token', { publicToken: 'nobody', total: 1 }, '401 BTRA_0401'],
  ['a wrong private token', { privateToken: 'wrong', total: 1 }, '401 BTRA_0403'],
  ['nothing to look for', {}, '400 BTRA_0019'],
  ['nothing but blanks to look for', { metadata1: '', total: null }, '400 BTRA_0019'],
  ['a total that is no amount', { total: 'ten' }, '400 BTRA_0020'],
  ['a name that is a list', { name: [] }, '400 BTRA_0006'],
  ['a daily id that is an object', { dailyTransactionID: {} }, '400 BTRA_0006'],
  ['a daily id in words', { dailyTransactionID: 'first' }, '409 BTRA_0053'],
  ['a phone of three digits', { phoneNumber: '787' }, '409 BTRA_0053'],
  ['a reference that nobody has', { referenceNumber: '__proto__' }, '409 BTRA_0053'],
]

for (const [what, fields, expected] of REFUSALS) {
  test(`a search with ${what} is answered ${expected}`, async () => {
    const bench = createBench()
    await bench.pay()
    const answer = await search(bench, fields)
    assert.equal(codeOf(answer), expected)
    assert.deepEqual([answer.body['status'], answer.body['data']], ['error', null])
  })
}
