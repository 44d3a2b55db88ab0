import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AUTH_TOKEN_LIFE_S } from '../../server/simulator/auth-token.ts'
import { codeOf, createBench, dataOf, type Bench } from './bench.ts'
import { readSample } from './samples.ts'

const NO_PHONE = { phoneNumber: undefined }

async function statusOf(bench: Bench, ecommerceId: string): Promise<unknown> {
  return dataOf(await bench.find(ecommerceId))['ecommerceStatus']
}

test('a ticket without a phone waits for one, and the sample’s request gives it, with the sample’s answer', async () => {
  const bench = createBench()
  const { ecommerceId, token } = await bench.create(NO_PHONE)
  assert.equal((await bench.control(`tickets/${ecommerceId}`)).body['phone'], null)
  assert.equal(codeOf(await bench.control(`tickets/${ecommerceId}/confirm`, null)), '409 no_phone')
  assert.equal(codeOf(await bench.control(`tickets/${ecommerceId}/refuse`, null)), '409 no_phone')
  const request = { ...readSample('rest/updatePhoneNumber.request.json'), ecommerceId }
  assert.deepEqual(await bench.setPhone(token, request), {
    status: 200,
    body: readSample('rest/updatePhoneNumber.response.json'),
  })
  assert.equal((await bench.control(`tickets/${ecommerceId}`)).body['phone'], '7866575255')
  assert.equal(codeOf(await bench.control(`tickets/${ecommerceId}/confirm`, null)), '200 success')
  assert.equal(codeOf(await bench.authorize(token)), '200 success')
})

test('a phone is set once, at the ticket’s creation or later', async () => {
  const bench = createBench()
  const born = await bench.create()
  const again = { ecommerceId: born.ecommerceId, phoneNumber: '7875550101' }
  assert.equal(codeOf(await bench.setPhone(born.token, again)), '409 BTRA_0041')
  const { ecommerceId, token } = await bench.create(NO_PHONE)
  const body = { ecommerceId, phoneNumber: '7875550100' }
  assert.equal(codeOf(await bench.setPhone(token, body)), '200 success')
  assert.equal(codeOf(await bench.setPhone(token, body)), '409 BTRA_0041')
})

test('the customer of a phone that is set later acts as from then on', async () => {
  const bench = createBench()
  const quick = await bench.create(NO_PHONE)
  const late = await bench.create(NO_PHONE)
  const no = await bench.create(NO_PHONE)
  await bench.base.advance(60_000)
  for (const [{ ecommerceId, token }, phoneNumber] of [
    [quick, '7875550101'],
    [late, '7875550109'],
    [no, '7875550102'],
  ] as const) {
    assert.equal(codeOf(await bench.setPhone(token, { ecommerceId, phoneNumber })), '200 success')
  }
  await bench.base.advance(999)
  assert.equal(await statusOf(bench, quick.ecommerceId), 'OPEN')
  await bench.base.advance(1)
  assert.equal(await statusOf(bench, quick.ecommerceId), 'CONFIRM')
  assert.equal(await statusOf(bench, no.ecommerceId), 'CANCEL')
  // Five seconds before the ticket's own end, which the phone doesn't move.
  await bench.base.advance(600_000 - 61_000 - 5_001)
  assert.equal(await statusOf(bench, late.ecommerceId), 'OPEN')
  await bench.base.advance(1)
  assert.equal(await statusOf(bench, late.ecommerceId), 'CONFIRM')
})

test('a phone that can not be asked is refused, and the ticket may still be given another', async () => {
  const bench = createBench()
  const { ecommerceId, token } = await bench.create(NO_PHONE)
  const give = async (phoneNumber: unknown): Promise<string> =>
    codeOf(await bench.setPhone(token, { ecommerceId, phoneNumber }))
  assert.equal(await give('7875550104'), '400 BTRA_0004')
  assert.equal(await give('7875550105'), '409 PCUS_0007')
  assert.equal(await give('787555010'), '400 BTRA_0006')
  assert.equal(await give('(787) 555-0100'), '400 BTRA_0006')
  assert.equal(await give(undefined), '400 BTRA_0019')
  assert.equal(await give(' '), '400 BTRA_0018')
  assert.equal(await give(7875550100), '200 success')
})

test('the token must be there, good, in time and the ticket’s own, and it is looked at before the body', async () => {
  const bench = createBench()
  const { ecommerceId, token } = await bench.create(NO_PHONE)
  const other = await bench.create(NO_PHONE)
  const body = { ecommerceId, phoneNumber: '7875550100' }
  assert.deepEqual(await bench.setPhone(null, undefined), {
    status: 401,
    body: readSample('rest/error.no-authorization-header.json'),
  })
  assert.equal(codeOf(await bench.setPhone('x', body)), '401 BTRA_0401')
  assert.equal(codeOf(await bench.setPhone(other.token, body)), '401 BTRA_0403')
  assert.equal(codeOf(await bench.setPhone(token, undefined)), '400 BTRA_0006')
  assert.equal(codeOf(await bench.setPhone(token, { ...body, ecommerceId: undefined })), '400 BTRA_0019')
  assert.equal(codeOf(await bench.setPhone(token, { ...body, ecommerceId: 'nobody' })), '409 BTRA_0031')
  await bench.cancel(other.ecommerceId)
  assert.equal(
    codeOf(await bench.setPhone(other.token, { ...body, ecommerceId: other.ecommerceId })),
    '409 BTRA_0037',
  )
  await bench.base.advance(AUTH_TOKEN_LIFE_S * 1000)
  assert.equal(codeOf(await bench.setPhone(token, body)), '401 token.expired')
})
