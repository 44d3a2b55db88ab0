/** Failures that systems of this kind have had, each shown to be none here: what ATH Móvil's books tell, and trying again. */

import assert from 'node:assert/strict'
import { suite, test, type TestContext } from 'node:test'
import { createSandbox, whileTimePasses, type Sandbox } from '../server/sandbox.ts'

/** A day in Puerto Rico before the sandbox's own. */
const DAY = { fromDate: '2026-03-01', toDate: '2026-03-01' } as const

suite('the books', () => {
  test('22: a webhook that failed is processed when it is asked for again', async (t) => {
    const { athm, clock, call, elsewhere, interfere } = await createShop(t)
    const { ecommerceId, referenceNumber } = await elsewhere({ webhook: false })
    // For now ATH Móvil knows nothing of it.
    const body = '{"status":"error","message":"unknown","errorcode":"BTRA_0031","data":null}'
    interfere(() => Promise.resolve({ status: 400, body }))
    const paid = {
      transactionType: 'ECOMMERCE',
      status: 'COMPLETED',
      ecommerceId,
      referenceNumber,
      total: 25,
    }
    await call('webhook/', { method: 'POST', body: JSON.stringify(paid) })
    await clock.advance(60_000)
    interfere(null)
    const told: string[] = []
    athm.on('payment.completed', ({ payment }) => void told.push(payment.referenceNumber))
    await clock.advance(60_000)
    assert.deepEqual(told, [])
    assert.equal((await athm.webhooks.reprocess()).queued, 1)
    await clock.advance(10_000)
    assert.deepEqual(told, [referenceNumber])
  })

  for (const type of ['ECOMMERCE', 'eCommerce', 'ecommerce']) {
    test(`23: a sync reads rows of type ${type}, tells of a missed payment once, and changes nothing the second time`, async (t) => {
      const { athm, elsewhere, interfere, clock } = await createShop(t)
      await elsewhere({ at: '2026-03-01T16:00:00Z', webhook: false })
      interfere(async (_request, pass) => {
        const answer = await pass()
        return { ...answer, body: answer.body.replaceAll('"ECOMMERCE"', `"${type}"`) }
      })
      const told: string[] = []
      athm.on('payment.completed', ({ source }) => void told.push(source))
      const first = await whileTimePasses(clock, athm.sync(DAY))
      const second = await whileTimePasses(clock, athm.sync(DAY))
      await clock.advance(1_000)
      assert.deepEqual([first.created, second.created, second.updated, second.unchanged], [1, 0, 0, 1])
      assert.deepEqual(told, ['report'])
    })
  }

  test('23: a missed payment of ours completes its own row', async (t) => {
    const { athm, pay, control, clock, interfere } = await createShop(t)
    const payment = await pay()
    await control(payment.ecommerceId, 'confirm')
    // The money moves, and nobody hears of it: not by the answer, not by a reading, not by a webhook.
    let isAway = false
    interfere(async (request, pass) => {
      if (isAway) throw new Error('reset')
      isAway = request.path.endsWith('/authorization')
      const answer = await pass()
      if (isAway) throw new Error('reset')
      return answer
    })
    await clock.advance(120_000)
    interfere(null)
    const { updated, created } = await whileTimePasses(clock, athm.sync())
    const { status } = await payment.status()
    assert.deepEqual([status, updated + created <= 1, created], ['COMPLETED', true, 0])
  })

  test('24: an empty range is in order; an error answer is an error, and the next day goes on', async (t) => {
    const { athm, elsewhere, interfere, clock } = await createShop(t)
    const empty = await whileTimePasses(clock, athm.sync(DAY))
    assert.deepEqual([empty.rows, empty.errors, empty.daysRead], [0, 0, 1])
    await elsewhere({ at: '2026-03-01T16:00:00Z', webhook: false })
    interfere(async (request, pass) => {
      const isFirstDay = request.body?.includes('2026-02-28') ?? false
      return isFirstDay ? { status: 502, body: '<html>Bad Gateway</html>' } : pass()
    })
    const range = { fromDate: '2026-02-28', toDate: '2026-03-01' }
    const summary = await whileTimePasses(clock, athm.sync(range))
    assert.deepEqual(
      [summary.failedDays.map(({ date }) => date), summary.errors, summary.created],
      [['2026-02-28'], 1, 1],
    )
  })

  test('24: a range that is too long is refused before anything is asked', async (t) => {
    const { athm, calls } = await createShop(t)
    await assert.rejects(async () => athm.sync({ fromDate: '2020-01-01', toDate: '2026-03-01' }), RangeError)
    assert.equal(calls.includes('transactionReport'), false)
  })

  test('24: midnight in Puerto Rico parts two days, and each payment is on its own', async (t) => {
    const { athm, elsewhere, clock } = await createShop(t)
    await elsewhere({ at: '2026-03-01T03:59:59Z', webhook: false })
    await elsewhere({ at: '2026-03-01T04:00:00Z', webhook: false })
    const first = await whileTimePasses(clock, athm.sync({ fromDate: '2026-02-28', toDate: '2026-02-28' }))
    const second = await whileTimePasses(clock, athm.sync(DAY))
    assert.deepEqual([first.rows, first.created, second.rows, second.created], [1, 1, 1, 1])
  })
})

async function createShop(
  t: TestContext,
): Promise<Sandbox & { elsewhere(fields: object): Promise<Record<string, unknown>> }> {
  const sandbox = await createSandbox(t)
  sandbox.simulator.deliverWebhooksTo(() => Promise.reject(new Error('lost')))
  return {
    ...sandbox,
    async elsewhere(fields) {
      const body = JSON.stringify({ total: 25, ...fields })
      const headers = { 'content-type': 'application/json' }
      const request = new Request('http://localhost/control/payments', { method: 'POST', headers, body })
      return (await (await sandbox.simulator.fetch(request)).json()) as Record<string, unknown>
    },
  }
}
