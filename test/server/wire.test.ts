import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { suite, test } from 'node:test'
import * as fc from 'fast-check'
import {
  readAmount,
  readDate,
  readStatus,
  readTransaction,
  toUpstreamDate,
  toWireNumber,
} from '../../server/athmovil/wire.ts'
import { toCents } from '../../src/protocol/index.ts'
import { assertProperty } from '../property.ts'

const FIXTURES = new URL('../fixtures/athm/', import.meta.url)

/** What a reader of each documented sample has to find: kind, status, reference, total, fee, refunded, phone, items. */
const EXPECTED: Readonly<Record<string, readonly unknown[]>> = {
  'legacy/v3-callback.items-as-json-string.json': [
    'unknown',
    'COMPLETED',
    'a387643827-fdew98ffw9fbfewkjb',
    100,
    6,
    0,
    '7871234567',
    2,
  ],
  'rest/authorization.COMPLETED.response.json': [
    'unknown',
    'COMPLETED',
    '215070440-8a36d420882a293a018849cae9f500a8',
    233,
    6,
    0,
    null,
    1,
  ],
  'rest/findPayment.CANCEL.response.json': ['unknown', 'CANCEL', null, 233, 0, 0, null, 1],
  'rest/findPayment.COMPLETED.response.json': [
    'unknown',
    'COMPLETED',
    '215070443-402894c185ab1be40185acfe61c2000b',
    100,
    60,
    0,
    null,
    1,
  ],
  'rest/findPayment.CONFIRM.response.json': ['unknown', 'CONFIRM', null, 233, 0, 0, null, 1],
  'rest/findPayment.OPEN.response.json': ['unknown', 'OPEN', null, 233, 0, 0, null, 1],
  'rest/searchTransaction.response.json': [
    'ecommerce',
    'COMPLETED',
    '402894d56b240610016b2e6c78a6003a',
    100,
    6,
    0,
    '7871234567',
    2,
  ],
  'rest/transactionReport.response.json[0]': [
    'ecommerce',
    'COMPLETED',
    '402894d56b240610016b2e6c78a6003a',
    100,
    0,
    100,
    '7871234567',
    2,
  ],
  'rest/transactionReport.response.json[1]': [
    'ecommerce',
    'COMPLETED',
    '402894d56b240610016b2e6c78a6003a',
    500,
    0,
    500,
    '7871234567',
    1,
  ],
  'rest/refund.response.json.refund': [
    'refund',
    'COMPLETED',
    '402894d56b240610016b2e6c78a6003a',
    100,
    null,
    null,
    '7871234567',
    0,
  ],
  'rest/refund.response.json.originalTransaction': [
    'payment',
    'COMPLETED',
    '402894d56b240610016b2e6c78a6003a',
    100,
    0,
    100,
    '7871234567',
    0,
  ],
  'webhooks/donation.2020.json': ['donation', 'COMPLETED', '000000-00000000abcd', 100, 6, 0, '7871234567', 0],
  'webhooks/ecommerce-cancelled.2020.json': ['ecommerce', 'CANCEL', null, 300, 0, 0, null, 2],
  'webhooks/ecommerce-cancelled.2025-05.json': ['ecommerce', 'CANCEL', null, 100, 0, 0, null, 1],
  'webhooks/ecommerce-completed.2020.json': [
    'ecommerce',
    'COMPLETED',
    '000000-00000000abcd',
    300,
    6,
    0,
    '7871234567',
    2,
  ],
  'webhooks/ecommerce-completed.2025-05.json': [
    'ecommerce',
    'COMPLETED',
    '1024264030-8a36d6ba967ef82501968c5eb7376349',
    100,
    0,
    0,
    null,
    1,
  ],
  'webhooks/ecommerce-completed.2025-12.json': [
    'ecommerce',
    'COMPLETED',
    '11223344-aabbccdd11223344aabbccdd11223344',
    300,
    7,
    0,
    '7875551234',
    1,
  ],
  'webhooks/ecommerce-expired.2020.json': ['ecommerce', 'EXPIRED', null, 300, 0, 0, null, 2],
  'webhooks/payment.2020.json': ['payment', 'COMPLETED', '000000-00000000abcd', 100, 6, 0, '7871234567', 0],
  'webhooks/refund.2020.json': ['refund', 'COMPLETED', '000000-00000000abcd', 100, 0, 0, '7871234567', 0],
  'webhooks/refund.2025-12.json': [
    'refund',
    'COMPLETED',
    '11223344-aabbccdd11223344aabbccdd11223344',
    300,
    0,
    0,
    '7875551234',
    0,
  ],
  'webhooks/simulated.2020.json': [
    'simulated',
    'COMPLETED',
    '000000-00000000abcd',
    300,
    6,
    0,
    '7871234567',
    2,
  ],
}

suite('every documented sample is read', () => {
  const samples = new Map(readSamples())
  test('and none is left out', () => {
    assert.deepEqual([...samples.keys()].toSorted(), Object.keys(EXPECTED).toSorted())
  })
  for (const [name, expected] of Object.entries(EXPECTED)) {
    test(`${name} is read right`, () => {
      const found = readTransaction(samples.get(name))
      assert.ok(found)
      const { kind, status, referenceNumber, total, fee, refunded, phone, items } = found
      assert.deepEqual([kind, status, referenceNumber, total, fee, refunded, phone, items.length], expected)
    })
  }
})

suite('a status word', () => {
  const words: Readonly<Record<string, readonly string[]>> = {
    COMPLETED: ['COMPLETED', 'completed', ' Completed '],
    CANCEL: ['CANCEL', 'CANCELLED', 'CANCELED', 'cancelled', 'Canceled'],
    EXPIRED: ['EXPIRED', 'expired'],
    CONFIRM: ['CONFIRM', 'CONFIRMED'],
    OPEN: ['OPEN'],
  }
  for (const [status, spellings] of Object.entries(words)) {
    test(`is ${status} in every spelling`, () => {
      for (const spelling of spellings) assert.equal(readStatus(spelling), status)
    })
  }
  test('that is unknown is no status', () => {
    for (const word of ['PAID', '', null, 7, 'COMPLETE', 'COMPLETEDX', {}])
      assert.equal(readStatus(word), null)
  })
})

suite('an amount', () => {
  const amounts: readonly (readonly [unknown, number | null])[] = [
    ['3.00', 300],
    [3, 300],
    [0.6000000238418579, 60],
    ['1.005', 101],
    ['1.004999', 100],
    [0.29, 29],
    [1e-7, 0],
    ['', null],
    [null, null],
    ['-1', null],
    ['1,00', null],
    ['NaN', null],
    [Number.NaN, null],
    [1e21, null],
    [true, null],
    ['9'.repeat(5_000), null],
  ]
  for (const [amount, cents] of amounts) {
    test(`${String(amount).slice(0, 30) || 'of no text'} is ${cents ?? 'no'} cents`, () =>
      assert.equal(readAmount(amount), cents))
  }
  test('survives the way out and back, as a number and as text', () => {
    assertProperty(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), (cents) => {
        const number = toWireNumber(toCents(cents))
        assert.equal(readAmount(number), cents)
        assert.equal(readAmount(JSON.parse(JSON.stringify(number))), cents)
      }),
    )
  })
})

suite('a date', () => {
  const noon = Date.parse('2025-05-01T15:02:21Z')
  const dates: readonly (readonly [unknown, number | null])[] = [
    ['2025-05-01 11:02:21', noon],
    ['2025-05-01 11:02:21.0', noon],
    ['2025-05-01T11:02:21', noon],
    ['2025-05-01T15:02:21Z', noon],
    ['2025-05-01T15:02:21.500+00:00', noon + 500],
    [String(noon), noon],
    ['', null],
    ['yesterday', null],
    ['2025-13-01 00:00:00', null],
  ]
  for (const [text, at] of dates) {
    test(`${String(text) || 'of no text'} is ${at ?? 'no'} milliseconds`, () =>
      assert.equal(readDate(text), at))
  }
  test('is written in Puerto Rico’s time, four hours behind UTC all year', () => {
    assert.equal(toUpstreamDate(Date.parse('2026-07-01T03:59:59Z')), '2026-06-30 23:59:59')
    assert.equal(toUpstreamDate(Date.parse('2026-01-01T04:00:00Z')), '2026-01-01 00:00:00')
  })
})

suite('anything at all', () => {
  test('is read without a throw', () => {
    const key = fc.constantFrom(
      'status',
      'total',
      'items',
      'phoneNumber',
      'date',
      'referenceNumber',
      'ecommerceId',
      '__proto__',
    )
    assertProperty(
      fc.property(fc.oneof(fc.anything(), fc.dictionary(key, fc.anything())), (value) => {
        readTransaction(value)
      }),
    )
  })
})

function* readSamples(): Generator<[string, unknown]> {
  for (const folder of ['legacy', 'rest', 'webhooks']) {
    for (const file of readdirSync(new URL(folder, FIXTURES))) {
      const name = `${folder}/${file}`
      if (
        /request|error\.|^rest\/(cancel|payment|updatePhoneNumber)\./.test(
          name.replace('webhooks/subscribe', 'request'),
        )
      )
        continue
      const json: unknown = JSON.parse(readFileSync(new URL(name, FIXTURES), 'utf8'))
      yield* parts(name, json)
    }
  }
}

function* parts(name: string, json: unknown): Generator<[string, unknown]> {
  if (Array.isArray(json)) {
    yield* json.map((row: unknown, index): [string, unknown] => [`${name}[${index}]`, row])
  } else if (name === 'rest/refund.response.json') {
    const { data } = json as { data: Record<string, unknown> }
    yield* Object.entries(data).map(([part, value]): [string, unknown] => [`${name}.${part}`, value])
  } else {
    const isEnveloped = name.startsWith('rest/') && name !== 'rest/searchTransaction.response.json'
    yield [name, isEnveloped ? (json as { data: unknown }).data : json]
  }
}
