import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf, createBench, dataOf, ticketBody, type Bench, type Json } from './bench.ts'

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

for (const [phoneNumber, code] of [
  ['7875550104', '400 BTRA_0004'],
  ['7875550105', '409 PCUS_0007'],
] as const) {
  test(`${phoneNumber} refuses every ticket with ${code}, once the rest of it is good`, async () => {
    const bench = createBench()
    const body = { ...ticketBody(bench.sim.credentials.publicToken), phoneNumber }
    assert.equal(codeOf(await bench.call('/payment', { ...body, metadata1: '' })), '400 BTRA_0018')
    assert.equal(codeOf(await bench.call('/payment', body)), code)
    assert.deepEqual((await bench.control('tickets')).body['tickets'], [])
  })
}

/** A ticket of a phone that confirms by itself; what it answers before is as ever. */
async function confirmedBy(
  bench: Bench,
  phoneNumber: string,
): Promise<{ ecommerceId: string; token: string }> {
  const ticket = await bench.create({ phoneNumber })
  assert.equal(codeOf(await bench.authorize(ticket.token)), '409 BTRA_0032')
  await bench.base.advance(999)
  assert.equal(await statusOf(bench, ticket.ecommerceId), 'OPEN')
  await bench.base.advance(1)
  assert.equal(await statusOf(bench, ticket.ecommerceId), 'CONFIRM')
  return ticket
}

async function movementsOf(bench: Bench): Promise<Json[]> {
  return (await bench.control('ledger')).body['movements'] as Json[]
}

test('787-555-0106 is captured, but the authorization answers 500; sent again it is BTRA_0035', async () => {
  const bench = createBench()
  const { ecommerceId, token } = await confirmedBy(bench, '7875550106')
  assert.equal(codeOf(await bench.authorize(token)), '500 BTRA_9999')
  assert.equal(await statusOf(bench, ecommerceId), 'COMPLETED')
  assert.equal(codeOf(await bench.authorize(token)), '409 BTRA_0035')
  assert.equal((await movementsOf(bench)).length, 1)
})

test('787-555-0107 is captured, but the authorization never answers', async () => {
  const bench = createBench()
  const { ecommerceId, token } = await confirmedBy(bench, '7875550107')
  let isAnswered = false
  const answer = bench.authorize(token).finally(() => (isAnswered = true))
  const ended = assert.rejects(answer, /closed/)
  await bench.base.advance(3_600_000)
  assert.equal(isAnswered, false)
  assert.equal(await statusOf(bench, ecommerceId), 'COMPLETED')
  assert.equal((await movementsOf(bench)).length, 1)
  await bench.sim.close()
  await ended
})

test('787-555-0107 is answered BTRA_0035 when the authorization is sent again', async () => {
  const bench = createBench()
  const { token } = await confirmedBy(bench, '7875550107')
  const ended = assert.rejects(bench.authorize(token), /closed/)
  assert.equal(codeOf(await bench.authorize(token)), '409 BTRA_0035')
  await bench.sim.close()
  await ended
})

test('787-555-0108 confirms, but no authorization captures it: BTRA_0045, and it can be cancelled', async () => {
  const bench = createBench()
  const { ecommerceId, token } = await confirmedBy(bench, '7875550108')
  assert.equal(codeOf(await bench.authorize(token)), '409 BTRA_0045')
  assert.equal(codeOf(await bench.authorize(token)), '409 BTRA_0045')
  assert.equal(await statusOf(bench, ecommerceId), 'CONFIRM')
  assert.equal(codeOf(await bench.cancel(ecommerceId)), '200 success')
  assert.equal(codeOf(await bench.authorize(token)), '409 BTRA_0037')
  assert.deepEqual(await movementsOf(bench), [])
})

for (const timeout of [120, 600]) {
  test(`787-555-0109 confirms five seconds before the end of a ticket of ${timeout} s`, async () => {
    const bench = createBench()
    const { ecommerceId, token } = await bench.create({ phoneNumber: '7875550109', timeout })
    await bench.base.advance((timeout - 5) * 1000 - 1)
    assert.equal(await statusOf(bench, ecommerceId), 'OPEN')
    await bench.base.advance(1)
    assert.equal(await statusOf(bench, ecommerceId), 'CONFIRM')
    await bench.base.advance(4999)
    assert.equal((await bench.authorize(token)).status, 200)
  })
}

test('what is armed for an endpoint goes before what a phone does by itself', async () => {
  const bench = createBench()
  const { ecommerceId, token } = await confirmedBy(bench, '7875550107')
  bench.sim.faults.add({ endpoint: 'authorization', kind: 'drop_after' })
  await assert.rejects(bench.authorize(token), { name: 'ConnectionDropped' })
  assert.equal(await statusOf(bench, ecommerceId), 'COMPLETED')
})
