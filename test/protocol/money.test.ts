import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import {
  formatDollars,
  formatPrice,
  isCents,
  MAX_TOTAL,
  MIN_TOTAL,
  parseDollars,
  sumCents,
  toCents,
} from '../../src/protocol/money.ts'
import { assertProperty } from '../property.ts'

describe('parseDollars', () => {
  test('reads back every amount that can be paid, written as text and as a number', () => {
    for (let cents = 0; cents <= MAX_TOTAL; cents++) {
      const text = formatDollars(toCents(cents))
      assert.equal(parseDollars(text), cents)
      // What JSON.parse makes of the same digits.
      assert.equal(parseDollars(Number(text)), cents)
    }
  })

  test('reads whole dollars and one decimal', () => {
    assert.equal(parseDollars('25'), 2500)
    assert.equal(parseDollars('25.5'), 2550)
    assert.equal(parseDollars(25.5), 2550)
    assert.equal(parseDollars('0.07'), 7)
  })

  test('refuses numbers that no one wrote with two decimals', () => {
    for (const value of [0.1 + 0.2, 1.005, 1.1 * 3, 25.001]) assert.equal(parseDollars(value), 'too_precise')
    for (const value of [Number.NaN, Infinity, -1, -0.01, 1e21, 1e-7])
      assert.equal(parseDollars(value), 'not_a_number')
  })

  test('refuses whatever is not plain decimal text', () => {
    const texts = ['', ' ', '1,250.00', '1250,00', '$25.00', '+25', '-25', ' 25', '25 ', '25\n', '25.', '.5', '1e3', '0x19', '٢٥', '２５', '25.0.0', 'NaN'] // prettier-ignore
    for (const text of texts) assert.equal(parseDollars(text), 'not_a_number', JSON.stringify(text))
    for (const value of [null, undefined, true, [], ['25'], {}, 25n])
      assert.equal(parseDollars(value), 'not_a_number')
  })

  test('refuses a third decimal, even a zero', () => {
    assert.equal(parseDollars('25.000'), 'too_precise')
    assert.equal(parseDollars('0.001'), 'too_precise')
  })

  test('makes whole, safe, exact cents of any text that it accepts, and accepts no other shape', () => {
    const nearMisses = fc.stringMatching(/^[0-9.,+\-e $]{0,14}$/)
    assertProperty(
      fc.property(fc.oneof(fc.string(), nearMisses), (text) => {
        const parsed = parseDollars(text)
        assert.equal(isCents(parsed), /^[0-9]{1,9}(\.[0-9]{1,2})?$/.test(text))
        if (!isCents(parsed)) return
        assert.ok(Number.isSafeInteger(parsed) && parsed >= 0)
        const [dollars = '', decimals = ''] = text.split('.')
        assert.equal(BigInt(parsed), BigInt(dollars) * 100n + BigInt(decimals.padEnd(2, '0')))
      }),
      5000,
    )
  })

  test('makes nothing but whole cents of any number', () => {
    assertProperty(
      fc.property(fc.double(), (value) => {
        const parsed = parseDollars(value)
        if (isCents(parsed)) assert.equal(Number(formatDollars(parsed)), value + 0)
      }),
      5000,
    )
  })
})

describe('toCents and sumCents', () => {
  test('refuse what is no amount', () => {
    for (const value of [-1, 0.5, Number.NaN, Infinity, Number.MAX_SAFE_INTEGER + 1]) {
      assert.throws(() => toCents(value), RangeError)
    }
  })

  test('add whole amounts exactly', () => {
    assert.equal(sumCents([]), 0)
    assert.equal(sumCents([10, 20].map(toCents)), 30)
    assert.throws(() => sumCents([Number.MAX_SAFE_INTEGER, 1].map(toCents)), RangeError)
  })
})

describe('formats', () => {
  test('write dollars with two decimals, and prices as people read them', () => {
    assert.equal(formatDollars(toCents(7)), '0.07')
    assert.equal(formatDollars(MIN_TOTAL), '1.00')
    assert.equal(formatPrice(toCents(0)), '$0.00')
    assert.equal(formatPrice(toCents(99_999)), '$999.99')
    assert.equal(formatPrice(toCents(125_000)), '$1,250.00')
    assert.equal(formatPrice(toCents(123_456_789)), '$1,234,567.89')
  })
})
