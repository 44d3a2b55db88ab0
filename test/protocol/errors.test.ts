import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  AthmError,
  BROWSER_CODES,
  ERROR_CODES,
  HTTP_ERRORS,
  isAthmError,
  isErrorCode,
  OUTCOME_CODES,
} from '../../src/protocol/errors.ts'

describe('the catalogue of codes', () => {
  test('names each code once, in lower case', () => {
    assert.equal(new Set(ERROR_CODES).size, ERROR_CODES.length)
    assert.equal(
      ERROR_CODES.length,
      Object.keys(HTTP_ERRORS).length + OUTCOME_CODES.length + BROWSER_CODES.length,
    )
    for (const code of ERROR_CODES) assert.match(code, /^[a-z]+(_[a-z]+)*$/)
  })

  test('gives every code that crosses HTTP a status from 400 to 599', () => {
    for (const [code, { status }] of Object.entries(HTTP_ERRORS)) {
      assert.ok(Number.isInteger(status) && status >= 400 && status <= 599, code)
    }
  })

  test('calls retryable what the same request may yet do: what is in flight or too early, and every 5xx', () => {
    const waits = new Set([
      'idempotency_key_in_flight',
      'refund_in_flight',
      'customer_has_payment',
      'too_many_requests',
    ])
    for (const [code, { status, retryable }] of Object.entries(HTTP_ERRORS)) {
      assert.equal(retryable, status >= 500 || waits.has(code), code)
    }
  })

  test('is closed: nothing else is a code', () => {
    for (const code of ERROR_CODES) assert.ok(isErrorCode(code))
    for (const value of ['', 'OPEN', 'toString', 'constructor', 404, null, undefined, ['refused']]) {
      assert.ok(!isErrorCode(value), String(value))
    }
  })
})

describe('an AthmError', () => {
  test('carries its code, message, details and cause', () => {
    const cause = new Error('socket hang up')
    const error = new AthmError('refused_limit', 'Over the limit.', { athmCode: 'BTRA_0004' }, cause)
    assert.equal(error.code, 'refused_limit')
    assert.equal(error.message, 'Over the limit.')
    assert.deepEqual(error.details, { athmCode: 'BTRA_0004' })
    assert.equal(error.cause, cause)
    assert.ok(!('cause' in new AthmError('refused', 'Refused.')))
  })

  test('is known by its name and code, so that a second copy of the class is known too', () => {
    assert.ok(isAthmError(new AthmError('refused', 'Refused.')))
    assert.ok(isAthmError(Object.assign(new Error('Refused.'), { name: 'AthmError', code: 'refused' })))
    for (const thrown of [
      new Error('no'),
      Object.assign(new Error('no'), { code: 'refused' }),
      null,
      'refused',
      {},
    ]) {
      assert.ok(!isAthmError(thrown))
    }
  })
})
