import assert from 'node:assert/strict'
import { suite, test, type TestContext } from 'node:test'
import { payTruly, refundInApp, writeWebhook, type Paid } from './paid.ts'
import { openShop, type Shop, type Way } from './shop.ts'

suite('refunds made in the app, as deliveries tell of them', () => {
  for (const [first, second] of [
    [0, 5_000],
    [5_000, 0],
    [300, 40_000],
    [0, 300_000],
  ] as const) {
    test(`are both recorded when told ${first} and ${second} ms after both of them show in the total`, async (t) => {
      const { shop, paid, refund, deliver, states, amounts } = await createPaid(t)
      const told = [await refund('10.00'), await refund('5.00')]
      const [early, late] = first < second ? told : told.toReversed()
      await shop.pass(Math.min(first, second))
      await deliver(early, 'secret')
      await shop.pass(Math.abs(second - first))
      await deliver(late, 'secret')
      await shop.settle(3_600_000)
      assert.deepEqual(amounts(paid), [500, 1000])
      assert.deepEqual(states('refund'), ['applied', 'applied'])
    })
  }

  test('are the real ones, though a forged one of their sum came between them by the open address', async (t) => {
    const { shop, paid, refund, deliver, states, amounts } = await createPaid(t)
    const [ten, five] = [await refund('10.00'), await refund('5.00')]
    await deliver(ten, 'secret')
    await shop.pass(20_000)
    await deliver({ ...five, total: '15.00', dailyTransactionID: '777' }, 'open')
    await shop.pass(20_000)
    await deliver(five, 'secret')
    await shop.settle(3_600_000)
    assert.deepEqual(amounts(paid), [500, 1000])
    assert.deepEqual(states('refund').toSorted(), ['applied', 'applied', 'unverified'])
  })

  test('are applied, though a forged one of the same amount came first by the open address, and are one', async (t) => {
    const { shop, paid, refund, deliver, states, amounts } = await createPaid(t)
    const real = await refund('10.00')
    await deliver({ ...real, dailyTransactionID: '777', message: 'Otra cosa' }, 'open')
    await shop.pass(20_000)
    assert.deepEqual(amounts(paid), [1000])
    await deliver(real, 'secret')
    await shop.settle(3_600_000)
    assert.deepEqual(amounts(paid), [1000])
    assert.deepEqual(states('refund'), ['applied', 'applied'])
  })

  test('that are only told of are never recorded, also when one of the same amount is there', async (t) => {
    const { shop, paid, refund, deliver, states, amounts } = await createPaid(t)
    const real = await refund('10.00')
    await deliver(real, 'secret')
    await shop.settle(60_000)
    for (const [id, way] of [
      ['777', 'secret'],
      ['778', 'open'],
    ] as const) {
      await deliver({ ...real, dailyTransactionID: id, date: '2026-03-02 11:00:00' }, way)
    }
    await shop.settle(3_600_000)
    assert.deepEqual(amounts(paid), [1000])
    assert.deepEqual(states('refund'), ['applied', 'unverified', 'unverified'])
  })

  test('are asked about once a second, however many are told of', async (t) => {
    const { shop, paid, refund, deliver } = await createPaid(t)
    const real = await refund('10.00')
    const before = shop.calls.length
    for (let total = 1; total <= 100; total++) {
      await deliver({ ...real, total: `1.${String(total).padStart(3, '0')}` }, 'secret')
      await shop.pass(50)
    }
    assert.deepEqual(
      shop.calls.slice(before).filter(({ about }) => !isOf(paid, about)),
      [],
    )
    const readings = shop.calls.length - before
    assert.ok(readings >= 3 && readings <= 6, `${readings} readings in five seconds`)
  })
})

test('a payment that waits is read once a second, however many deliveries name it, also at the same moment', async (t) => {
  const { shop, deliver } = await createPaid(t)
  await shop.begin({ phone_number: '7875550177', timeout: 600 })
  await shop.pass(200_000)
  const { tickets } = await shop.ask('tickets?phone=7875550177')
  const ecommerceId = (tickets as readonly { ecommerceId: string }[])[0]?.ecommerceId
  const since = shop.clock.now()
  for (let turn = 0; turn < 50; turn++) {
    const totals = [1, 2, 3].map((total) => turn * 3 + total)
    const bodies = totals.map((total) => ({
      transactionType: 'ECOMMERCE',
      status: 'expired',
      ecommerceId,
      total,
    }))
    await Promise.all(bodies.map((body) => deliver(body, 'secret')))
    await shop.pass(100)
  }
  const readings = shop.calls.filter(({ at, about }) => at >= since && about === ecommerceId)
  for (const [index, { at }] of readings.entries()) {
    const pauseMs = at - (readings[index - 1]?.at ?? -Infinity)
    assert.ok(pauseMs >= 1_000, `${pauseMs} ms after the one before`)
  }
  assert.ok(readings.length >= 4)
})

const isOf = (paid: Paid, about: string | null): boolean =>
  about === paid.ecommerceId || about === paid.referenceNumber

/** A shop with one payment that was paid, of which refunds are made in the app. */
async function createPaid(t: TestContext) {
  const shop: Shop = await openShop({ seed: 1 })
  t.after(() => shop.close())
  const paid = await payTruly(shop, 'own')
  return {
    shop,
    paid,
    /** Makes a refund, and returns what ATH Móvil would deliver. */
    async refund(amount: string): Promise<Record<string, unknown>> {
      await refundInApp(shop, paid, amount)
      return writeWebhook(shop, paid, { kind: 'refund', generation: '2025' })
    },
    async deliver(body: object | undefined, way: Way): Promise<void> {
      assert.equal(await shop.deliver(JSON.stringify(body), way), 200)
    },
    /** What became of the deliveries of a kind. */
    states: (kind: string) =>
      shop
        .read<{ state: string }>(
          `select state from webhook_events where kind = '${kind}' order by received_at, id`,
        )
        .map(({ state }) => state),
    /** The amounts of the refunds that are in the books, in cents. */
    amounts(of: Paid): number[] {
      const rows = shop.read<{ amount_cents: number }>(
        `select amount_cents from refunds where payment_id in
          (select id from payments where reference_number = '${of.referenceNumber}') order by amount_cents`,
      )
      return rows.map(({ amount_cents: amount }) => amount)
    },
  }
}
