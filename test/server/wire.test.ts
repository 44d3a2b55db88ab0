import assert from 'node:assert/strict'
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
    [String(noon / 1000), noon],
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
