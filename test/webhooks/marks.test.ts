import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { openShop } from './shop.ts'

/** Whoever knows what is written on our ticket can write it on another one, and pay that. */
suite("a payment begun elsewhere that bears our payment's words", () => {
  for (const [title, words] of [
    ['our mark in both places', (mark: string) => ({ metadata1: mark, metadata2: mark })],
    ['our mark behind words of its own', (mark: string) => ({ metadata1: 'order-7', metadata2: mark })],
    ["the shop's words", () => ({ metadata1: 'order-7', metadata2: 'by the window' })],
  ] as const) {
    for (const generation of ['2020', '2025'] as const) {
      test(`${title}, told in ${generation}: is another payment, and ours still waits`, async (t) => {
        const shop = await openShop({ seed: 1, ear: 'facts' })
        t.after(() => shop.close())
        const ours = await shop.begin({
          total: '25.00',
          timeout: 600,
          ...(title === "the shop's words" && { metadata_1: 'order-7', metadata_2: 'by the window' }),
        })
        await shop.pass(30_000)
        const [row] = shop.read<{ correlation_id: string }>('select correlation_id from payments')
        const theirs = await shop.ask('payments', {
          total: '25.00',
          phone: '7875551234',
          webhook: false,
          ...words(row?.correlation_id ?? ''),
        })
        const order = { kind: 'ecommerce_completed', generation, ecommerceId: theirs['ecommerceId'] }
        const { webhooks } = await shop.ask('webhooks', order)
        const [sent] = webhooks as readonly { body: object }[]
        assert.equal(await shop.deliver(JSON.stringify(sent?.body), 'secret'), 200)
        assert.ok(await shop.settle(120_000))
        assert.equal((await shop.athm.payments.retrieve(ours))?.status, 'OPEN')
        const others = shop.read<{ status: string; origin: string; reference_number: string }>(
          `select status, origin, reference_number from payments where id <> '${ours}'`,
        )
        assert.deepEqual(
          others.map(({ status, origin, reference_number: reference }) => [status, origin, reference]),
          [['COMPLETED', 'external', theirs['referenceNumber']]],
        )
        const facts = shop.told.filter(({ type }) => type.startsWith('payment.')).map(({ type }) => type)
        assert.deepEqual(facts, ['payment.initiated', 'payment.completed'])
      })
    }
  }
})
