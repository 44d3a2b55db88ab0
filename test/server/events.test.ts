import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test, type TestContext } from 'node:test'
import type { AnyEvent } from '../../server/index.ts'
import { createSandbox } from './sandbox.ts'

suite('events to the merchant', () => {
  test('come once each, in order, with the payment and where it was learnt', async (t) => {
    const { athm, pay, control, clock } = await createSandbox(t)
    const told: AnyEvent[] = []
    athm.on('*', (event) => void told.push(event))
    const payment = await pay()
    await control(payment.ecommerceId, 'confirm')
    await clock.advance(60_000)
    assert.deepEqual(
      told.map(({ type, source }) => [type, source]),
      [
        ['payment.initiated', 'api'],
        ['payment.confirmed', 'poll'],
        ['payment.completed', 'authorize'],
      ],
    )
    assert.equal(new Set(told.map(({ id }) => id)).size, 3)
    const [last] = told.slice(-1)
    assert.ok(last?.type === 'payment.completed')
    assert.match(last.payment.referenceNumber, /^\d+-[\da-f]{32}$/)
  })

  test('a cancelled and an expired payment are told each by its own name', async (t) => {
    const { athm, pay, clock } = await createSandbox(t)
    const told: string[] = []
    athm.on('payment.cancelled', ({ payment }) => void told.push(`cancelled ${payment.phone}`))
    athm.on('payment.expired', ({ payment }) => void told.push(`expired ${payment.phone}`))
    await pay({ phone_number: '7875550102' })
    await pay({ phone_number: '7875550103', timeout: 120 })
    await clock.advance(180_000)
    assert.deepEqual(told, ['cancelled 7875550102', 'expired 7875550103'])
  })

  test('a handler that throws is called again with growing pauses, and holds up no other payment', async (t) => {
    const { athm, pay, control, clock } = await createSandbox(t)
    const calls: (readonly [string, number])[] = []
    const [stuck, free] = [await pay(), await pay()]
    athm.on('payment.completed', async ({ payment }) => {
      calls.push([payment.paymentId, clock.now()])
      if (payment.paymentId === stuck.paymentId && calls.length < 6) throw new Error('the shop is closed')
    })
    await control(stuck.ecommerceId, 'confirm')
    await clock.advance(2_000)
    await control(free.ecommerceId, 'confirm')
    await clock.advance(120_000)
    const ofStuck = calls.filter(([id]) => id === stuck.paymentId).map(([, at]) => at)
    const pauses = ofStuck.slice(1).map((at, index) => at - (ofStuck[index] ?? 0))
    assert.ok(
      pauses.length >= 3 && pauses.every((pause, index) => pause > (pauses[index - 1] ?? 0)),
      String(pauses),
    )
    assert.equal(calls.filter(([id]) => id === free.paymentId).length, 1)
  })

  test('a handler for a name that is no event is refused at once', async (t) => {
    const { athm } = await createSandbox(t)
    assert.throws(
      () => athm.on('payment.paid' as 'payment.completed', () => {}),
      /There is no event "payment.paid"/,
    )
  })
})

suite('a restart', () => {
  test('delivers what was committed and not yet handled', async (t) => {
    const database = createFile(t)
    const first = await createSandbox(t, { database })
    const payment = await first.pay()
    await first.control(payment.ecommerceId, 'confirm')
    await first.clock.advance(3_000)
    await first.athm.close()

    const second = await createSandbox(t, { ...first, database, seed: 2, start: false })
    const told: string[] = []
    second.athm.on('payment.completed', ({ payment: { paymentId } }) => void told.push(paymentId))
    second.athm.start()
    await second.clock.advance(1_000)
    assert.deepEqual(told, [payment.paymentId])
  })

  test('completes a payment whose authorization was under way', async (t) => {
    const database = createFile(t)
    const first = await createSandbox(t, { database })
    const payment = await first.pay()
    first.interfere(async (request, pass) => {
      const answer = await pass()
      return request.path.endsWith('/authorization') ? new Promise(() => {}) : answer
    })
    await first.control(payment.ecommerceId, 'confirm')
    await first.clock.advance(2_000)
    // No close: the process is simply gone, its lease still held.
    const second = await createSandbox(t, { ...first, database, seed: 2 })
    await second.clock.advance(40_000)
    assert.equal((await second.athm.payments.retrieve(payment.paymentId))?.status, 'COMPLETED')
    assert.equal((await second.movements()).length, 1)
  })

  test('gives up a creation that nobody answers any more', async (t) => {
    const database = createFile(t)
    const first = await createSandbox(t, { database })
    first.interfere(() => new Promise(() => {}))
    void first.begin()
    await first.clock.advance(0)
    const second = await createSandbox(t, { ...first, database, seed: 2, start: false })
    const failed: string[] = []
    second.athm.on(
      'payment.failed',
      ({ payment }) => void failed.push(payment.status === 'FAILED' ? String(payment.code) : ''),
    )
    second.athm.start()
    await second.clock.advance(40_000)
    assert.deepEqual(failed, ['create_unknown'])
  })
})

suite('at rest', () => {
  test('no token and no client secret is in the files or in the log, while a payment waits or after it', async (t) => {
    const database = createFile(t)
    const { pay, control, clock, interfere, logged } = await createSandbox(t, { database })
    const tokens: string[] = []
    interfere(async (_request, pass) => {
      const answer = await pass()
      const token = /"auth_token":"([^"]+)"/.exec(answer.body)?.[1]
      if (token) tokens.push(token)
      return answer
    })
    const payment = await pay()
    const dump = (): string => readFolder(join(database, '..')) + logged.join('\n')
    const [token = ''] = tokens
    assert.ok(token.length > 40)
    for (const secret of [token, token.split('.')[2] ?? '', payment.secret])
      assert.equal(dump().includes(secret), false)
    await control(payment.ecommerceId, 'confirm')
    await clock.advance(3_000)
    assert.equal((await payment.status()).status, 'COMPLETED')
    for (const secret of [token, payment.secret, '7875550100']) {
      assert.equal(logged.join('\n').includes(secret), false)
    }
    assert.equal(dump().includes(token), false)
  })
})

function createFile(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'athm-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return join(folder, 'athm.db')
}

function readFolder(folder: string): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('\n')
}
