/** Failures that systems of this kind have had, each shown to be none here: telling the merchant, cheats, and load. */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { ROUTES } from '../../src/protocol/index.ts'
import { createSandbox } from '../server/sandbox.ts'

suite('telling the merchant', () => {
  for (const order of ['authorization first, webhook after', 'webhook first'] as const) {
    test(`18: payment.completed is delivered once: ${order}`, async (t) => {
      const { athm, pay, control, clock, interfere, post } = await createSandbox(t)
      const told: string[] = []
      athm.on('payment.completed', ({ source }) => void told.push(source))
      const payment = await pay()
      if (order === 'webhook first') {
        interfere(async (request, pass) => {
          const answer = await pass()
          if (!request.path.endsWith('/authorization')) return answer
          await post('webhook/', {
            transactionType: 'ecommerce',
            status: 'COMPLETED',
            ecommerceId: payment.ecommerceId,
          })
          return new Promise(() => {})
        })
      }
      await control(payment.ecommerceId, 'confirm')
      await clock.advance(60_000)
      assert.deepEqual(told, [order === 'webhook first' ? 'poll' : 'authorize'])
    })
  }

  test('19: cancelled and expired are told, each by its own name, when a poll saw it first', async (t) => {
    const { athm, pay, clock, simulator } = await createSandbox(t)
    simulator.deliverWebhooksTo(() => Promise.reject(new Error('lost')))
    const told: string[] = []
    athm.on('*', ({ type, source }) => void told.push(`${type} ${source}`))
    await pay({ phone_number: '7875550102' })
    await pay({ phone_number: '7875550103', timeout: 120 })
    await clock.advance(240_000)
    assert.deepEqual(
      told.filter((line) => !line.startsWith('payment.initiated')),
      ['payment.cancelled poll', 'payment.expired poll'],
    )
  })

  test('20: refund.sent is told for a refund by the API', async (t) => {
    const secretKey = 'k'.repeat(32)
    const { athm, pay, control, clock, post } = await createSandbox(t, { secretKey })
    const told: unknown[] = []
    athm.on('refund.sent', ({ refund, payment }) => void told.push([refund.amount, payment.paymentId]))
    const payment = await pay()
    await control(payment.ecommerceId, 'confirm')
    await clock.advance(3_000)
    const body = { reference_number: (await payment.status()).reference_number, amount: '5.00' }
    await post('api/refunds/', body, { authorization: `Bearer ${secretKey}`, 'idempotency-key': 'a' })
    await clock.advance(1_000)
    assert.deepEqual(told, [[500, payment.paymentId]])
  })

  test('21: a handler that throws is called again, others are not skipped, and a restart loses nothing', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'athm-'))
    t.after(() => rmSync(folder, { recursive: true }))
    const database = join(folder, 'athm.db')
    const first = await createSandbox(t, { database })
    const heard: string[] = []
    first.athm.on('payment.completed', () => {
      throw new Error('the shop is down')
    })
    first.athm.on('payment.completed', ({ id }) => void heard.push(id))
    const payment = await first.pay()
    await first.control(payment.ecommerceId, 'confirm')
    await first.clock.advance(2_000)
    assert.ok(heard.length >= 1)
    await first.athm.close()

    const second = await createSandbox(t, { ...first, database, seed: 2, start: false })
    const told: string[] = []
    second.athm.on('payment.completed', ({ id }) => void told.push(id))
    second.athm.start()
    await second.clock.advance(120_000)
    assert.deepEqual(told, [heard[0]])
  })
})

suite('cheats', () => {
  test('32: a total of $1 for a $25 order, in the request or in a webhook, is refused', async (t) => {
    const { athm, begin, post, tickets, clock } = await createSandbox(t)
    const order = await athm.orders.sign({ total: '25.00' })
    const { body } = await begin({ order, total: '1.00' })
    assert.deepEqual([body['total'], (await tickets()).at(-1)?.total], ['25.00', 25])
    const [ticket] = await tickets()
    const cheap = { transactionType: 'ecommerce', status: 'COMPLETED', total: '1.00', referenceNumber: 'r' }
    await post('webhook/', { ...cheap, ecommerceId: ticket?.ecommerceId })
    await clock.advance(5_000)
    assert.equal((await athm.payments.retrieve(String(body['payment_id'])))?.status, 'OPEN')
  })

  test('33: a stranger who reads or cancels a payment by its id gets 404', async (t) => {
    const { pay, call, post } = await createSandbox(t)
    const { paymentId, status } = await pay()
    const stranger = { authorization: 'Bearer cs_guess' }
    assert.equal(
      (await call(`${ROUTES.status.path}?payment_id=${paymentId}`, { headers: stranger })).status,
      404,
    )
    assert.equal((await post(ROUTES.cancel.path, { payment_id: paymentId }, stranger)).status, 404)
    assert.equal((await status()).status, 'OPEN')
  })

  test('36: of 200 requests to one phone, 3 reach it', async (t) => {
    const { begin, tickets } = await createSandbox(t)
    for (let times = 0; times < 200; times++) await begin({ phone_number: '7871234567' })
    assert.equal((await tickets()).length, 3)
  })

  test('37: 20 reads of a status make no upstream call', async (t) => {
    const { pay, calls } = await createSandbox(t)
    const payment = await pay()
    const before = calls.length
    for (let times = 0; times < 20; times++) await payment.status()
    assert.equal(calls.length, before)
  })
})
