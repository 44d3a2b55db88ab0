import assert from 'node:assert/strict'
import { suite, test, type TestContext } from 'node:test'
import { isAthmError, type RefundOptions } from '../../server/index.ts'
import type { Dialect } from '../../server/simulator/simulator.ts'
import { createSandbox, whileTimePasses, type Sandbox } from './sandbox.ts'

const SECRET_KEY = 'k'.repeat(32)
const KEY = { authorization: `Bearer ${SECRET_KEY}` }

interface Paid extends Sandbox {
  readonly reference: string
  readonly refund: (fields?: Partial<RefundOptions>) => ReturnType<Sandbox['athm']['refunds']['create']>
}

/** A sandbox with one payment of $100.00 that was paid. */
async function createPaid(t: TestContext, options: { dialect?: Dialect } = {}): Promise<Paid> {
  const sandbox = await createSandbox(t, { secretKey: SECRET_KEY, ...options })
  const payment = await sandbox.pay({ total: '100.00' })
  await sandbox.control(payment.ecommerceId, 'confirm')
  await sandbox.clock.advance(3_000)
  const reference = (await payment.status()).reference_number ?? ''
  let keys = 0
  return {
    ...sandbox,
    reference,
    refund: (fields) =>
      sandbox.athm.refunds.create({ referenceNumber: reference, idempotencyKey: `key-${++keys}`, ...fields }),
  }
}

const hasCode =
  (code: string) =>
  (error: unknown): boolean =>
    isAthmError(error) && error.code === code

suite('a refund', () => {
  test('of the whole goes out once, and both books say so', async (t) => {
    const { refund, refunds, athm, clock, reference } = await createPaid(t)
    const told: string[] = []
    athm.on(
      'refund.sent',
      ({ refund: sent, payment }) => void told.push(`${sent.amount} of ${payment.referenceNumber}`),
    )
    const sent = await refund({ message: 'Gracias' })
    assert.deepEqual([sent.status, sent.amount, sent.message], ['succeeded', 10_000, 'Gracias'])
    await clock.advance(120_000)
    assert.deepEqual(
      (await refunds()).map(({ totalCents }) => totalCents),
      [10_000],
    )
    assert.deepEqual(told, [`10000 of ${reference}`])
    const payment = await athm.payments.retrieve(sent.paymentId)
    assert.deepEqual([payment?.status, payment?.refunded], ['COMPLETED', 10_000])
  })

  test('of two parts, under one reference, is recorded twice', async (t) => {
    const { refund, refunds, athm } = await createPaid(t)
    const [one, other] = [await refund({ amount: '40.00' }), await refund({ amount: 59.99 })]
    assert.notEqual(one.refundId, other.refundId)
    assert.deepEqual(
      (await refunds()).map(({ totalCents }) => totalCents),
      [4_000, 5_999],
    )
    assert.equal((await athm.payments.retrieve(one.paymentId))?.refunded, 9_999)
    await assert.rejects(refund({ amount: '0.02' }), hasCode('refund_too_large'))
    assert.equal((await refund()).amount, 1)
  })

  test('of $40 and of $70 of $100 at once: one goes out, the other is refused before any call', async (t) => {
    const { refund, refunds, calls } = await createPaid(t)
    const results = await Promise.allSettled([refund({ amount: 40 }), refund({ amount: 70 })])
    assert.deepEqual(results.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
    assert.equal(calls.filter((path) => path === 'refund').length, 1)
    assert.equal((await refunds()).length, 1)
  })

  test('asked for fifty times with one key goes out once', async (t) => {
    const { refund, refunds } = await createPaid(t)
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, () => refund({ amount: '10.00', idempotencyKey: 'the-form' })),
    )
    const ids = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.refundId] : []))
    assert.equal(new Set(ids).size, 1)
    assert.equal((await refunds()).length, 1)
    await assert.rejects(
      refund({ amount: '11.00', idempotencyKey: 'the-form' }),
      hasCode('idempotency_key_reused'),
    )
  })

  test('that took effect and timed out is found, told once, and never sent again', async (t) => {
    const { refund, refunds, interfere, clock, athm, calls } = await createPaid(t)
    const told: string[] = []
    athm.on('refund.sent', ({ refund: sent }) => void told.push(sent.refundId))
    interfere(async (request, pass) => {
      const answer = await pass()
      return request.path.endsWith('/refund') ? new Promise(() => {}) : answer
    })
    const sent = await whileTimePasses(clock, refund({ amount: '40.00' }))
    assert.equal(sent.status, 'unknown')
    await assert.rejects(refund({ amount: '10.00' }), hasCode('refund_in_flight'))
    await clock.advance(120_000)
    assert.equal((await athm.refunds.retrieve(sent.refundId))?.status, 'succeeded')
    assert.deepEqual(told, [sent.refundId])
    assert.equal((await refunds()).length, 1)
    assert.equal(calls.filter((path) => path === 'refund').length, 1)
  })

  test('that was lost on its way waits for a person, with both readings, and is never sent again', async (t) => {
    const { refund, refunds, interfere, clock, athm, calls, logged } = await createPaid(t)
    interfere((request, pass) =>
      request.path.endsWith('/refund') ? Promise.reject(new Error('reset')) : pass(),
    )
    const sent = await refund({ amount: '40.00' })
    assert.equal(sent.status, 'unknown')
    await clock.advance(60 * 60_000)
    const looked = await athm.refunds.retrieve(sent.refundId)
    assert.deepEqual(
      [looked?.status, looked?.review, looked?.refundedBefore, looked?.refundedSeen],
      ['review', 'total_not_as_expected', 0, 0],
    )
    assert.ok(logged.some((line) => line.includes('a refund needs a person')))
    assert.deepEqual([await refunds(), calls.filter((path) => path === 'refund').length], [[], 1])
    // What is in review is counted as gone, until the person has decided.
    await assert.rejects(refund({ amount: '60.01' }), hasCode('refund_too_large'))
    assert.equal((await athm.refunds.decide(sent.refundId, 'refused', 'operator')).status, 'refused')
    interfere(null)
    assert.equal((await refund({ amount: '60.01' })).status, 'succeeded')
  })

  test('that ATH Móvil refuses is refused, and leaves the amount free', async (t) => {
    const { refund, interfere } = await createPaid(t)
    const body = JSON.stringify({ status: 'error', message: 'no', errorcode: 'BTRA_0009', data: null })
    interfere((request, pass) =>
      request.path.endsWith('/refund') ? Promise.resolve({ status: 409, body }) : pass(),
    )
    const sent = await refund()
    assert.deepEqual([sent.status, sent.athmCode], ['refused', 'BTRA_0009'])
    interfere(null)
    assert.equal((await refund()).status, 'succeeded')
  })

  test('made in ATH Móvil’s own app lowers what can still be refunded', async (t) => {
    const { refund, interfere } = await createPaid(t, { dialect: '2025' })
    interfere(async (request, pass) => {
      const answer = await pass()
      const isRead = request.path.endsWith('/findPayment')
      return isRead
        ? { ...answer, body: answer.body.replace(/"totalRefundedAmount":0/, '"totalRefundedAmount":30') }
        : answer
    })
    await assert.rejects(refund({ amount: '70.01' }), hasCode('refund_too_large'))
    assert.equal((await refund({ amount: '70.00' })).status, 'succeeded')
  })

  test('with a message of 51 characters, of nothing, or of a payment that is not there, is refused before any call', async (t) => {
    const { refund, calls } = await createPaid(t)
    const before = calls.length
    await assert.rejects(refund({ message: 'x'.repeat(51) }), hasCode('invalid_message'))
    await assert.rejects(refund({ amount: 0 }), hasCode('invalid_amount'))
    await assert.rejects(refund({ amount: '1.005' }), hasCode('invalid_amount'))
    await assert.rejects(refund({ referenceNumber: 'nothing' }), hasCode('payment_not_found'))
    assert.equal(calls.length, before)
  })

  test('while ATH Móvil can not be asked is not sent', async (t) => {
    const { refund, interfere, refunds } = await createPaid(t)
    interfere(() => Promise.reject(new Error('away')))
    await assert.rejects(refund(), hasCode('upstream_unavailable'))
    assert.deepEqual(await refunds(), [])
  })
})

suite('POST api/refunds/', () => {
  test('sends money back, and the same key gets the same answer', async (t) => {
    const { post, reference, refunds } = await createPaid(t)
    const body = { reference_number: reference, amount: '40.00', message: 'Talla equivocada' }
    const headers = { ...KEY, 'idempotency-key': 'form-1' }
    const [first, again] = [
      await post('api/refunds/', body, headers),
      await post('api/refunds/', body, headers),
    ]
    assert.deepEqual([first.status, first.body['status'], first.body['amount']], [201, 'succeeded', '40.00'])
    assert.deepEqual(again.body, first.body)
    assert.equal((await refunds()).length, 1)
  })

  test('names what is wrong', async (t) => {
    const { post, reference } = await createPaid(t)
    const headers = { ...KEY, 'idempotency-key': 'form-1' }
    const good = { reference_number: reference }
    assert.equal((await post('api/refunds/', good, KEY)).body['code'], 'idempotency_key_missing')
    for (const [body, status, code] of [
      [{}, 404, 'payment_not_found'],
      [{ ...good, amount: 'x' }, 400, 'invalid_amount'],
      [{ ...good, amount: '100.01' }, 422, 'refund_too_large'],
      [{ ...good, message: 7 }, 400, 'invalid_message'],
      [[], 400, 'invalid_body'],
    ] as const) {
      const answer = await post('api/refunds/', body, headers)
      assert.deepEqual([answer.status, answer.body['code']], [status, code])
    }
  })
})
