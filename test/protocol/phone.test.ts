import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { formatPhone, parsePhone } from '../../src/protocol/phone.ts'
import { assertProperty } from '../property.ts'

const tenDigits = fc.stringMatching(/^[2-9][0-9]{9}$/)

describe('parsePhone', () => {
  test('reads a number in the ways that people type it', () => {
    for (const typed of [
      '7875550101',
      '787-555-0101',
      '787.555.0101',
      '787 555 0101',
      '(787) 555-0101',
      '(787)555-0101',
      '1 787 555 0101',
      '+1 (787) 555-0101',
      '+17875550101',
      '\u00A0787\u00A0555\u00A00101 ',
    ]) {
      assert.equal(parsePhone(typed), '7875550101', JSON.stringify(typed))
    }
  })

  test('takes any area code, since customers keep mainland numbers', () => {
    for (const digits of ['9395550101', '2125550101', '4075550101']) assert.equal(parsePhone(digits), digits)
  })

  test('refuses other lengths, other countries, letters, other digits and other types', () => {
    for (const value of [
      '',
      '787555010',
      '78755501011',
      '27875550101',
      '+44 7875550101',
      '787555010a',
      '787-KL5-0101',
      '٧٨٧٥٥٥٠١٠١',
      '７８７５５５０１０１',
      '787/555/0101',
      '7875550101'.padEnd(33, ' '),
      7875550101,
      null,
      undefined,
      ['7875550101'],
      {},
    ]) {
      assert.equal(parsePhone(value), undefined, JSON.stringify(value))
    }
  })

  test('returns ten ASCII digits or nothing, whatever it is given', () => {
    const typed = fc.oneof(
      fc.anything(),
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[0-9+() .-]{0,20}$/),
    )
    assertProperty(
      fc.property(typed, (value) => {
        const phone = parsePhone(value)
        assert.ok(phone === undefined || /^[0-9]{10}$/.test(phone))
      }),
      5000,
    )
  })

  test('reads back what formatPhone writes', () => {
    assertProperty(fc.property(tenDigits, (digits) => assert.equal(parsePhone(formatPhone(digits)), digits)))
  })
})

describe('formatPhone', () => {
  test('follows a number as it is typed', () => {
    const steps = ['7', '78', '787', '(787) 5', '(787) 55', '(787) 555', '(787) 555-0', '(787) 555-01']
    steps.forEach((shown, index) => assert.equal(formatPhone('7875550101'.slice(0, index + 1)), shown))
    assert.equal(formatPhone('7875550101'), '(787) 555-0101')
  })

  test('keeps ten digits, and drops the country code of a whole number', () => {
    assert.equal(formatPhone('+1 787 555 0101'), '(787) 555-0101')
    assert.equal(formatPhone('787555010199'), '(787) 555-0101')
    assert.equal(formatPhone(''), '')
    assert.equal(formatPhone('call me'), '')
  })

  test('changes nothing when applied to what it wrote', () => {
    assertProperty(
      fc.property(fc.stringMatching(/^[2-9][0-9]{0,9}$/), (digits) => {
        assert.equal(formatPhone(formatPhone(digits)), formatPhone(digits))
      }),
    )
  })
})
