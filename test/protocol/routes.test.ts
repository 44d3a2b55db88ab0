import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DEFAULT_BASE_PATH, ROUTES } from '../../src/protocol/routes.ts'

describe('the routes', () => {
  test('are the ones that a django-athm backend has, and the two that it lacks', () => {
    assert.deepEqual(ROUTES, {
      initiate: { method: 'POST', path: 'api/initiate/' },
      status: { method: 'GET', path: 'api/status/' },
      events: { method: 'GET', path: 'api/events/' },
      authorize: { method: 'POST', path: 'api/authorize/' },
      cancel: { method: 'POST', path: 'api/cancel/' },
      config: { method: 'GET', path: 'api/config/' },
    })
  })

  test('are relative and end in a slash, so that they join any base', () => {
    for (const { path } of Object.values(ROUTES)) {
      assert.equal(new URL(path, 'https://shop.example/pay/').pathname, `/pay/${path}`)
      assert.match(path, /^[a-z/]+\/$/)
    }
    assert.equal(DEFAULT_BASE_PATH, '/athm')
  })
})
