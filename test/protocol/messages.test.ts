import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { isAthmError } from '../../src/protocol/errors.ts'
import {
  LIMITS,
  parseInitiateRequest,
  parseInitiateView,
  parsePaymentId,
  parsePaymentView,
} from '../../src/protocol/messages.ts'
import { assertProperty } from '../property.ts'

const good = { total: '25.00', phone_number: '7875550101' }
const goodItem = { name: 'Café', price: '25.00' }
const goodView = { payment_id: 'p1', status: 'OPEN', total: '25.00' }

/** Reads an item of an otherwise good body. */
function parseOnlyItem(item: unknown): unknown {
  return parseInitiateRequest({ ...good, items: [item] }).charge?.items[0]
}

function assertRefused(read: () => unknown, code: string, field?: string): void {
  assert.throws(read, (thrown) => {
    assert.ok(isAthmError(thrown))
    assert.deepEqual({ code: thrown.code, field: thrown.details.field }, { code, field })
    return true
  })
}

describe('an initiate', () => {
  test('needs no more than a total and a phone number', () => {
    assert.deepEqual(parseInitiateRequest(good), {
      order: null,
      charge: { total: 2500, subtotal: null, tax: null, metadata1: '', metadata2: '', items: [] },
      chosenTotal: null,
      phone: '7875550101',
      timeoutS: 600,
      lang: 'es',
    })
  })

  for (const [body, read] of [
    [{ total: 25 }, { total: 2500 }],
    [{ total: '1' }, { total: 100 }],
    [{ total: '1500.00' }, { total: 150_000 }],
    [
      { subtotal: '22.42', tax: 2.58 },
      { subtotal: 2242, tax: 258 },
    ],
    [
      { subtotal: '', tax: null },
      { subtotal: null, tax: null },
    ],
    [{ tax: 0 }, { tax: 0 }],
    [
      { metadata_1: ' order-123 ', metadata_2: 'ñ'.repeat(40) },
      { metadata1: 'order-123', metadata2: 'ñ'.repeat(40) },
    ],
    [{ metadata_1: '😀'.repeat(40) }, { metadata1: '😀'.repeat(40) }],
    [{ metadata_1: null }, { metadata1: '' }],
    [{ phone_number: '+1 (939) 555-0101' }, { phone: '9395550101' }],
    [{ timeout: 120 }, { timeoutS: 120 }],
    [{ timeout: '300' }, { timeoutS: 300 }],
    [{ timeout: null }, { timeoutS: 600 }],
    [{ lang: 'en' }, { lang: 'en' }],
    [{ items: null }, { items: [] }],
    [{ total: undefined }, { charge: null }],
    [{ total: null }, { charge: null }],
    [{ unknown_field: true }, {}],
  ] as const) {
    test(`with ${JSON.stringify(body).slice(0, 60)} is read`, () => {
      const { charge, ...request } = parseInitiateRequest({ ...good, ...body })
      const flat: object = charge ? { ...charge, ...request } : { charge, ...request }
      assert.deepEqual({ ...flat, ...read }, flat)
    })
  }

  for (const [body, code] of [
    [{ total: '1250,00' }, 'total_not_a_number'],
    [{ total: '-25.00' }, 'total_not_a_number'],
    [{ total: ['25.00'] }, 'total_not_a_number'],
    [{ total: '25.001' }, 'total_too_precise'],
    [{ total: 0.1 + 0.2 }, 'total_too_precise'],
    [{ total: '0.99' }, 'total_out_of_range'],
    [{ total: '1500.01' }, 'total_out_of_range'],
    [{ total: 0 }, 'total_out_of_range'],
    [{ subtotal: 'x' }, 'invalid_subtotal'],
    [{ subtotal: '1.001' }, 'invalid_subtotal'],
    [{ subtotal: '1500.01' }, 'invalid_subtotal'],
    [{ subtotal: false }, 'invalid_subtotal'],
    [{ tax: '-1' }, 'invalid_tax'],
    [{ tax: {} }, 'invalid_tax'],
    [{ metadata_1: 'x'.repeat(41) }, 'metadata_too_long'],
    [{ metadata_2: '😀'.repeat(41) }, 'metadata_too_long'],
    [{ metadata_1: 5 }, 'invalid_metadata'],
    [{ metadata_1: 'a\u0000b' }, 'invalid_metadata'],
    [{ metadata_2: 'two\nlines' }, 'invalid_metadata'],
    [{ metadata_2: ['x'] }, 'invalid_metadata'],
    [{ phone_number: undefined }, 'invalid_phone_number'],
    [{ phone_number: '787555010' }, 'invalid_phone_number'],
    [{ phone_number: '٧٨٧٥٥٥٠١٠١' }, 'invalid_phone_number'],
    [{ phone_number: 7_875_550_101 }, 'invalid_phone_number'],
    [{ timeout: 119 }, 'invalid_timeout'],
    [{ timeout: 601 }, 'invalid_timeout'],
    [{ timeout: 300.5 }, 'invalid_timeout'],
    [{ timeout: '5m' }, 'invalid_timeout'],
    [{ timeout: '' }, 'invalid_timeout'],
    [{ timeout: true }, 'invalid_timeout'],
    [{ lang: 'fr' }, 'invalid_lang'],
    [{ lang: 'ES' }, 'invalid_lang'],
    [{ lang: '' }, 'invalid_lang'],
    [{ items: 'x' }, 'invalid_items'],
    [{ items: {} }, 'invalid_items'],
    [{ items: Array.from({ length: LIMITS.items + 1 }, () => goodItem) }, 'invalid_items'],
  ] as const) {
    const [field = ''] = Object.keys(body)
    test(`with ${JSON.stringify(body).slice(0, 60)} is refused as ${code}`, () => {
      assertRefused(() => parseInitiateRequest({ ...good, ...body }), code, field)
    })
  }

  test('that is no JSON object is refused', () => {
    for (const body of [null, undefined, 'x', 5, true, [], [good]]) {
      assertRefused(() => parseInitiateRequest(body), 'invalid_body')
    }
  })

  test('is read, or refused by an AthmError, whatever JSON it is', () => {
    const likely = fc.record(
      {
        total: fc.oneof(fc.jsonValue(), fc.constant('25.00')),
        subtotal: fc.jsonValue(),
        tax: fc.jsonValue(),
        metadata_1: fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' })),
        phone_number: fc.oneof(fc.jsonValue(), fc.constant('7875550101')),
        items: fc.oneof(fc.jsonValue(), fc.array(fc.record({ name: fc.string(), price: fc.jsonValue() }))),
        timeout: fc.oneof(fc.jsonValue(), fc.constant(600)),
        lang: fc.oneof(fc.jsonValue(), fc.constant('es')),
      },
      { requiredKeys: [] },
    )
    assertProperty(
      fc.property(fc.oneof(likely, fc.jsonValue()), (body) => {
        try {
          const { charge } = parseInitiateRequest(body)
          if (!charge) return
          assert.ok(Number.isSafeInteger(charge.total) && charge.total >= 100 && charge.total <= 150_000)
        } catch (thrown) {
          assert.ok(isAthmError(thrown), String(thrown))
        }
      }),
      5000,
    )
  })
})

describe('an item', () => {
  test('needs no more than a name', () => {
    assert.deepEqual(parseOnlyItem({ name: ' Café ' }), {
      name: 'Café',
      description: '',
      quantity: 1,
      price: 0,
      tax: 0,
      metadata: '',
    })
  })

  test('is read whole', () => {
    const item = {
      name: 'Café',
      description: 'Puya',
      quantity: '2',
      price: 12.5,
      tax: '1.44',
      metadata: 'sku-1',
    }
    assert.deepEqual(parseOnlyItem(item), { ...item, quantity: 2, price: 1250, tax: 144 })
  })

  for (const item of [
    null,
    'Café',
    [goodItem],
    {},
    { name: '' },
    { name: '  ' },
    { name: 5 },
    { name: 'x'.repeat(201) },
    { ...goodItem, description: 'two\nlines' },
    { ...goodItem, metadata: {} },
    { ...goodItem, quantity: 0 },
    { ...goodItem, quantity: 1.5 },
    { ...goodItem, quantity: -1 },
    { ...goodItem, quantity: 1_000_000 },
    { ...goodItem, quantity: 'two' },
    { ...goodItem, price: '1,00' },
    { ...goodItem, price: -1 },
    { ...goodItem, tax: 0.001 },
    { ...goodItem, tax: 'x' },
  ]) {
    test(`${JSON.stringify(item).slice(0, 60)} is refused, and the message says which one`, () => {
      const items = [goodItem, item]
      assertRefused(() => parseInitiateRequest({ ...good, items }), 'invalid_items', 'items')
      assert.throws(() => parseInitiateRequest({ ...good, items }), /items\[1\]/)
    })
  }
})

describe('a payment id', () => {
  test('is a short text of letters, digits, lines and dashes', () => {
    for (const id of ['p', 'pay_0-9aZ', 'x'.repeat(64)]) assert.equal(parsePaymentId(id), id)
  })

  test('that cannot be one is answered as one that does not exist', () => {
    for (const id of ['', 'x'.repeat(65), 'a b', '../x', 'ñ', 'x\n', 5, null, undefined, ['x']]) {
      assertRefused(() => parsePaymentId(id), 'payment_not_found')
    }
  })
})

describe('a payment view', () => {
  test('is read with what it lacks filled in', () => {
    assert.deepEqual(parsePaymentView(goodView), {
      payment_id: 'p1',
      status: 'OPEN',
      verifying: false,
      reference_number: null,
      ecommerce_id: null,
      total: '25.00',
      refunded: '0.00',
      expires_at: null,
      server_time: '',
      code: null,
      cancelled_by: null,
    })
  })

  test('is read whole', () => {
    const view = {
      payment_id: 'p1',
      status: 'COMPLETED',
      verifying: true,
      reference_number: '212831546-7638e92vjhsbjbsdkjqbjkbqdq',
      ecommerce_id: 'e1',
      total: '25.00',
      refunded: '5.00',
      expires_at: '2026-01-01T00:10:00.000Z',
      server_time: '2026-01-01T00:00:00.000Z',
      code: 'review',
      cancelled_by: 'app',
    }
    assert.deepEqual(parsePaymentView(view), view)
  })

  test('keeps no code that this version does not know', () => {
    assert.equal(parsePaymentView({ ...goodView, code: 'from_the_future' }).code, null)
  })

  test('says who cancelled it only in words that this version knows', () => {
    const read = (by: unknown) => parsePaymentView({ ...goodView, cancelled_by: by }).cancelled_by
    assert.deepEqual(['customer', 'app', 'business'].map(read), ['customer', 'app', 'business'])
    for (const strange of ['bank', '', 'constructor', 1, ['app'], null, undefined])
      assert.equal(read(strange), null)
  })

  test('of another shape is an unexpected answer', () => {
    for (const value of [
      null,
      '<html>',
      [goodView],
      {},
      { ...goodView, payment_id: 5 },
      { ...goodView, status: 'open' },
      { ...goodView, total: 25 },
    ]) {
      assertRefused(() => parsePaymentView(value), 'unexpected_answer')
    }
  })

  test('with a client secret is the answer to an initiate', () => {
    assert.equal(parseInitiateView({ ...goodView, client_secret: 's' }).client_secret, 's')
    assertRefused(() => parseInitiateView(goodView), 'unexpected_answer')
    assertRefused(() => parseInitiateView({ ...goodView, client_secret: '' }), 'unexpected_answer')
  })

  test('is read, or refused by an AthmError, whatever JSON it is', () => {
    const likely = fc.record({
      payment_id: fc.string(),
      status: fc.constantFrom('OPEN', 'x'),
      total: fc.jsonValue(),
    })
    assertProperty(
      fc.property(fc.oneof(likely, fc.jsonValue()), (value) => {
        try {
          parseInitiateView(value)
        } catch (thrown) {
          assert.ok(isAthmError(thrown), String(thrown))
        }
      }),
    )
  })
})
