import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createSandbox, whileTimePasses } from './sandbox.ts'

suite('a sync while the shop is open', () => {
  test('that takes a history in quietly still tells of a payment of ours that is just being paid', async (t) => {
    const { athm, pay, control, clock, interfere } = await createSandbox(t)
    const told: string[] = []
    athm.on('payment.completed', ({ source }) => void told.push(source))
    const payment = await pay()
    let release = (): void => {}
    interfere(async (request, pass) => {
      const answer = await pass()
      if (request.path.endsWith('/authorization')) await new Promise<void>((resolve) => (release = resolve))
      return answer
    })
    await control(payment.ecommerceId, 'confirm')
    await clock.advance(1_500)
    const { updated } = await whileTimePasses(clock, athm.sync({ events: false }))
    release()
    await clock.advance(120_000)
    assert.deepEqual([updated, told], [1, ['report']])
  })

  test('does not hold up the server that stops, though ATH Móvil answers none of its questions', async (t) => {
    const { athm, pay, clock, interfere, simulator } = await createSandbox(t, { start: false })
    const words = { metadata1: 'order', metadata2: 'web' }
    for (let nth = 0; nth < 30; nth++) {
      const body = JSON.stringify({ total: 25, webhook: false, ...words })
      const headers = { 'content-type': 'application/json' }
      const request = new Request('http://localhost/control/payments', { method: 'POST', headers, body })
      await simulator.fetch(request)
    }
    // One of ours with the same words: each row of the report has to be asked about.
    await pay({ metadata_1: 'order', metadata_2: 'web' })
    interfere((request, pass) => (request.path.endsWith('findPayment') ? new Promise(() => {}) : pass()))
    const syncing = athm.sync()
    await clock.advance(10)
    const toldAt = clock.now()
    await whileTimePasses(clock, athm.close())
    const summary = await syncing
    assert.ok(clock.now() - toldAt <= 20_000, `${clock.now() - toldAt} ms`)
    assert.notEqual(summary.stoppedBefore, null)
  })
})
