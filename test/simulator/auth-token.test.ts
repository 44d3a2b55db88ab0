import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { systemRandom } from '../../server/system.ts'
import { codeOf, createBench, START_AT } from './bench.ts'

test('an auth_token is a JWT of 900 seconds, signed with HS256 as anybody else’s library does it', async () => {
  const drawn: Uint8Array[] = []
  const bytes = (length: number): Uint8Array => {
    const some = systemRandom.bytes(length)
    drawn.push(some)
    return some
  }
  const { create } = createBench({ random: { ...systemRandom, bytes } })
  const { ecommerceId, token } = await create()
  const [head = '', body = '', signature] = token.split('.')
  const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString())
  const iat = START_AT / 1000
  assert.equal((read(head) as { alg: string }).alg, 'HS256')
  assert.deepEqual(read(body), { sub: ecommerceId, iat, exp: iat + 900 })
  const signatures = drawn.map((key) =>
    createHmac('sha256', key).update(`${head}.${body}`).digest('base64url'),
  )
  assert.ok(signatures.includes(signature ?? ''), 'No key that was drawn signs so.')
})

test('a token whose claims, head or signature were changed is refused', async () => {
  const { authorize, create } = createBench()
  const [one, other] = [await create(), await create()]
  const [head = '', body = '', signature = ''] = one.token.split('.')
  const [, otherBody = ''] = other.token.split('.')
  const none = Buffer.from('{"alg":"none"}').toString('base64url')
  for (const forged of [
    `${head}.${otherBody}.${signature}`,
    `${none}.${body}.`,
    `${none}.${body}.${signature}`,
    `${head}.${body}.${signature}=`,
    `${head}.${body}.${signature.slice(1)}`,
    `${head}.${body}`,
  ])
    assert.equal(codeOf(await authorize(forged)), '401 BTRA_0401', forged)
  assert.equal(codeOf(await authorize(one.token)), '409 BTRA_0032')
})
