import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { canBecome, isEnd, isPaymentStatus, PAYMENT_STATUSES } from '../../src/protocol/payment.ts'

/** Every change that may happen, written down apart from the table that is tested. */
const ALLOWED = new Set([
  'OPEN → CONFIRM',
  'OPEN → COMPLETED',
  'OPEN → CANCEL',
  'OPEN → EXPIRED',
  'OPEN → FAILED',
  'CONFIRM → COMPLETED',
  'CONFIRM → CANCEL',
  'CONFIRM → EXPIRED',
  'CONFIRM → FAILED',
  'CANCEL → COMPLETED',
  'EXPIRED → COMPLETED',
  'FAILED → COMPLETED',
])

describe('a payment', () => {
  test('has six statuses', () => {
    assert.deepEqual([...PAYMENT_STATUSES].toSorted(), [
      'CANCEL',
      'COMPLETED',
      'CONFIRM',
      'EXPIRED',
      'FAILED',
      'OPEN',
    ])
  })

  for (const from of PAYMENT_STATUSES) {
    for (const to of PAYMENT_STATUSES) {
      const allowed = ALLOWED.has(`${from} → ${to}`)
      test(`that is ${from} ${allowed ? 'may' : 'never'} become ${to}`, () => {
        assert.equal(canBecome(from, to), allowed)
      })
    }
  }

  test('is over when it is neither OPEN nor CONFIRM', () => {
    assert.deepEqual(PAYMENT_STATUSES.filter(isEnd).toSorted(), ['CANCEL', 'COMPLETED', 'EXPIRED', 'FAILED'])
  })

  test('has a status in capitals, and no other text is one', () => {
    for (const status of PAYMENT_STATUSES) assert.ok(isPaymentStatus(status))
    for (const value of ['open', 'REFUNDED', '', 'toString', null, undefined, 0, ['OPEN']]) {
      assert.ok(!isPaymentStatus(value), String(value))
    }
  })
})
