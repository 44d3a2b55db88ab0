import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ERROR_CODES, toMessage } from '../../server/simulator/error-codes.ts'
import { codeOf, createBench, ticketBody, type Json } from './bench.ts'
import { readErrorCodes, readSample } from './samples.ts'

/** A change to a good body → what is answered. */
const FAULTS: readonly [string, Json, string][] = [
  ['an unknown public token', { publicToken: 'a66ce73d04f2087615f6320b724defc5b4eedc55' }, '401 BTRA_0401'],
  ['no public token', { publicToken: null }, '401 BTRA_0401'],
  ['a public token that is a list', { publicToken: [] }, '401 BTRA_0401'],
  ['no metadata1', { metadata1: undefined }, '400 BTRA_0019'],
  ['metadata1 that is null', { metadata1: null }, '400 BTRA_0019'],
  ['metadata1 that is blank', { metadata1: '   ' }, '400 BTRA_0018'],
  ['metadata2 that is empty', { metadata2: '' }, '400 BTRA_0018'],
  ['metadata1 of 41 characters', { metadata1: 'x'.repeat(41) }, '400 BTRA_0038'],
  ['metadata2 of 41 characters', { metadata2: 'ñ'.repeat(41) }, '400 BTRA_0038'],
  ['metadata1 of 40 characters', { metadata1: '☕️ñ'.padEnd(40, '.') }, '200 success'],
  ['metadata1 that is an object', { metadata1: {} }, '400 BTRA_0006'],
  ['no total', { total: undefined }, '400 BTRA_0019'],
  ['a blank total', { total: '' }, '400 BTRA_0018'],
  ['a total of zero', { total: '0.00' }, '400 BTRA_0013'],
  ['a total of 0 as a number', { total: 0 }, '400 BTRA_0013'],
  ['a total of 0.99', { total: '0.99' }, '400 BTRA_0001'],
  ['a total of 1.00', { total: '1.00' }, '200 success'],
  ['a total of 1500 as a number', { total: 1500 }, '200 success'],
  ['a total of 1500.01', { total: '1500.01' }, '400 BTRA_0004'],
  ['a total of three decimals', { total: '10.001' }, '400 BTRA_0020'],
  ['a total with a comma', { total: '1,250.00' }, '400 BTRA_0020'],
  ['a negative total', { total: '-5' }, '400 BTRA_0020'],
  ['a total with an exponent', { total: '1e2' }, '400 BTRA_0020'],
  ['a total that is true', { total: true }, '400 BTRA_0020'],
  ['a tax that is no amount', { tax: 'x' }, '400 BTRA_0020'],
  ['a subtotal of three decimals', { subtotal: 1.001 }, '400 BTRA_0020'],
  ['no tax and no subtotal', { tax: null, subtotal: undefined }, '200 success'],
  ['no phone', { phoneNumber: null }, '200 success'],
  ['a phone that is blank', { phoneNumber: ' ' }, '400 BTRA_0018'],
  ['a phone of nine digits', { phoneNumber: '787555010' }, '400 BTRA_0006'],
  ['a phone with punctuation', { phoneNumber: '(787) 555-0100' }, '400 BTRA_0006'],
  ['a phone as a number', { phoneNumber: 7875550100 }, '200 success'],
  ['no items', { items: null }, '200 success'],
  ['items that are text', { items: '[]' }, '400 BTRA_0006'],
  ['an item that is text', { items: ['x'] }, '400 BTRA_0006'],
  ['an item without a name', { items: [{ quantity: 1, price: 1 }] }, '400 BTRA_0019'],
  ['an item without a quantity', { items: [{ name: 'x', price: 1 }] }, '400 BTRA_0019'],
  ['an item with half a quantity', { items: [{ name: 'x', quantity: 0.5, price: 1 }] }, '400 BTRA_0006'],
  [
    'an item with a price that is no amount',
    { items: [{ name: 'x', quantity: 1, price: 'free' }] },
    '400 BTRA_0020',
  ],
  [
    'an item of name, quantity and price alone',
    { items: [{ name: 'x', quantity: 1, price: 1 }] },
    '200 success',
  ],
]

for (const [what, change, expected] of FAULTS) {
  test(`a ticket with ${what} is answered ${expected}`, async () => {
    const { sim, call } = createBench()
    const answer = await call('/payment', { ...ticketBody(sim.credentials.publicToken), ...change })
    assert.equal(codeOf(answer), expected)
    if (answer.status === 200) return
    assert.equal(answer.body['status'], 'error')
    assert.equal(answer.body['data'], null)
    assert.equal(answer.body['message'], toMessage(answer.body['errorcode'] as keyof typeof ERROR_CODES))
  })
}

test('of several faults the first to be noticed is answered: body, business, metadata, total', async () => {
  const { sim, call } = createBench()
  const { publicToken } = sim.credentials
  assert.equal(codeOf(await call('/payment', { total: 0 })), '401 BTRA_0401')
  assert.equal(codeOf(await call('/payment', { publicToken, total: 0 })), '400 BTRA_0019')
  assert.equal(
    codeOf(await call('/payment', { publicToken, metadata1: 'a', metadata2: 'b', total: 0 })),
    '400 BTRA_0013',
  )
})

test('a missing body answers the sample, letter for letter, on every endpoint that takes one', async () => {
  const { call } = createBench()
  const expected = { status: 400, body: readSample('rest/error.body-missing.json') }
  for (const path of ['/payment', '/business/findPayment', '/business/cancel', '/refund']) {
    assert.deepEqual(await call(path), expected)
    assert.deepEqual(await call(path, ' '), expected)
  }
})

test('find and cancel refuse an unknown business, and an id that is missing, blank, odd or unknown', async () => {
  const bench = createBench()
  const { publicToken } = bench.sim.credentials
  const { ecommerceId } = await bench.create()
  for (const path of ['/business/findPayment', '/business/cancel']) {
    const ask = async (body: Json): Promise<string> => codeOf(await bench.call(path, body))
    assert.equal(await ask({ ecommerceId, publicToken: 'nobody' }), '401 BTRA_0401')
    assert.equal(await ask({ publicToken }), '400 BTRA_0019')
    assert.equal(await ask({ publicToken, ecommerceId: '' }), '400 BTRA_0018')
    assert.equal(await ask({ publicToken, ecommerceId: 7 }), '400 BTRA_0006')
    assert.equal(await ask({ publicToken, ecommerceId: '__proto__' }), '409 BTRA_0031')
  }
})

test('endpoints that are not there answer 404 in ATH Móvil’s envelope', async () => {
  const { call } = createBench()
  for (const path of ['/refunds', '/business/updatePhoneNumber', '/constructor', '/payment/']) {
    const answer = await call(path, {})
    assert.equal(codeOf(answer), '404 path.not.found')
    assert.deepEqual(Object.keys(answer.body), ['status', 'message', 'errorcode', 'data'])
  }
})

test('a time-out outside 120 to 600 seconds counts as 600, as the vendor’s sample of 5000 was accepted', async () => {
  const bench = createBench()
  const lifeS = async (timeout: unknown): Promise<number> => {
    const { ecommerceId } = await bench.create({ timeout })
    const { body } = await bench.control(`tickets/${ecommerceId}`)
    return (Date.parse(String(body['expiresAt'])) - Date.parse(String(body['createdAt']))) / 1000
  }
  assert.deepEqual(
    await Promise.all(['5000', 119, undefined, null, 'soon', 1.5, '120', 600].map(lifeS)),
    [600, 600, 600, 600, 600, 600, 120, 600],
  )
})

test('what goes wrong inside is a 500 with BTRA_9999, and tells nothing more', async () => {
  let broken = false
  const random = {
    fraction: () => 0,
    bytes: (length: number) => {
      if (broken) throw new Error('secret reason')
      return new Uint8Array(length)
    },
  }
  const { sim, call } = createBench({ random })
  broken = true
  const answer = await call('/payment', ticketBody(sim.credentials.publicToken))
  assert.deepEqual(answer, {
    status: 500,
    body: { status: 'error', message: 'Internal Error', errorcode: 'BTRA_9999', data: null },
  })
})

test('every text is the vendor’s own, in both languages', () => {
  const known = new Map(readErrorCodes().map((row) => [row.code, row]))
  for (const [code, texts] of Object.entries(ERROR_CODES)) {
    if (!code.startsWith('BTRA_')) continue
    assert.deepEqual([texts.en, texts.es], [known.get(code)?.en, known.get(code)?.es], code)
  }
  assert.equal(toMessage('BTRA_0013', 'es'), 'El monto es cero')
})
