import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { suite, test, type TestContext } from 'node:test'
import { promisify } from 'node:util'
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
        ['webhook.received', 'webhook'],
      ],
    )
    assert.equal(new Set(told.map(({ id }) => id)).size, 4)
    const [last] = told.slice(-2)
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

suite('an event that nobody handles', () => {
  test('is kept as unheard after an hour, and a handler of later does not get the past', async (t) => {
    const database = createFile(t)
    const { athm, pay, clock } = await createSandbox(t, { database })
    athm.on('payment.completed', () => {})
    await pay()
    await clock.advance(2 * 3_600_000)
    const reader = new DatabaseSync(database, { readOnly: true })
    t.after(() => reader.close())
    const waiting = reader.prepare(
      'SELECT type, delivered_at, unheard_at IS NOT NULL AS unheard FROM events ORDER BY seq',
    )
    assert.deepEqual(
      waiting.all().map(({ type, delivered_at: deliveredAt, unheard }) => [type, deliveredAt, unheard]),
      [
        ['payment.initiated', null, 1],
        ['webhook.received', null, 1],
        ['payment.expired', null, 1],
      ],
    )
    const told: string[] = []
    athm.on('*', ({ type }) => void told.push(type))
    await pay()
    await clock.advance(5_000)
    assert.deepEqual(told, ['payment.initiated'])
  })
})

suite('a backend that is built again in the same process', () => {
  test('takes over from the first: each event is handled once, by the newer one', async (t) => {
    const database = createFile(t)
    const first = await createSandbox(t, { database })
    const second = await createSandbox(t, { ...first, database, seed: 2, start: false })
    const told: string[] = []
    first.athm.on('*', ({ type }) => void told.push(`first ${type}`))
    second.athm.on('*', ({ type }) => void told.push(`second ${type}`))
    second.athm.start()
    await second.clock.advance(10)
    await second.pay({ phone_number: '7875550102' })
    await second.clock.advance(10_000)
    assert.deepEqual(told, [
      'second payment.initiated',
      'second webhook.received',
      'second payment.cancelled',
    ])
  })
})

suite('the log', () => {
  test('writes the fields that it knows, and nothing else that is handed to it', async () => {
    const script =
      `import { createLog } from ${JSON.stringify(new URL('../../server/log.ts', import.meta.url).href)};` +
      `createLog('info').warn('said', { paymentId: 'pay_1', phone: '7875550100', __proto__: { token: 'x' } })`
    const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
    const { level, msg, paymentId, time, ...rest } = JSON.parse(stderr) as Record<string, unknown>
    assert.deepEqual([level, msg, paymentId, typeof time, rest], [40, 'said', 'pay_1', 'number', {}])
  })
})
