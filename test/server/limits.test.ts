import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { ROUTES } from '../../src/protocol/index.ts'
import { createSandbox, type Sandbox } from './sandbox.ts'

const STRANGER = '7871234567'

/** Begins a payment from a network address. */
async function beginFrom({ athm }: Sandbox, address: string, fields: object, headers = {}): Promise<number> {
  const request = new Request(`http://localhost/athm/${ROUTES.initiate.path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ total: '5.00', ...fields }),
  })
  return (await athm.fetch(request, { address })).status
}

suite('limits', () => {
  test('let three requests reach a phone, of two hundred, on two instances and over a restart', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'athm-'))
    t.after(() => rmSync(folder, { recursive: true }))
    const database = join(folder, 'athm.db')
    const first = await createSandbox(t, { database })
    const second = await createSandbox(t, { ...first, database, seed: 2 })
    const codes: unknown[] = []
    for (let times = 0; times < 100; times++) {
      for (const { begin } of [first, second])
        codes.push((await begin({ phone_number: STRANGER })).body['code'] ?? 201)
    }
    assert.equal(codes.filter((code) => code === 201).length, 3)
    assert.equal(codes.filter((code) => code === 'too_many_requests').length, 197)
    await first.athm.close()
    const third = await createSandbox(t, { ...first, database, seed: 3 })
    assert.equal((await third.begin({ phone_number: STRANGER })).body['code'], 'too_many_requests')
    assert.equal((await third.tickets()).length, 3)
  })

  test('say when to come back, and then let through again', async (t) => {
    const { begin, clock } = await createSandbox(t)
    for (let times = 0; times < 3; times++) {
      assert.equal((await begin({ phone_number: STRANGER })).status, 201)
      await clock.advance(60_000)
    }
    const refused = await begin({ phone_number: STRANGER })
    assert.deepEqual([refused.status, refused.body['retryable']], [429, true])
    const retryAfterS = Number(refused.headers.get('retry-after'))
    assert.equal(retryAfterS, 420)
    await clock.advance(retryAfterS * 1000)
    assert.equal((await begin({ phone_number: STRANGER })).status, 201)
  })

  test('count each order apart, up to ten a day for a phone', async (t) => {
    const { athm, begin } = await createSandbox(t)
    const statuses: number[] = []
    for (let orders = 0; orders < 11; orders++) {
      const order = await athm.orders.sign({ total: 5 })
      statuses.push((await begin({ order, phone_number: STRANGER })).status)
    }
    assert.deepEqual(statuses, [...Array<number>(10).fill(201), 429])
  })

  test('hold for an address, whatever phones it names', async (t) => {
    const sandbox = await createSandbox(t)
    const statuses: number[] = []
    for (let phones = 0; phones < 31; phones++) {
      statuses.push(await beginFrom(sandbox, '203.0.113.7', { phone_number: String(7_870_000_000 + phones) }))
    }
    assert.deepEqual(statuses, [...Array<number>(30).fill(201), 429])
    assert.equal(await beginFrom(sandbox, '203.0.113.8', { phone_number: '7870000099' }), 201)
  })

  test('take the address from as many proxies as are trusted, and never from anybody else', async (t) => {
    const limits = {
      perAddress: { count: 1, withinMs: 60_000 },
      perPhone: { count: 99, withinMs: 1 },
      perPhoneAndOrder: { count: 99, withinMs: 1 },
    }
    const proxy = '10.0.0.1'
    const forwarded = (value: string): Record<string, string> => ({ 'x-forwarded-for': value })

    const direct = await createSandbox(t, { limits })
    assert.equal(await beginFrom(direct, proxy, { phone_number: STRANGER }, forwarded('1.1.1.1')), 201)
    assert.equal(await beginFrom(direct, proxy, { phone_number: STRANGER }, forwarded('2.2.2.2')), 429)

    const behind = await createSandbox(t, { limits, trustProxy: 1 })
    assert.equal(
      await beginFrom(behind, proxy, { phone_number: STRANGER }, forwarded('9.9.9.9, 1.1.1.1')),
      201,
    )
    assert.equal(
      await beginFrom(behind, proxy, { phone_number: STRANGER }, forwarded('8.8.8.8, 1.1.1.1')),
      429,
    )
    assert.equal(await beginFrom(behind, proxy, { phone_number: STRANGER }, forwarded('2001:db8::1')), 201)
    // Junk is no address: then it is the proxy's.
    for (const junk of ['', 'unknown', '<script>', ',,,', '999', '1.1.1.1:80', 'x'.repeat(5_000)]) {
      assert.ok(
        [201, 429].includes(await beginFrom(behind, proxy, { phone_number: STRANGER }, forwarded(junk))),
      )
    }
  })

  test('spare the phones of tests in a sandbox', async (t) => {
    const { begin } = await createSandbox(t)
    for (let times = 0; times < 20; times++)
      assert.equal((await begin({ phone_number: '7875550142' })).status, 201)
  })
})

suite('beforeAuthorize', () => {
  test('that says no cancels, and no money moves', async (t) => {
    const asked: string[] = []
    const { pay, control, clock, movements, calls } = await createSandbox(t, {
      beforeAuthorize: ({ paymentId, status }) => {
        asked.push(`${paymentId} ${status}`)
        return false
      },
    })
    const payment = await pay()
    await control(payment.ecommerceId, 'confirm')
    await clock.advance(5_000)
    const view = await payment.status()
    assert.deepEqual([view.status, view.code, view.cancelled_by], ['CANCEL', 'vetoed', 'business'])
    assert.deepEqual(asked, [`${payment.paymentId} CONFIRM`])
    assert.deepEqual([await movements(), calls.includes('authorization')], [[], false])
  })

  test('that throws is asked again, and a yes then lets the payment through', async (t) => {
    let asked = 0
    const { pay, control, clock } = await createSandbox(t, {
      async beforeAuthorize() {
        if (++asked < 3) throw new Error('the stock is not answering')
      },
    })
    const payment = await pay()
    await control(payment.ecommerceId, 'confirm')
    await clock.advance(10_000)
    assert.deepEqual([asked, (await payment.status()).status], [3, 'COMPLETED'])
  })

  test('that never answers is given up a minute before the end', async (t) => {
    const { pay, control, clock, movements } = await createSandbox(t, {
      beforeAuthorize: () => new Promise(() => {}),
    })
    const payment = await pay({ timeout: 120 })
    await control(payment.ecommerceId, 'confirm')
    await clock.advance(50_000)
    assert.equal((await payment.status()).status, 'CONFIRM')
    await clock.advance(30_000)
    const view = await payment.status()
    assert.deepEqual([view.status, view.code], ['CANCEL', 'vetoed'])
    assert.deepEqual(await movements(), [])
  })

  test('is not asked again when an authorization is sent again', async (t) => {
    let asked = 0
    const { pay, control, clock, interfere, calls } = await createSandbox(t, {
      beforeAuthorize: () => void asked++,
    })
    const payment = await pay()
    let isLost = false
    interfere((request, pass) => {
      if (isLost || !request.path.endsWith('/authorization')) return pass()
      isLost = true
      return Promise.reject(new Error('reset'))
    })
    await control(payment.ecommerceId, 'confirm')
    await clock.advance(90_000)
    assert.equal((await payment.status()).status, 'COMPLETED')
    assert.deepEqual([asked, calls.filter((path) => path === 'authorization').length], [1, 2])
  })
})
