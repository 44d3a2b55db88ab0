import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBench, dataOf, type Bench } from './bench.ts'

async function statusOf(bench: Bench, ecommerceId: string): Promise<string> {
  return String(dataOf(await bench.find(ecommerceId))['ecommerceStatus'])
}

for (const phoneNumber of ['7875550100', '7875550103', '9395550199']) {
  test(`${phoneNumber} never answers by itself: the ticket is CANCEL, and expired inside, at its end`, async () => {
    const bench = createBench()
    const { ecommerceId } = await bench.create({ phoneNumber, timeout: 120 })
    await bench.base.advance(119_999)
    assert.equal(await statusOf(bench, ecommerceId), 'OPEN')
    await bench.base.advance(1)
    assert.equal(await statusOf(bench, ecommerceId), 'CANCEL')
    assert.equal((await bench.control(`tickets/${ecommerceId}`)).body['expired'], true)
  })
}

test('787-555-0101 confirms after one second', async () => {
  const bench = createBench()
  const { ecommerceId } = await bench.create({ phoneNumber: '7875550101' })
  await bench.base.advance(999)
  assert.equal(await statusOf(bench, ecommerceId), 'OPEN')
  await bench.base.advance(1)
  assert.equal(await statusOf(bench, ecommerceId), 'CONFIRM')
})

test('787-555-0102 refuses after one second: CANCEL, not expired', async () => {
  const bench = createBench()
  const { ecommerceId } = await bench.create({ phoneNumber: '7875550102' })
  await bench.base.advance(1000)
  assert.equal(await statusOf(bench, ecommerceId), 'CANCEL')
  assert.equal((await bench.control(`tickets/${ecommerceId}`)).body['expired'], undefined)
})

test('a person confirms on the phone page where nobody does by themselves', async () => {
  const bench = createBench()
  const { ecommerceId } = await bench.create()
  await bench.control(`tickets/${ecommerceId}/confirm`, null)
  assert.equal(await statusOf(bench, ecommerceId), 'CONFIRM')
})

test('a confirmed ticket that nobody authorizes expires too', async () => {
  const bench = createBench()
  const { ecommerceId } = await bench.create({ phoneNumber: '7875550101', timeout: 120 })
  await bench.base.advance(120_000)
  assert.equal(await statusOf(bench, ecommerceId), 'CANCEL')
})

test('a ticket that is over stays as it is when its customer or its end comes later', async () => {
  const bench = createBench()
  const { ecommerceId } = await bench.create({ phoneNumber: '7875550101' })
  await bench.cancel(ecommerceId)
  await bench.base.advance(700_000)
  const { history, expired } = (await bench.control(`tickets/${ecommerceId}`)).body
  assert.deepEqual(
    (history as { event: string }[]).map(({ event }) => event),
    ['created', 'cancelled'],
  )
  assert.equal(expired, undefined)
})

test('after a jump over its end a ticket can be neither confirmed nor authorized, even before any timer rang', async () => {
  const bench = createBench()
  const { ecommerceId, token } = await bench.create({ timeout: 120 })
  await bench.control(`tickets/${ecommerceId}/confirm`, null)
  await bench.control('clock', { jump_seconds: 120 })
  assert.equal((await bench.authorize(token)).body['errorcode'], 'BTRA_0037')
  assert.deepEqual((await bench.control('ledger')).body['movements'], [])
})
