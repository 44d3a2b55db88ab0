import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test, type TestContext } from 'node:test'
import type { Dialect } from '../../server/simulator/simulator.ts'
import { createSandbox, type Answer, type Sandbox } from './sandbox.ts'

const TOKENS = ['a-token-of-the-secret-path', 'the-token-before-this-one'] as const

suite('a webhook', () => {
  test('of each end is delivered by the simulator, stored raw, and matched to its payment', async (t) => {
    const { rows, pay, control, clock } = await createWithRows(t, { dialect: '2025' })
    const payment = await pay()
    await control(payment.ecommerceId, 'confirm')
    await pay({ phone_number: '7875550102' })
    await pay({ phone_number: '7875550103', timeout: 120 })
    await clock.advance(200_000)
    assert.deepEqual(
      rows().map(({ state, kind, body }) => [state, kind, (JSON.parse(body) as { status: string }).status]),
      [
        ['applied', 'ecommerce_completed', 'COMPLETED'],
        ['applied', 'ecommerce_cancelled', 'CANCEL'],
        ['applied', 'ecommerce_expired', 'expired'],
      ],
    )
  })

  test('that is forged changes nothing', async (t) => {
    const { deliver, pay, clock, rows, movements } = await createWithRows(t)
    const payment = await pay()
    const forged = {
      status: 'COMPLETED',
      total: 25,
      referenceNumber: 'forged-1',
      transactionType: 'ECOMMERCE',
    }
    for (const id of [payment.ecommerceId, 'another', null]) {
      assert.equal((await deliver({ ...forged, ecommerceId: id })).status, 200)
    }
    await deliver({ ...forged, status: 'CANCEL', ecommerceId: payment.ecommerceId })
    await clock.advance(90_000)
    const view = await payment.status()
    assert.deepEqual([view.status, view.reference_number], ['OPEN', null])
    assert.deepEqual(await movements(), [])
    assert.deepEqual(
      rows().map(({ state }) => state),
      ['unverified', 'unmatched', 'unmatched', 'unverified'],
    )
  })

  test('has its payment looked at now, not at the next turn', async (t) => {
    const { deliver, pay, clock, calls, interfere } = await createWithRows(t)
    const payment = await pay({ timeout: 600 })
    await clock.advance(300_000)
    interfere(null)
    const before = calls.length
    await deliver({
      transactionType: 'ecommerce',
      status: 'completed',
      ecommerceId: payment.ecommerceId,
      total: '25.00',
    })
    await clock.advance(50)
    assert.equal(calls.length, before + 1)
  })

  test('brings to light that a payment given up here was paid after all: money wins', async (t) => {
    const { deliver, pay, control, clock, interfere } = await createWithRows(t)
    const payment = await pay()
    await control(payment.ecommerceId, 'confirm')
    // For a while, upstream says CANCEL of a ticket that it is about to capture.
    interfere(async (request, pass) => {
      const answer = await pass()
      return request.path.endsWith('findPayment')
        ? { ...answer, body: answer.body.replace(/"ecommerceStatus":"\w+"/, '"ecommerceStatus":"CANCEL"') }
        : answer
    })
    await clock.advance(5_000)
    assert.equal((await payment.status()).status, 'CANCEL')
    interfere(async (request, pass) => {
      const answer = await pass()
      if (!request.path.endsWith('findPayment')) return answer
      const late = answer.body.replace(/"ecommerceStatus":"\w+"/, '"ecommerceStatus":"COMPLETED"')
      return { ...answer, body: late.replace('"referenceNumber":""', '"referenceNumber":"215070443-late"') }
    })
    await deliver({
      transactionType: 'ECOMMERCE',
      status: 'COMPLETED',
      ecommerceId: payment.ecommerceId,
      total: 25,
    })
    await clock.advance(1_000)
    const view = await payment.status()
    assert.deepEqual([view.status, view.reference_number], ['COMPLETED', '215070443-late'])
  })

  for (const [title, body] of [
    ['no object', '[1]'],
    ['broken JSON', '{"status":'],
    ['bad UTF-8', new Uint8Array([0xff, 0xfe])],
    ['nothing', ''],
    ['deep nesting', '['.repeat(9_000)],
    ['NaN', '{"total":NaN}'],
  ] as const) {
    test(`of ${title} is stored as malformed, and answered 200`, async (t) => {
      const { call, rows, clock } = await createWithRows(t)
      const answer = await call('webhook/', { method: 'POST', body })
      await clock.advance(50)
      assert.equal(answer.status, 200)
      assert.deepEqual(
        rows().map(({ state }) => state),
        ['malformed'],
      )
    })
  }

  test('of another kind is kept, and otherwise ignored', async (t) => {
    const { deliver, rows, clock } = await createWithRows(t)
    for (const transactionType of ['donation', 'PAYMENT', 'simulated', 'refund', 'loan', null]) {
      await deliver({ transactionType, status: 'completed', total: '1.00' })
    }
    await clock.advance(50)
    assert.deepEqual(
      rows().map(({ state, kind }) => [state, kind]),
      [
        ['ignored', 'donation'],
        ['ignored', 'payment'],
        ['ignored', 'simulated'],
        ['unmatched', 'refund'],
        ['unmatched', 'unknown'],
        ['unmatched', 'unknown'],
      ],
    )
  })

  test('of more than 64 KB is not stored', async (t) => {
    const { call, rows } = await createWithRows(t)
    const answer = await call('webhook/', { method: 'POST', body: 'x'.repeat(70_000) })
    assert.deepEqual([answer.status, answer.body['code']], [413, 'body_too_large'])
    assert.deepEqual(rows(), [])
  })

  test('through the secret path needs one of the valid tokens', async (t) => {
    const { call, rows, logged } = await createWithRows(t)
    for (const token of TOKENS) {
      assert.equal(
        (await call(`webhook/${token}/`, { method: 'POST', body: `{"of":"${token}"}` })).status,
        200,
      )
    }
    const wrong = await call('webhook/a-token-that-nobody-made/', { method: 'POST', body: '{}' })
    assert.deepEqual([wrong.status, wrong.body['code']], [404, 'route_not_found'])
    assert.equal(rows().length, 2)
    assert.equal(
      logged.some((line) => line.includes('a-token')),
      false,
    )
  })
})

interface Row {
  readonly state: string
  readonly kind: string | null
  readonly body: string
}

async function createWithRows(
  t: TestContext,
  options: { dialect?: Dialect } = {},
): Promise<Sandbox & { rows(): Row[]; deliver(body: object): Promise<Answer> }> {
  const folder = mkdtempSync(join(tmpdir(), 'athm-'))
  const database = join(folder, 'athm.db')
  const sandbox = await createSandbox(t, { database, webhookTokens: TOKENS, ...options })
  t.after(() => rmSync(folder, { recursive: true }))
  const reader = new DatabaseSync(database, { readOnly: true })
  t.after(() => reader.close())
  return {
    ...sandbox,
    rows: () =>
      reader
        .prepare(
          'SELECT state, kind, CAST(body AS TEXT) AS body FROM webhook_events ORDER BY received_at, rowid',
        )
        .all() as unknown as Row[],
    deliver: (body) => sandbox.call('webhook/', { method: 'POST', body: JSON.stringify(body) }),
  }
}
