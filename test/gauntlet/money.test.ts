/**
 * Failures that systems of this kind have had, each shown to be none here: money. The numbers are those of the list that
 * they were collected in.
 */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test, type TestContext } from 'node:test'
import { isAthmError } from '../../server/index.ts'
import { createSandbox, whileTimePasses, type Paying, type Sandbox } from '../server/sandbox.ts'

const isPath = (end: string) => (request: { path: string }) => request.path.endsWith(end)
const isAuthorization = isPath('/authorization')

/** A payment that was paid, in a sandbox. */
async function createPaid(
  t: TestContext,
  total = '100.00',
): Promise<Sandbox & { payment: Paying; reference: string }> {
  const sandbox = await createSandbox(t)
  const payment = await sandbox.pay({ total })
  await sandbox.control(payment.ecommerceId, 'confirm')
  await sandbox.clock.advance(3_000)
  return { ...sandbox, payment, reference: (await payment.status()).reference_number ?? '' }
}

suite('money', () => {
  test('1: a refund that times out after it took effect is never sent twice, and is in the books once', async (t) => {
    const { athm, clock, interfere, refunds, calls, reference } = await createPaid(t)
    interfere(async (request, pass) => {
      const answer = await pass()
      return isPath('/refund')(request) ? new Promise(() => {}) : answer
    })
    const options = { referenceNumber: reference, amount: '25.00', idempotencyKey: 'a' }
    const first = await whileTimePasses(clock, athm.refunds.create(options))
    await clock.advance(3_600_000)
    const again = await athm.refunds.create(options)
    assert.deepEqual([again.refundId, again.status], [first.refundId, 'succeeded'])
    assert.equal(calls.filter((path) => path === 'refund').length, 1)
    assert.deepEqual(
      (await refunds()).map(({ totalCents }) => totalCents),
      [2_500],
    )
  })

  test('2: a second partial refund of one payment, under the same reference, is recorded too', async (t) => {
    const { athm, refunds, reference, payment } = await createPaid(t)
    for (const key of ['a', 'b']) {
      await athm.refunds.create({ referenceNumber: reference, amount: '10.00', idempotencyKey: key })
    }
    assert.deepEqual(
      (await refunds()).map(({ totalCents }) => totalCents),
      [1_000, 1_000],
    )
    assert.equal((await payment.status()).refunded, '20.00')
  })

  test('3: of two operators who refund $40 and $70 of $100 at once, one is refused before any call', async (t) => {
    const { athm, refunds, reference, calls } = await createPaid(t)
    const tries = [40, 70].map((amount) =>
      athm.refunds.create({ referenceNumber: reference, amount, idempotencyKey: String(amount) }),
    )
    const results = await Promise.allSettled(tries)
    const [failure] = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    )
    assert.ok(isAthmError(failure) && ['refund_in_flight', 'refund_too_large'].includes(failure.code))
    assert.deepEqual([(await refunds()).length, calls.filter((path) => path === 'refund').length], [1, 1])
  })

  test('6: a refund answered with an epoch date is recorded; a message of 51 characters is refused before the call', async (t) => {
    const { athm, reference, calls } = await createPaid(t)
    const options = { referenceNumber: reference, amount: '1.00' }
    assert.equal((await athm.refunds.create({ ...options, idempotencyKey: 'a' })).status, 'succeeded')
    const before = calls.length
    await assert.rejects(
      athm.refunds.create({ ...options, idempotencyKey: 'b', message: 'x'.repeat(51) }),
      (error) => isAthmError(error) && error.code === 'invalid_message',
    )
    assert.equal(calls.length, before)
  })

  test('7: creating a ticket times out: one request by itself at most, and the customer can try again', async (t) => {
    const { begin, clock, interfere, calls } = await createSandbox(t)
    interfere(async (_request, pass) => {
      await pass()
      return new Promise(() => {})
    })
    await whileTimePasses(clock, begin())
    await clock.advance(60_000)
    assert.deepEqual(calls, ['payment'])
    interfere(null)
    assert.equal((await begin()).status, 201)
  })

  test('8: an authorization times out after the money moved: the customer sees the truth, the merchant hears it once', async (t) => {
    const { athm, pay, control, clock, interfere } = await createSandbox(t)
    const told: string[] = []
    athm.on('payment.completed', ({ id }) => void told.push(id))
    const payment = await pay()
    interfere(async (request, pass) => {
      const answer = await pass()
      return isAuthorization(request) ? new Promise(() => {}) : answer
    })
    await control(payment.ecommerceId, 'confirm')
    await clock.advance(30_000)
    assert.equal((await payment.status()).status, 'COMPLETED')
    assert.equal(told.length, 1)
  })

  test('9: the customer confirms and the page is gone: completed all the same', async (t) => {
    const { athm, pay, control, clock } = await createSandbox(t)
    const { paymentId, ecommerceId } = await pay()
    await clock.advance(120_000)
    await control(ecommerceId, 'confirm')
    await clock.advance(10_000)
    assert.equal((await athm.payments.retrieve(paymentId))?.status, 'COMPLETED')
  })

  test('10: the customer confirms in minute nine of ten: completed', async (t) => {
    const { pay, control, clock } = await createSandbox(t)
    const payment = await pay()
    await clock.advance(9.5 * 60_000)
    await control(payment.ecommerceId, 'confirm')
    await clock.advance(15_000)
    assert.equal((await payment.status()).status, 'COMPLETED')
  })

  test('11: a cancel of a payment that was just completed answers COMPLETED', async (t) => {
    const { payment } = await createPaid(t)
    assert.equal((await payment.cancel()).body['status'], 'COMPLETED')
  })

  test('12: a cancel that fails by network is not called cancelled; in the end it truly is', async (t) => {
    const { pay, clock, interfere, tickets } = await createSandbox(t)
    const payment = await pay()
    interfere((request, pass) => (isPath('/cancel')(request) ? Promise.reject(new Error('reset')) : pass()))
    const { body } = await payment.cancel()
    assert.deepEqual([body['status'], body['verifying']], ['OPEN', true])
    interfere(null)
    await clock.advance(60_000)
    assert.equal((await payment.status()).status, (await tickets()).at(-1)?.status)
    assert.equal((await payment.status()).status, 'CANCEL')
  })

  test('13: a slow reading that began before the completion can’t undo it', async (t) => {
    const { athm, pay, control, clock, interfere, post } = await createSandbox(t)
    const payment = await pay()
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
    let isFirst = true
    interfere(async (request, pass) => {
      const answer = await pass()
      if (isFirst && isPath('/findPayment')(request)) {
        isFirst = false
        await held
      }
      return answer
    })
    await clock.advance(1_000)
    await control(payment.ecommerceId, 'confirm')
    await clock.advance(31_000)
    await post('webhook/', {
      transactionType: 'ecommerce',
      status: 'COMPLETED',
      ecommerceId: payment.ecommerceId,
    })
    await clock.advance(5_000)
    assert.equal((await payment.status()).status, 'COMPLETED')
    letGo()
    await clock.advance(5_000)
    assert.equal((await athm.payments.retrieve(payment.paymentId))?.status, 'COMPLETED')
  })

  for (const [what, data] of [
    ['no data', null],
    ['CANCEL', { ecommerceStatus: 'CANCEL' }],
    ['no reference', { ecommerceStatus: 'COMPLETED', total: 25, referenceNumber: '' }],
  ] as const) {
    test(`14: an authorization that answers success with ${what} completes nothing by itself`, async (t) => {
      const { pay, control, clock, interfere } = await createSandbox(t)
      const payment = await pay()
      const body = JSON.stringify({ status: 'success', data })
      interfere((request, pass) =>
        isAuthorization(request) ? Promise.resolve({ status: 200, body }) : pass(),
      )
      await control(payment.ecommerceId, 'confirm')
      await clock.advance(20_000)
      const view = await payment.status()
      assert.deepEqual([view.status, view.reference_number], ['CONFIRM', null])
    })
  }

  test('15: an authorization with a date or an item in an odd form is completed, and stored', async (t) => {
    const { athm, pay, control, clock, interfere } = await createSandbox(t)
    const payment = await pay()
    interfere(async (request, pass) => {
      const answer = await pass()
      if (!isAuthorization(request)) return answer
      const { status, data } = JSON.parse(answer.body) as { status: string; data: object }
      const odd = { ...data, transactionDate: 'mañana', items: '{', fee: 'x', dailyTransactionId: { a: 1 } }
      return { ...answer, body: JSON.stringify({ status, data: odd }) }
    })
    await control(payment.ecommerceId, 'confirm')
    await clock.advance(5_000)
    const stored = await athm.payments.retrieve(payment.paymentId)
    assert.ok(stored?.status === 'COMPLETED')
    // What the odd answer didn't tell, the webhook of the same money did.
    assert.equal(stored.fee, 63)
  })

  test('16: two tabs authorize at once: one authorization upstream, and both see the success', async (t) => {
    const { pay, control, calls, clock } = await createSandbox(t)
    const payment = await pay()
    await control(payment.ecommerceId, 'confirm')
    await Promise.all([payment.authorize(), payment.authorize()])
    await clock.advance(1_000)
    assert.equal((await payment.status()).status, 'COMPLETED')
    assert.equal(calls.filter((path) => path === 'authorization').length, 1)
  })

  for (const [when, path] of [
    ['between the ticket and its row', '/payment'],
    ['between the authorization and its row', '/authorization'],
  ] as const) {
    test(`17: a server that dies ${when} leaves nothing unresolved at the next start`, async (t) => {
      const folder = mkdtempSync(join(tmpdir(), 'athm-'))
      t.after(() => rmSync(folder, { recursive: true }))
      const database = join(folder, 'athm.db')
      const first = await createSandbox(t, { database })
      first.interfere(async (request, pass) => {
        const answer = await pass()
        return isPath(path)(request) ? new Promise(() => {}) : answer
      })
      const beginning = first.begin()
      await first.clock.advance(100)
      const [ticket] = await first.tickets()
      if (path === '/authorization') {
        await first.control(ticket?.ecommerceId ?? '', 'confirm')
        await first.clock.advance(3_000)
      }
      // The process is gone: nothing of it goes on but time.
      const second = await createSandbox(t, { ...first, database, seed: 2, start: false })
      const ends: string[] = []
      second.athm.on('*', ({ type }) => void ends.push(type))
      second.athm.start()
      await second.clock.advance(120_000)
      const isPaid = path === '/authorization'
      assert.equal(ends.at(-1), isPaid ? 'payment.completed' : 'payment.failed')
      assert.equal((await second.movements()).length, isPaid ? 1 : 0)
      await beginning
    })
  }
})
