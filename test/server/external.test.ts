import assert from 'node:assert/strict'
import { suite, test, type TestContext } from 'node:test'
import type { AnyEvent } from '../../server/index.ts'
import type { Dialect } from '../../server/simulator/simulator.ts'
import { createSandbox, type Answer, type Sandbox } from './sandbox.ts'

const TOKEN = 'a-token-of-the-secret-path'

suite('a payment begun elsewhere', () => {
  test('becomes a payment, a customer and an event by its webhook alone', async (t) => {
    // By that of 2020, which has no ecommerceId, it is looked up by its reference, and gets none.
    const { elsewhere, clock, told, payment } = await createShop(t, { dialect: '2025' })
    await elsewhere({ total: 25, phone: '7875551234', metadata1: 'order-7', metadata2: 'by phone' })
    await clock.advance(5_000)
    const found = payment()
    assert.deepEqual(
      [found.origin, found.status, found.total, found.metadata1, found.metadata2],
      ['external', 'COMPLETED', 2500, 'order-7', 'by phone'],
    )
    assert.deepEqual([found.phone, found.fee, found.net], ['7875551234', 63, 2437])
    assert.ok(found.customerName !== null && found.customerEmail !== null && found.ecommerceId !== null)
    assert.deepEqual(told(), ['payment.completed webhook'])
  })

  test('is found by a webhook without ecommerceId too, by its reference', async (t) => {
    const { elsewhere, clock, told, payment, ask } = await createShop(t)
    const ticket = await elsewhere({ total: 25, webhook: false })
    await ask('webhooks', {
      kind: 'ecommerce_completed',
      generation: '2020',
      referenceNumber: ticket['referenceNumber'],
    })
    await clock.advance(5_000)
    assert.equal(payment().referenceNumber, ticket['referenceNumber'])
    assert.deepEqual(told(), ['payment.completed webhook'])
  })

  test('is told once, however often and in whatever generation of shapes it comes', async (t) => {
    const { elsewhere, clock, told, payment, ask, sandbox } = await createShop(t)
    const { referenceNumber, ecommerceId } = await elsewhere({ total: 25, webhook: false })
    const kind = 'ecommerce_completed'
    await ask('webhooks', { kind, generation: '2020', referenceNumber, times: 3 })
    await clock.advance(3_000)
    assert.equal(payment().ecommerceId, null)
    await ask('webhooks', { kind, generation: '2025', ecommerceId, times: 3 })
    await clock.advance(10_000)
    const { paymentId } = payment()
    assert.equal((await sandbox.athm.payments.retrieve(paymentId))?.ecommerceId, ecommerceId)
    assert.deepEqual(told(), ['payment.completed webhook'])
  })

  for (const [act, kind, status] of [
    ['refuse', 'ecommerce_cancelled', 'CANCEL'],
    ['expire', 'ecommerce_expired', 'EXPIRED'],
  ] as const) {
    test(`that ended as ${status} is told by that name`, async (t) => {
      const { clock, told, ask, vendorTicket, shopPayments } = await createShop(t)
      const ecommerceId = await vendorTicket()
      await ask(`tickets/${ecommerceId}/${act}`, {})
      // Expired webhooks of 2020 have no id: one of the newer shape does.
      await ask('webhooks', { kind, generation: '2025', ecommerceId, overrides: { ecommerceId } })
      await clock.advance(10_000)
      assert.deepEqual(
        shopPayments().map(({ payment }) => payment.status),
        [status],
      )
      assert.deepEqual(told(), [`payment.${status === 'CANCEL' ? 'cancelled' : 'expired'} webhook`])
    })
  }

  test('that upstream does not know is not made, whatever a webhook says', async (t) => {
    const { clock, told, deliver, calls } = await createShop(t)
    for (let index = 0; index < 20; index++) {
      await deliver({
        transactionType: 'ECOMMERCE',
        status: 'COMPLETED',
        ecommerceId: `0ab257f5-3837-11ed-855f-9b4af5a393${index + 10}`,
        referenceNumber: `215070443-${index}`,
        total: 25,
      })
    }
    const before = calls.length
    await clock.advance(10_000)
    assert.ok(calls.length - before <= 11, `${calls.length - before} readings in ten seconds`)
    await clock.advance(60_000)
    assert.deepEqual(told(), [])
  })

  test('of another total than the webhook says is not taken from that webhook', async (t) => {
    const { elsewhere, clock, told, ask } = await createShop(t)
    const { ecommerceId } = await elsewhere({ total: 25, webhook: false })
    await ask('webhooks', {
      kind: 'ecommerce_completed',
      generation: '2025',
      ecommerceId,
      overrides: { total: 1 },
    })
    await clock.advance(60_000)
    assert.deepEqual(told(), [])
  })

  test('names nobody by a webhook that came by the open path', async (t) => {
    const { elsewhere, clock, payment, ask, sandbox } = await createShop(t)
    const { ecommerceId } = await elsewhere({ total: 25, webhook: false })
    sandbox.simulator.deliverWebhooksTo(async (body) =>
      toUpstreamAnswer(await sandbox.call('webhook/', { method: 'POST', body })),
    )
    await ask('webhooks', { kind: 'ecommerce_completed', generation: '2025', ecommerceId })
    await clock.advance(5_000)
    assert.deepEqual([payment().customerName, payment().customerEmail, payment().phone], [null, null, null])
  })

  test('can be refunded by its reference alone, where nobody has told its ecommerceId', async (t) => {
    const { elsewhere, clock, payment, ask, sandbox } = await createShop(t)
    const { referenceNumber } = await elsewhere({ total: 25, webhook: false })
    await ask('webhooks', { kind: 'ecommerce_completed', generation: '2020', referenceNumber })
    await clock.advance(5_000)
    assert.equal(payment().ecommerceId, null)
    const refund = await sandbox.athm.refunds.create({
      referenceNumber: String(referenceNumber),
      amount: '5.00',
      idempotencyKey: 'a',
    })
    assert.equal(refund.status, 'succeeded')
  })

  test('whose customer was erased names nobody again, whatever comes later', async (t) => {
    const { elsewhere, clock, payment, ask, sandbox } = await createShop(t)
    const { ecommerceId } = await elsewhere({ total: 25, phone: '7875551234' })
    await clock.advance(5_000)
    const { paymentId, customerName } = payment()
    assert.ok(customerName)
    await sandbox.athm.customers.erase('7875551234')
    await ask('webhooks', {
      kind: 'ecommerce_completed',
      generation: '2025',
      ecommerceId,
      overrides: { message: 'otra vez' },
    })
    await clock.advance(5_000)
    await sandbox.athm.sync()
    const stored = await sandbox.athm.payments.retrieve(paymentId)
    assert.deepEqual([stored?.phone, stored?.customerName, stored?.customerEmail], [null, null, null])
    assert.equal(await sandbox.athm.customers.retrieve('7875551234'), undefined)
  })

  test('can be refunded like any other', async (t) => {
    const { elsewhere, clock, payment, sandbox } = await createShop(t)
    await elsewhere({ total: 25 })
    await clock.advance(5_000)
    const { referenceNumber } = payment()
    const refund = await sandbox.athm.refunds.create({
      referenceNumber: referenceNumber ?? '',
      amount: '5.00',
      idempotencyKey: 'a',
    })
    assert.equal(refund.status, 'succeeded')
  })
})

suite("a refund made in ATH Móvil's own app", () => {
  for (const generation of ['2020', '2025'] as const) {
    test(`is found by its webhook of ${generation}, told once, and leaves less to refund`, async (t) => {
      const { elsewhere, clock, told, payment, ask, sandbox } = await createShop(t)
      const { ecommerceId } = await elsewhere({ total: 25 })
      await clock.advance(5_000)
      sandbox.simulator.deliverWebhooksTo(() => Promise.reject(new Error('lost')))
      await ask(`tickets/${String(ecommerceId)}/refund`, { amount: 10, message: 'Faltó un café' })
      await clock.advance(5_000)
      sandbox.reconnect()
      await ask('webhooks', { kind: 'refund', generation, ecommerceId, times: 3 })
      await clock.advance(30_000)
      assert.deepEqual(told(), ['payment.completed webhook', 'refund.sent webhook'])
      assert.equal(payment().refunded, 1000)
      const { referenceNumber } = payment()
      const more = { referenceNumber: referenceNumber ?? '', amount: '15.01', idempotencyKey: 'a' }
      await assert.rejects(sandbox.athm.refunds.create(more), { code: 'refund_too_large' })
    })
  }

  test('two of one payment, for the same cents, are two', async (t) => {
    const { elsewhere, clock, told, payment, ask } = await createShop(t)
    const { ecommerceId } = await elsewhere({ total: 25 })
    await clock.advance(5_000)
    await ask(`tickets/${String(ecommerceId)}/refund`, { amount: 5 })
    await clock.advance(1_500)
    await ask(`tickets/${String(ecommerceId)}/refund`, { amount: 5 })
    await clock.advance(60_000)
    assert.equal(told().filter((line) => line.startsWith('refund.sent')).length, 2)
    assert.equal(payment().refunded, 1000)
  })

  test('that a webhook only pretends changes nothing', async (t) => {
    const { elsewhere, clock, told, payment, ask } = await createShop(t)
    const { ecommerceId } = await elsewhere({ total: 25 })
    await clock.advance(5_000)
    await ask('webhooks', {
      kind: 'refund',
      generation: '2025',
      ecommerceId,
      overrides: { total: '20.00', dailyTransactionID: '77' },
    })
    await clock.advance(3_600_000)
    assert.deepEqual(told(), ['payment.completed webhook'])
    assert.equal(payment().refunded, 0)
  })

  test('and ours, told by webhooks in any order, are each counted once', async (t) => {
    const { elsewhere, clock, told, payment, ask, sandbox } = await createShop(t)
    const { ecommerceId } = await elsewhere({ total: 25 })
    await clock.advance(5_000)
    const referenceNumber = payment().referenceNumber ?? ''
    await sandbox.athm.refunds.create({ referenceNumber, amount: '5.00', idempotencyKey: 'a' })
    await ask(`tickets/${String(ecommerceId)}/refund`, { amount: 5 })
    await clock.advance(120_000)
    assert.equal(payment().refunded, 1000)
    assert.deepEqual(
      told().toSorted(),
      ['payment.completed webhook', 'refund.sent api', 'refund.sent webhook'].toSorted(),
    )
  })
})

/** A shop that has the server for webhooks alone, by the secret address, and has never begun a payment with it. */
async function createShop(t: TestContext, options: { dialect?: Dialect } = {}) {
  const sandbox = await createSandbox(t, { webhookTokens: [TOKEN], ...options })
  const events: AnyEvent[] = []
  sandbox.athm.on('*', (event) => void events.push(event))
  const deliver = (body: object): Promise<Answer> =>
    sandbox.call(`webhook/${TOKEN}/`, { method: 'POST', body: JSON.stringify(body) })
  const ask = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const request = new Request(`http://localhost/control/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const answer = (await (await sandbox.simulator.fetch(request)).json()) as Record<string, unknown>
    assert.equal(answer['error'], undefined, JSON.stringify(answer))
    return answer
  }
  const connect = (): void =>
    sandbox.simulator.deliverWebhooksTo(async (body) =>
      toUpstreamAnswer(await sandbox.call(`webhook/${TOKEN}/`, { method: 'POST', body })),
    )
  connect()
  const facts = () => events.filter((event) => event.type !== 'webhook.received')
  return {
    sandbox: { ...sandbox, reconnect: connect } satisfies Sandbox & { reconnect(): void },
    clock: sandbox.clock,
    calls: sandbox.calls,
    deliver,
    ask,
    /** A payment with the vendor's own button, or another till. */
    elsewhere: (body: object) => ask('payments', body),
    told: () => facts().map(({ type, source }) => `${type} ${source}`),
    shopPayments: () => facts(),
    payment: () => {
      const last = facts().at(-1)
      assert.ok(last && last.payment.status === 'COMPLETED')
      return last.payment
    },
    async vendorTicket() {
      const { publicToken } = sandbox.simulator.credentials
      const { body } = await sandbox.simulator.send(
        {
          host: 'payments',
          method: 'POST',
          path: '/api/business-transaction/ecommerce/payment',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({
            env: 'production',
            publicToken,
            timeout: '600',
            total: '25.00',
            tax: '0.00',
            subtotal: '0.00',
            metadata1: 'a',
            metadata2: 'b',
            items: [],
            phoneNumber: '7875550100',
          }),
        },
        new AbortController().signal,
      )
      return (JSON.parse(body) as { data: { ecommerceId: string } }).data.ecommerceId
    },
  }
}

function toUpstreamAnswer({ status, body }: Answer): { status: number; body: string } {
  return { status, body: JSON.stringify(body) }
}
