import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { suite, test, type TestContext } from 'node:test'
import { ROUTES } from '../../src/protocol/index.ts'
import { createSandbox, whileTimePasses } from './sandbox.ts'

const METADATA = { metadata_1: 'order-7', metadata_2: 'table-3' }

suite('while a creation is not answered', () => {
  for (const nudging of ['a look asked for by the page', 'a webhook that guessed its metadata'] as const) {
    test(`${nudging} does not give the payment up`, async (t) => {
      const { begin, post, call, clock, interfere, tickets } = await createSandbox(t)
      const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
      interfere(async (request, pass) => {
        if (request.path.endsWith('/payment')) await held
        return pass()
      })
      const { body } = await whileTimePasses(clock, begin(METADATA))
      const named = { payment_id: body['payment_id'] }
      const secret = { authorization: `Bearer ${String(body['client_secret'])}` }
      if (nudging.startsWith('a look')) void post(ROUTES.authorize.path, named, secret)
      const guess = {
        transactionType: 'ecommerce',
        status: 'expired',
        total: '25.00',
        metadata1: 'order-7',
        metadata2: 'table-3',
      }
      if (nudging.startsWith('a webhook')) await post('webhook/', guess)
      await clock.advance(500)
      letGo()
      await clock.advance(500)
      const view = (await call(`api/status?payment_id=${String(named.payment_id)}`, { headers: secret })).body
      assert.deepEqual([view['status'], view['verifying']], ['OPEN', false])
      assert.equal((await tickets()).at(-1)?.status, 'OPEN')
    })
  }
})

suite('while another process holds the database', () => {
  test('what ATH Móvil has answered is stored as soon as it lets go, and reads go on', async (t) => {
    const database = createFile(t)
    const { begin, pay, clock, interfere, call } = await createSandbox(t, { database })
    const other = new DatabaseSync(database)
    t.after(() => other.close())
    const watched = await pay()
    interfere(async (request, pass) => {
      const answer = await pass()
      if (request.path.endsWith('/payment')) other.exec('BEGIN IMMEDIATE')
      return answer
    })
    const beginning = begin()
    await clock.advance(1_000)
    assert.equal((await watched.status()).status, 'OPEN')
    other.exec('COMMIT')
    await clock.advance(1_000)
    const { status, body } = await beginning
    assert.deepEqual([status, body['status'], body['verifying']], [201, 'OPEN', false])
    assert.equal((await call('api/config/')).status, 200)
  })

  test('a payment can not begin: 503 before anything is sent', async (t) => {
    const database = createFile(t)
    const { begin, calls } = await createSandbox(t, { database })
    const other = new DatabaseSync(database)
    other.exec('BEGIN IMMEDIATE')
    const { status, body, headers } = await begin()
    assert.deepEqual([status, body['code'], headers.get('retry-after')], [503, 'database_unavailable', '5'])
    assert.deepEqual(calls, [])
    other.exec('COMMIT')
    other.close()
  })
})

suite('a server that stops', () => {
  test('stores the answer that was on its way, and answers 503 to whoever comes later', async (t) => {
    const database = createFile(t)
    const { athm, begin, clock, interfere, call } = await createSandbox(t, { database })
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
    interfere(async (_request, pass) => {
      await held
      return pass()
    })
    const beginning = begin()
    await clock.advance(100)
    const closing = athm.close()
    const late = await call('api/config/')
    assert.deepEqual([late.status, late.body['code']], [503, 'database_unavailable'])
    letGo()
    await clock.advance(100)
    assert.equal((await beginning).status, 201)
    await closing
    const reader = new DatabaseSync(database, { readOnly: true })
    t.after(() => reader.close())
    assert.deepEqual(
      { ...reader.prepare('SELECT status, intent FROM payments').get() },
      { status: 'OPEN', intent: null },
    )
  })

  test('does not wait for a handler that never settles, nor do other payments’ events', async (t) => {
    const { athm, pay, control, clock } = await createSandbox(t)
    const [stuck, free] = [await pay(), await pay()]
    const told: string[] = []
    athm.on('payment.completed', async ({ payment: { paymentId } }) => {
      if (paymentId === stuck.paymentId) await new Promise(() => {})
      told.push(paymentId)
    })
    await control(stuck.ecommerceId, 'confirm')
    await clock.advance(3_000)
    await control(free.ecommerceId, 'confirm')
    await clock.advance(120_000)
    assert.deepEqual(told, [free.paymentId])
    await whileTimePasses(clock, athm.close())
  })
})

suite('the routes', () => {
  test('answer no HEAD, and no path with escaped letters', async (t) => {
    const { call } = await createSandbox(t)
    const head = await call(ROUTES.events.path, { method: 'HEAD' })
    assert.equal(head.status, 405)
    const headers = { origin: 'https://evil.example', 'content-type': 'application/json' }
    const init = { method: 'POST', headers, body: '{"total":"5.00","phone_number":"7875550100"}' }
    assert.equal((await call('%61pi/initiate/', init)).status, 404)
    assert.equal((await call('api/initiate/', init)).status, 403)
  })
})

suite('a hint that an ended payment was paid after all', () => {
  test('is not lost when ATH Móvil can not be asked at once', async (t) => {
    const { pay, post, clock, interfere, logged } = await createSandbox(t, { dialect: '2025' })
    const payment = await pay()
    await payment.cancel()
    interfere(() => Promise.reject(new Error('away')))
    await post('webhook/', {
      transactionType: 'ECOMMERCE',
      status: 'COMPLETED',
      ecommerceId: payment.ecommerceId,
      total: 25,
    })
    await clock.advance(60_000)
    assert.equal((await payment.status()).status, 'CANCEL')
    interfere(async (_request, pass) => {
      const answer = await pass()
      const body = answer.body
        .replace('"ecommerceStatus":"CANCEL"', '"ecommerceStatus":"COMPLETED"')
        .replace('"referenceNumber":""', '"referenceNumber":"late-1"')
      return { ...answer, body }
    })
    await clock.advance(60_000)
    const view = await payment.status()
    assert.deepEqual([view.status, view.reference_number], ['COMPLETED', 'late-1'])
    assert.ok(logged.some((line) => line.includes('paid after all')))
  })
})

suite('a reference number that another payment has', () => {
  test('is for a person to look at, and changes neither payment’s status', async (t) => {
    const { pay, control, clock, interfere } = await createSandbox(t)
    const [first, second] = [await pay(), await pay()]
    await control(first.ecommerceId, 'confirm')
    await clock.advance(3_000)
    const { reference_number: reference } = await first.status()
    interfere(async (_request, pass) => {
      const answer = await pass()
      return {
        ...answer,
        body: answer.body.replace(/"referenceNumber":"\d[^"]*"/, `"referenceNumber":"${reference}"`),
      }
    })
    await control(second.ecommerceId, 'confirm')
    await clock.advance(5_000)
    const view = await second.status()
    assert.deepEqual([view.status, view.verifying, view.code], ['CONFIRM', true, 'review'])
    assert.equal((await first.status()).status, 'COMPLETED')
  })
})

suite('the database file', () => {
  test('is for its owner alone', async (t) => {
    const database = createFile(t)
    await createSandbox(t, { database })
    assert.equal(statSync(database).mode & 0o077, 0)
  })
})

function createFile(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'athm-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return join(folder, 'athm.db')
}
