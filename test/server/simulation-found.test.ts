/** What the simulation and those who wrote it found: each case as short as it can be. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSandbox, whileTimePasses } from './sandbox.ts'

test('a refund that never took effect is not taken for the one before it, which shows only now', async (t) => {
  const sandbox = await createSandbox(t)
  const { athm, clock, simulator } = sandbox
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ refunded_totals: 'late' })
  await simulator.fetch(new Request('http://localhost/control/businesses', { method: 'POST', headers, body }))
  const payment = await sandbox.pay()
  await sandbox.control(payment.ecommerceId, 'confirm')
  await clock.advance(5_000)
  const referenceNumber = (await payment.status()).reference_number ?? ''
  const send = (idempotencyKey: string) =>
    whileTimePasses(clock, athm.refunds.create({ referenceNumber, amount: '5.00', idempotencyKey }))

  const first = await send('first')
  assert.equal(first.status, 'succeeded')
  await clock.advance(5_000)
  simulator.faults.add({ endpoint: 'refund', kind: 'drop_before' })
  const second = await send('second')
  await clock.advance(120_000)

  assert.equal((await sandbox.refunds()).length, 1)
  assert.equal((await athm.refunds.retrieve(second.refundId))?.status, 'review')
})
