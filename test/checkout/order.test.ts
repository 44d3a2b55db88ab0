import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readOrder } from '../../src/order.ts'
import { toToken } from '../button/mocks/order-token.ts'

const EMPTY = { total: '25.00', range: null, subtotal: '', tax: '', metadata1: '', metadata2: '' }

describe('an order token', () => {
  it('is read with every letter of its payload', () => {
    const items = [{ name: 'Café con leche ☕ — ¿más?', price: '2.50', quantity: 2 }]
    const order = readOrder(
      toToken({
        total: '25.00',
        subtotal: '22.42',
        tax: '2.58',
        metadata_1: 'order-1',
        metadata_2: 'ñ ÿ 🥐',
        items,
        origins: ['https://shop.example'],
      }),
    )
    assert.deepEqual(order, {
      total: '25.00',
      range: null,
      subtotal: '22.42',
      tax: '2.58',
      metadata1: 'order-1',
      metadata2: 'ñ ÿ 🥐',
      items,
      origins: ['https://shop.example'],
      isReusable: false,
    })
  })

  it('may leave the total to the customer, within a range', () => {
    const order = readOrder(toToken({ min: '1.00', max: '500.00', reusable: true }))
    assert.deepEqual([order?.total, order?.range, order?.isReusable], ['', { min: 100, max: 50_000 }, true])
  })

  it('is read after its end all the same: the clock that counts is not this one', () => {
    assert.equal(readOrder(toToken({ total: '25.00', exp: 2 }))?.total, '25.00')
  })

  it('says nothing by fields of other types', () => {
    const payload = {
      total: '25.00',
      tax: 3,
      metadata_1: {},
      items: [1, null, { name: 2 }],
      origins: [7],
      reusable: 1,
    }
    assert.deepEqual(readOrder(toToken(JSON.stringify(payload))), {
      ...EMPTY,
      items: [],
      origins: [],
      isReusable: false,
    })
  })

  const unreadable: Readonly<Record<string, string>> = {
    nothing: '',
    'no token at all': 'order-123',
    'two parts': toToken({ total: '25.00' }).split('.').slice(0, 2).join('.'),
    'a part too many': `${toToken({ total: '25.00' })}.x`,
    'a payload that is no base64url': 'a.b.c',
    'a payload that is no UTF-8': 'a._w.c',
    'a payload that is no JSON': toToken('{'),
    'a payload that is a list': toToken('[]'),
    'no price': toToken({}),
    'a price that is none': toToken({ total: '25,00' }),
    'half a range': toToken({ min: '1.00' }),
  }
  for (const [title, token] of Object.entries(unreadable))
    it(`is none: ${title}`, () => assert.equal(readOrder(token), undefined))
})
