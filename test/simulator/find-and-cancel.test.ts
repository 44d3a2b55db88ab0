import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf, createBench } from './bench.ts'

test('findPayment and cancel want the ticket’s auth_token, too, where the business is set so', async () => {
  const bench = createBench()
  const { publicToken } = bench.sim.credentials
  const { ecommerceId, token } = await bench.create()
  const other = await bench.create()
  assert.equal(codeOf(await bench.find(ecommerceId)), '200 success')
  await bench.control('businesses', { find_and_cancel: 'auth_token' })
  for (const path of ['/business/findPayment', '/business/cancel']) {
    const ask = async (headers: Record<string, string>): Promise<string> =>
      codeOf(await bench.call(path, { ecommerceId, publicToken }, headers))
    assert.equal(await ask({}), '401 token.invalid.header')
    assert.equal(await ask({ authorization: 'Bearer x.y.z' }), '401 BTRA_0401')
    assert.equal(await ask({ authorization: `Bearer ${other.token}` }), '401 BTRA_0403')
    assert.equal(await ask({ authorization: `Bearer ${token}` }), '200 success')
  }
  assert.equal(
    codeOf(await bench.control('businesses', { find_and_cancel: 'both' })),
    '400 invalid_find_and_cancel',
  )
})
