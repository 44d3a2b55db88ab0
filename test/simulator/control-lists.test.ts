import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf, createBench, type Bench, type Json } from './bench.ts'

const list = async (bench: Bench, query: string): Promise<{ count: unknown; ids: unknown[] }> => {
  const { status, body } = await bench.control(`tickets?${query}`)
  assert.equal(status, 200, query)
  return { count: body['count'], ids: (body['tickets'] as Json[]).map((ticket) => ticket['ecommerceId']) }
}

test('tickets are listed by phones, by status and by business, and the newest so many of them', async () => {
  const bench = createBench()
  const ids: string[] = []
  for (const phoneNumber of ['7875550100', '7875550103', '7875550109', '7875550100']) {
    ids.push((await bench.create({ phoneNumber })).ecommerceId)
    await bench.base.advance(1000)
  }
  const [first, second, third, last] = ids
  await bench.control(`tickets/${first}/confirm`, null)

  assert.deepEqual(await list(bench, ''), { count: 4, ids })
  assert.deepEqual(await list(bench, 'limit=2'), { count: 4, ids: [third, last] })
  const both = 'phone=7875550100&phone=787-555-0103'.replaceAll('-', '')
  assert.deepEqual(await list(bench, both), { count: 3, ids: [first, second, last] })
  assert.deepEqual(await list(bench, `${both}&status=OPEN&limit=1`), { count: 2, ids: [last] })
  assert.deepEqual(await list(bench, 'status=CONFIRM'), { count: 1, ids: [first] })
  const { publicToken } = bench.sim.credentials
  assert.deepEqual(await list(bench, `publicToken=${publicToken}&status=CANCEL`), { count: 0, ids: [] })
  assert.deepEqual(await list(bench, `publicToken=${publicToken}`), { count: 4, ids })
  assert.deepEqual(await list(bench, 'publicToken=nobody'), { count: 0, ids: [] })
  assert.deepEqual(await list(bench, 'phone=&status=&publicToken=&limit='), { count: 4, ids })
})

for (const [query, code] of [
  ['phone=7875550100&phone=787', '400 invalid_phone'],
  ['status=open', '400 invalid_status'],
  ['limit=0', '400 invalid_limit'],
  ['limit=10001', '400 invalid_limit'],
  ['limit=1.5', '400 invalid_limit'],
  ['limit=-1', '400 invalid_limit'],
] as const) {
  test(`a list that makes no sense is refused: ${query}`, async () => {
    assert.equal(codeOf(await createBench().control(`tickets?${query}`)), code)
  })
}

test('the ledger shows the newest so many of each book, how many there are, and the sums of all', async () => {
  const bench = createBench()
  const { referenceNumber } = await bench.pay()
  await bench.pay({ total: '5.00', subtotal: 5, tax: 0 })
  await bench.refund(referenceNumber, '1.25')
  await bench.base.advance(1000)

  const { body } = await bench.control('ledger?limit=1')
  assert.deepEqual(body['counts'], { movements: 3, payments: 2, webhooks: 3 })
  assert.deepEqual(body['sums'], { capturedCents: 1531, refundedCents: 125, feeCents: 39 })
  const [movements, payments, webhooks] = ['movements', 'payments', 'webhooks'].map(
    (name) => body[name] as Json[],
  )
  assert.deepEqual(
    movements?.map(({ type, totalCents }) => [type, totalCents]),
    [['refund', 125]],
  )
  assert.deepEqual(
    payments?.map(({ capturedCents }) => capturedCents),
    [500],
  )
  assert.deepEqual(
    webhooks?.map(({ event }) => event),
    ['refund'],
  )
  assert.equal(((await bench.control('ledger')).body['movements'] as Json[]).length, 3)
  assert.equal(codeOf(await bench.control('ledger?limit=x')), '400 invalid_limit')
})
