import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createSandbox } from './sandbox.ts'

suite('a payment, driven by the server alone', () => {
  test('is completed after the customer confirmed, with nobody looking', async (t) => {
    const { pay, control, clock, movements } = await createSandbox(t)
    const payment = await pay()
    await control(payment.ecommerceId, 'confirm')
    await clock.advance(3_000)

    const view = await payment.status()
    assert.equal(view.status, 'COMPLETED')
    assert.equal(view.ecommerce_id, payment.ecommerceId)
    assert.deepEqual(
      (await movements()).map(({ totalCents, referenceNumber }) => [totalCents, referenceNumber]),
      [[2500, view.reference_number]],
    )
  })

  test('is completed when the customer confirms five seconds before the end', async (t) => {
    const { pay, control, clock } = await createSandbox(t)
    const payment = await pay({ timeout: 120 })
    await clock.advance(115_000)
    await control(payment.ecommerceId, 'confirm')
    await clock.advance(15_000)
    assert.equal((await payment.status()).status, 'COMPLETED')
  })

  test('is cancelled when the customer refuses', async (t) => {
    const { pay, clock, movements } = await createSandbox(t)
    const payment = await pay({ phone_number: '787-555-0102' })
    await clock.advance(4_000)
    const view = await payment.status()
    assert.deepEqual([view.status, view.code, view.ecommerce_id], ['CANCEL', null, null])
    assert.equal(view.cancelled_by, 'app')
    assert.deepEqual(await movements(), [])
  })

  test('cancelled upstream after the customer’s yes does not say by whom', async (t) => {
    const { pay, control, clock, interfere } = await createSandbox(t)
    const payment = await pay()
    interfere(({ path }, pass) =>
      path.endsWith('/authorization') ? Promise.reject(new Error('away')) : pass(),
    )
    await control(payment.ecommerceId, 'confirm')
    await clock.advance(3_000)
    interfere(async ({ path }, pass) => {
      const answer = await pass()
      if (!path.endsWith('/findPayment')) return answer
      return { ...answer, body: answer.body.replace('"CONFIRM"', '"CANCEL"') }
    })
    await clock.advance(10_000)
    const view = await payment.status()
    assert.deepEqual([view.status, view.cancelled_by], ['CANCEL', null])
  })

  test('expires when the customer never answers, by ATH Móvil’s word and not by the clock here', async (t) => {
    const { pay, clock, interfere } = await createSandbox(t)
    const payment = await pay({ phone_number: '787-555-0103', timeout: 120 })
    interfere(() => Promise.reject(new Error('away')))
    await clock.advance(170_000)
    assert.equal((await payment.status()).status, 'OPEN')
    interfere(null)
    await clock.advance(20_000)
    assert.equal((await payment.status()).status, 'EXPIRED')
  })

  test('tells the customer of no ecommerceId before it is completed', async (t) => {
    const { pay, control, clock } = await createSandbox(t)
    const payment = await pay()
    assert.equal((await payment.status()).ecommerce_id, null)
    await control(payment.ecommerceId, 'confirm')
    await clock.advance(3_000)
    assert.equal((await payment.status()).ecommerce_id, payment.ecommerceId)
  })

  test('keeps the fee and the net amount that ATH Móvil told', async (t) => {
    const { athm, pay, control, clock } = await createSandbox(t)
    const { paymentId, ecommerceId } = await pay({
      total: '100.00',
      metadata_1: 'order-7',
      items: [{ name: 'Café' }],
    })
    await control(ecommerceId, 'confirm')
    await clock.advance(3_000)
    const payment = await athm.payments.retrieve(paymentId)
    assert.ok(payment?.status === 'COMPLETED')
    assert.ok(payment.fee !== null && payment.fee > 0 && payment.net === 10_000 - payment.fee)
    assert.deepEqual([payment.metadata1, payment.metadata2], ['order-7', ''])
    assert.equal(payment.items[0]?.name, 'Café')
  })
})

suite('an authorization', () => {
  test('that took effect and then timed out is found completed, and not sent again', async (t) => {
    const { pay, control, clock, calls, interfere, movements } = await createSandbox(t)
    const payment = await pay()
    interfere(async (request, pass) => {
      if (!request.path.endsWith('/authorization')) return pass()
      await pass()
      return new Promise(() => {})
    })
    await control(payment.ecommerceId, 'confirm')
    await clock.advance(12_000)
    const verifying = await payment.status()
    await clock.advance(5_000)
    assert.equal((await payment.status()).status, 'COMPLETED')
    assert.equal(verifying.verifying || verifying.status === 'COMPLETED', true)
    assert.equal(calls.filter((path) => path === 'authorization').length, 1)
    assert.equal((await movements()).length, 1)
  })

  test('that was lost on its way is sent again only once the first can no longer take effect', async (t) => {
    const { pay, control, clock, calls, interfere, movements } = await createSandbox(t)
    const payment = await pay()
    let lost = false
    interfere((request, pass) => {
      if (!request.path.endsWith('/authorization') || lost) return pass()
      lost = true
      return Promise.reject(new Error('connection reset'))
    })
    await control(payment.ecommerceId, 'confirm')
    await clock.advance(45_000)
    assert.equal(calls.filter((path) => path === 'authorization').length, 1)
    const waiting = await payment.status()
    assert.deepEqual([waiting.status, waiting.verifying], ['CONFIRM', true])
    await clock.advance(30_000)
    assert.equal((await payment.status()).status, 'COMPLETED')
    assert.equal(calls.filter((path) => path === 'authorization').length, 2)
    assert.equal((await movements()).length, 1)
  })

  for (const [athmCode, code] of [
    ['BTRA_0045', 'refused_limit'],
    ['BTRA_0003', 'refused_own_phone'],
    ['BTRA_0009', 'business_unavailable'],
  ] as const) {
    test(`that is refused with ${athmCode} ends the payment as FAILED, ${code}, and frees the customer`, async (t) => {
      const { pay, control, clock, interfere, tickets, movements } = await createSandbox(t)
      const payment = await pay()
      interfere((request, pass) =>
        request.path.endsWith('/authorization')
          ? Promise.resolve({ status: 409, body: toRefusal(athmCode) })
          : pass(),
      )
      await control(payment.ecommerceId, 'confirm')
      await clock.advance(5_000)
      const view = await payment.status()
      assert.deepEqual([view.status, view.code], ['FAILED', code])
      assert.equal((await tickets()).at(-1)?.status, 'CANCEL')
      assert.deepEqual(await movements(), [])
    })
  }

  for (const [title, body] of [
    ['with no data', { status: 'success', data: null }],
    ['with CANCEL', { status: 'success', data: { ecommerceStatus: 'CANCEL' } }],
    [
      'without a reference',
      { status: 'success', data: { ecommerceStatus: 'COMPLETED', total: 25, referenceNumber: '' } },
    ],
    [
      'with another total',
      { status: 'success', data: { ecommerceStatus: 'COMPLETED', total: 24, referenceNumber: 'r-1' } },
    ],
    ['that is a web page', '<html>Bad gateway</html>'],
  ] as const) {
    test(`answered ${title} completes nothing`, async (t) => {
      const { pay, control, clock, interfere } = await createSandbox(t)
      const payment = await pay()
      interfere((request, pass) =>
        request.path.endsWith('/authorization')
          ? Promise.resolve({ status: 200, body: typeof body === 'string' ? body : JSON.stringify(body) })
          : pass(),
      )
      await control(payment.ecommerceId, 'confirm')
      await clock.advance(10_000)
      const view = await payment.status()
      assert.deepEqual([view.status, view.verifying, view.reference_number], ['CONFIRM', true, null])
    })
  }

  test('is never sent for a ticket whose total is another one', async (t) => {
    const { pay, control, clock, calls, interfere } = await createSandbox(t)
    const payment = await pay()
    interfere(async (request, pass) => {
      const answer = await pass()
      if (!request.path.endsWith('/findPayment')) return answer
      return { ...answer, body: answer.body.replace('"total":25', '"total":24.99') }
    })
    await control(payment.ecommerceId, 'confirm')
    await clock.advance(5_000)
    const view = await payment.status()
    assert.deepEqual([view.status, view.code], ['CANCEL', 'amount_mismatch'])
    assert.equal(view.cancelled_by, 'business')
    assert.equal(calls.includes('authorization'), false)
  })
})

suite('a cancel', () => {
  test('of a waiting payment gives it up, here and upstream', async (t) => {
    const { pay, tickets } = await createSandbox(t)
    const payment = await pay()
    const { status, body } = await payment.cancel()
    assert.deepEqual([status, body['status'], body['code']], [200, 'CANCEL', null])
    assert.equal(body['cancelled_by'], 'customer')
    assert.equal((await tickets()).at(-1)?.status, 'CANCEL')
  })

  test('of a payment that was just completed answers COMPLETED', async (t) => {
    const { pay, control, clock } = await createSandbox(t)
    const payment = await pay()
    await control(payment.ecommerceId, 'confirm')
    await clock.advance(3_000)
    const { status, body } = await payment.cancel()
    assert.deepEqual([status, body['status'], body['cancelled_by']], [200, 'COMPLETED', null])
  })

  test('that can not reach ATH Móvil is not called cancelled, and is carried out later', async (t) => {
    const { pay, clock, interfere } = await createSandbox(t)
    const payment = await pay()
    interfere((request, pass) =>
      request.path.endsWith('/cancel') ? Promise.reject(new Error('away')) : pass(),
    )
    const { body } = await payment.cancel()
    assert.deepEqual([body['status'], body['verifying']], ['OPEN', true])
    interfere(null)
    await clock.advance(30_000)
    assert.equal((await payment.status()).status, 'CANCEL')
  })

  test('that took effect but was not answered is found cancelled', async (t) => {
    const { pay, interfere } = await createSandbox(t)
    const payment = await pay()
    interfere(async (request, pass) => {
      const answer = await pass()
      return request.path.endsWith('/cancel') ? { status: 502, body: '<html></html>' } : answer
    })
    const { body } = await payment.cancel()
    assert.equal(body['status'], 'CANCEL')
  })

  test('while an authorization is under way waits for its outcome: the money wins', async (t) => {
    const { pay, control, clock, interfere } = await createSandbox(t)
    const payment = await pay()
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
    interfere(async (request, pass) => {
      if (request.path.endsWith('/authorization')) await held
      return pass()
    })
    await control(payment.ecommerceId, 'confirm')
    await clock.advance(3_000)
    const cancelling = payment.cancel({ standingStill: true })
    await clock.advance(1_000)
    letGo()
    await clock.advance(1_000)
    assert.equal((await cancelling).body['status'], 'COMPLETED')
  })
})

function toRefusal(errorcode: string): string {
  return JSON.stringify({ status: 'error', message: 'no', errorcode, data: null })
}
