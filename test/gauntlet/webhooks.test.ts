/** Failures that systems of this kind have had, each shown to be none here: webhooks, forged and real, and what they bring. */

import assert from 'node:assert/strict'
import { suite, test, type TestContext } from 'node:test'
import type { AnyEvent } from '../../server/index.ts'
import type { Dialect } from '../../server/simulator/simulator.ts'
import { createSandbox } from '../server/sandbox.ts'

const TOKEN = 'a-token-of-the-secret-path'

suite('webhooks', () => {
  test('4: a late or repeated "completed" after a refund leaves the refunded total as it is', async (t) => {
    const shop = await createPaid(t)
    const { athm, clock, referenceNumber, ask, payment } = shop
    await athm.refunds.create({ referenceNumber, amount: '10.00', idempotencyKey: 'a' })
    const kind = 'ecommerce_completed'
    const late = { kind, generation: '2020', referenceNumber, overrides: { totalRefundedAmount: '0.00' } }
    await ask('webhooks', { ...late, times: 3 })
    await ask('webhooks', { ...late, generation: '2025', overrides: { totalRefundedAmount: 0 } })
    await clock.advance(60_000)
    assert.equal((await payment())?.refunded, 1000)
  })

  test("5, 20: a refund made in ATH Móvil's own app is told, and lowers what can still be refunded", async (t) => {
    const { athm, clock, ecommerceId, referenceNumber, ask, told } = await createPaid(t)
    await ask(`tickets/${ecommerceId}/refund`, { amount: 20 })
    await clock.advance(10_000)
    const refunds = told.flatMap((event) => (event.type === 'refund.sent' ? [event.refund] : []))
    assert.deepEqual(
      refunds.map(({ amount, status }) => [amount, status]),
      [[2000, 'succeeded']],
    )
    const tooMuch = { referenceNumber, amount: '5.01', idempotencyKey: 'a' }
    await assert.rejects(athm.refunds.create(tooMuch), { code: 'refund_too_large' })
  })

  test('25: two documented webhooks without ecommerceId are two, and neither takes the place of the other', async (t) => {
    // The simulator's own is of 2025, so that only those that are asked for have no ecommerceId.
    const { pay, control, ask, clock, states } = await createShop(t, { dialect: '2025' })
    const payments = [
      await pay({ metadata_1: 'order', metadata_2: 'one', phone_number: '7875550102' }),
      await pay({ metadata_1: 'order', metadata_2: 'two' }),
    ]
    await clock.advance(5_000)
    await control(payments[1]?.ecommerceId ?? '', 'refuse')
    for (const payment of payments) {
      await ask('webhooks', {
        kind: 'ecommerce_cancelled',
        generation: '2020',
        ecommerceId: payment.ecommerceId,
      })
    }
    await ask('webhooks', {
      kind: 'ecommerce_expired',
      generation: '2020',
      ecommerceId: payments[0]?.ecommerceId,
    })
    await clock.advance(60_000)
    assert.equal(states().includes('duplicate'), false)
    assert.equal(states().length, 5)
  })

  for (const word of ['cancelled', 'CANCEL', 'CANCELLED', 'Canceled']) {
    test(`26: ${word} means cancelled`, async (t) => {
      const { pay, simulator, deliver, clock, heard } = await createShop(t)
      simulator.deliverWebhooksTo(() => Promise.reject(new Error('lost')))
      const { ecommerceId } = await pay({ phone_number: '7875550102' })
      await clock.advance(5_000)
      await deliver({ transactionType: 'ECOMMERCE', status: word, ecommerceId, total: 25 })
      await clock.advance(5_000)
      assert.deepEqual(heard().slice(-2), ['payment.cancelled', 'webhook.received ecommerce_cancelled'])
    })
  }

  test('27: a webhook with a null description is applied', async (t) => {
    // The simulator's own of the same shape came before it.
    const { ask, ecommerceId, clock, states } = await createPaid(t, { dialect: '2025' })
    const items = [{ name: 'Café', description: null, quantity: null, price: 25, tax: null, metadata: null }]
    await ask('webhooks', {
      kind: 'ecommerce_completed',
      generation: '2025',
      ecommerceId,
      overrides: { items, message: null, name: null },
    })
    await clock.advance(5_000)
    assert.deepEqual(states(), ['applied', 'duplicate'])
  })

  for (const [title, body] of [
    ['no object', '["COMPLETED"]'],
    ['bad UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['deep nesting', `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`],
    ['NaN', '{"transactionType":"ECOMMERCE","total":NaN}'],
  ] as const) {
    test(`28: a body with ${title} is stored as malformed, and answered 200`, async (t) => {
      const { call, clock, heard } = await createShop(t)
      const answer = await call(`webhook/${TOKEN}/`, { method: 'POST', body })
      await clock.advance(1_000)
      assert.deepEqual([answer.status, heard()], [200, ['webhook.received malformed']])
    })
  }

  for (const [title, total] of [
    ['NUL', '"\u0000"'],
    ['5,000 digits', '9'.repeat(5_000)],
    ['an exponent', '1e999'],
  ] as const) {
    test(`28: an amount of ${title} costs nobody anything`, async (t) => {
      const { call, clock, ecommerceId, payment } = await createPaid(t)
      const body = `{"transactionType":"ECOMMERCE","status":"COMPLETED","ecommerceId":"${ecommerceId}","total":${total.replace('\u0000', String.raw`\u0000`)}}`
      const answer = await call(`webhook/${TOKEN}/`, { method: 'POST', body })
      const before = await payment()
      await clock.advance(60_000)
      assert.deepEqual([answer.status, await payment()], [200, before])
    })
  }

  for (const header of ['unknown', '::::', '1.2.3.4, '.repeat(500), '";\u00a0DROP', '203.0.113.7:99999']) {
    test(`29: ${JSON.stringify(header.slice(0, 12))} in X-Forwarded-For loses no webhook`, async (t) => {
      const { call, heard, clock } = await createShop(t, { trustProxy: 2 })
      const headers = { 'x-forwarded-for': header }
      const body = '{"transactionType":"donation","status":"completed"}'
      assert.equal((await call(`webhook/${TOKEN}/`, { method: 'POST', headers, body })).status, 200)
      await clock.advance(100)
      assert.deepEqual(heard(), ['webhook.received donation'])
    })
  }

  test('30: a forged "completed" changes nothing', async (t) => {
    const { pay, deliver, clock, movements } = await createShop(t)
    const payment = await pay()
    await deliver({
      transactionType: 'ECOMMERCE',
      status: 'COMPLETED',
      ecommerceId: payment.ecommerceId,
      referenceNumber: '215070443-forged',
      total: 25,
    })
    await clock.advance(60_000)
    const { status, reference_number: reference } = await payment.status()
    assert.deepEqual([status, reference, await movements()], ['OPEN', null, []])
  })

  for (const [title, forge] of [
    ['forged', (real: object) => JSON.stringify({ ...real, total: 1, referenceNumber: '1-forged' })],
    ['with a forged name', (real: object) => JSON.stringify({ ...real, total: 1, name: 'Otra Persona' })],
    ['broken', (real: object) => JSON.stringify(real).slice(0, -20)],
    ['without its reference', (real: object) => JSON.stringify({ ...real, referenceNumber: '' })],
  ] as const) {
    test(`31: after an event that is ${title}, the real one is applied`, async (t) => {
      const { pay, control, clock, simulator, call, post, heard, athm, states } = await createShop(t)
      const bodies: string[] = []
      simulator.deliverWebhooksTo(async (body) => {
        bodies.push(body)
        return { status: 200, body: '' }
      })
      const payment = await pay()
      await control(payment.ecommerceId, 'confirm')
      await clock.advance(5_000)
      const real = JSON.parse(bodies[0] ?? '') as object
      const body = forge(real)
      await call(`webhook/${TOKEN}/`, { method: 'POST', body })
      await clock.advance(5_000)
      await post(`webhook/${TOKEN}/`, real)
      await clock.advance(5_000)
      assert.equal(states().at(-1), 'applied')
      assert.equal(heard().filter((line) => line === 'payment.completed').length, 1)
      const stored = await athm.payments.retrieve(payment.paymentId)
      assert.equal(stored?.customerName, (real as { name: string }).name)
    })
  }

  test('35: forged names and e-mails change no customer', async (t) => {
    const { call, clock, ecommerceId, referenceNumber, payment } = await createPaid(t)
    const before = await payment()
    assert.ok(before?.customerName)
    const forged = {
      transactionType: 'ECOMMERCE',
      status: 'COMPLETED',
      ecommerceId,
      referenceNumber,
      total: 25,
      name: 'Otra Persona',
      email: 'otra@example.com',
      phoneNumber: '7875550100',
    }
    // By the open path whatever it says; by the secret one with another total, or another person's phone.
    await call('webhook/', { method: 'POST', body: JSON.stringify(forged) })
    for (const change of [{ total: 24 }, { phoneNumber: '7875559999' }, { referenceNumber: '1-other' }]) {
      const body = JSON.stringify({ ...forged, ...change })
      await call(`webhook/${TOKEN}/`, { method: 'POST', body })
    }
    await clock.advance(60_000)
    assert.deepEqual(await payment(), before)
  })
})

async function createShop(t: TestContext, options: { trustProxy?: number; dialect?: Dialect } = {}) {
  const sandbox = await createSandbox(t, { webhookTokens: [TOKEN], ...options })
  const { athm, simulator, call } = sandbox
  const told: AnyEvent[] = []
  athm.on('*', (event) => void told.push(event))
  const lastStates = new Map<string, string>()
  const line = /"webhookId":"([^"]+)","status":"(\w+)"/
  simulator.deliverWebhooksTo(async (body) => {
    const answer = await call(`webhook/${TOKEN}/`, { method: 'POST', body })
    return { status: answer.status, body: '' }
  })
  return {
    ...sandbox,
    told,
    /** What became of each delivery that was processed to the end, oldest first. */
    states() {
      for (const logged of sandbox.logged) {
        const [, id, state] = line.exec(logged) ?? []
        if (id !== undefined && state !== undefined) lastStates.set(id, state)
      }
      return [...lastStates.values()]
    },
    /** What the merchant heard, oldest first. */
    heard: () =>
      told.map((event) =>
        event.type === 'webhook.received' ? `${event.type} ${event.webhook.kind}` : event.type,
      ),
    deliver: (body: object) => call(`webhook/${TOKEN}/`, { method: 'POST', body: JSON.stringify(body) }),
    async ask(path: string, body: object) {
      const headers = { 'content-type': 'application/json' }
      const init = { method: 'POST', headers, body: JSON.stringify(body) }
      const answer = await simulator.fetch(new Request(`http://localhost/control/${path}`, init))
      assert.equal(answer.status, 200, await answer.clone().text())
    },
  }
}

/** A shop with one payment of $25.00 that was paid, and whose webhook was applied. */
async function createPaid(t: TestContext, options: { dialect?: Dialect } = {}) {
  const shop = await createShop(t, options)
  const { paymentId, ecommerceId } = await shop.pay()
  await shop.control(ecommerceId, 'confirm')
  await shop.clock.advance(10_000)
  const payment = () => shop.athm.payments.retrieve(paymentId)
  const paid = await payment()
  assert.ok(paid?.status === 'COMPLETED')
  return { ...shop, ecommerceId, payment, referenceNumber: paid.referenceNumber }
}
