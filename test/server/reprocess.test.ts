import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Sandbox } from './sandbox.ts'
import { createSandboxOnFile, type SandboxOnFile } from './on-file.ts'

const TOKEN = 'a-token-of-the-secret-path'

const UNKNOWN = { status: 400, body: '{"status":"error","message":"x","errorcode":"BTRA_0031","data":null}' }

/** Deliveries by their secret address, as the simulator's own. */
function deliver({ call }: Sandbox, body: object | string): Promise<{ status: number }> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return call(`webhook/${TOKEN}/`, { method: 'POST', body: text })
}

const readStates = ({ query }: SandboxOnFile) =>
  query('SELECT state FROM webhook_events ORDER BY received_at, rowid').map(({ state }) => state)

suite('reprocess', () => {
  test('brings in a payment that ATH Móvil did not know yet when its webhook came', async (t) => {
    const sandbox = await createSandboxOnFile(t, { webhookTokens: [TOKEN] })
    const { athm, clock, ask, interfere } = sandbox
    interfere(async () => UNKNOWN)
    const { referenceNumber } = await ask('payments', { total: 12.5, webhook: false })
    await deliver(sandbox, {
      transactionType: 'ECOMMERCE',
      status: 'COMPLETED',
      referenceNumber,
      total: 12.5,
    })
    await clock.advance(60_000)
    assert.deepEqual(readStates(sandbox), ['unmatched'])
    interfere(null)
    const told: string[] = []
    athm.on('payment.completed', ({ payment }) => void told.push(payment.referenceNumber))
    const run = await athm.webhooks.reprocess()
    assert.deepEqual([run.queued, run.skipped, await run.progress()], [1, 0, { waiting: 1, states: {} }])
    await clock.advance(10_000)
    assert.deepEqual(await run.progress(), { waiting: 0, states: { applied: 1 } })
    assert.deepEqual(told, [referenceNumber])
    assert.deepEqual(sandbox.query('SELECT attempts, error FROM webhook_events'), [
      { attempts: 2, error: null },
    ])
  })

  test('has ATH Móvil asked anew about a payment that was given up here', async (t) => {
    const sandbox = await createSandboxOnFile(t, { webhookTokens: [TOKEN] })
    const { athm, clock, pay, interfere, simulator } = sandbox
    simulator.deliverWebhooksTo(() => Promise.reject(new Error('lost')))
    const { ecommerceId, status } = await pay()
    const saying = (word: string, reference: string) =>
      interfere(async (request, pass) => {
        const answer = await pass()
        if (!request.path.endsWith('findPayment')) return answer
        const body = answer.body
          .replace(/"ecommerceStatus":"\w+"/, `"ecommerceStatus":"${word}"`)
          .replace(/"referenceNumber":"[^"]*"/, `"referenceNumber":"${reference}"`)
        return { ...answer, body }
      })
    saying('CANCEL', '')
    await clock.advance(5_000)
    await deliver(sandbox, {
      transactionType: 'ECOMMERCE',
      status: 'COMPLETED',
      ecommerceId,
      referenceNumber: '215070443-late',
      total: 25,
    })
    await clock.advance(600_000)
    assert.deepEqual([readStates(sandbox), (await status()).status], [['unverified'], 'CANCEL'])
    saying('COMPLETED', '215070443-late')
    await clock.advance(600_000)
    assert.equal((await status()).status, 'CANCEL')
    await athm.webhooks.reprocess({ state: 'unverified' })
    await clock.advance(60_000)
    assert.deepEqual([readStates(sandbox), (await status()).status], [['applied'], 'COMPLETED'])
  })

  test('begins anew with what is stuck, instead of waiting for its next turn', async (t) => {
    const sandbox = await createSandboxOnFile(t, { webhookTokens: [TOKEN] })
    const { athm, clock, ask, interfere } = sandbox
    interfere(async ({ path }) => {
      if (path.endsWith('findPayment')) return UNKNOWN
      throw new Error('reset')
    })
    const { ecommerceId, referenceNumber } = await ask('payments', { total: 12.5, webhook: false })
    const told = { status: 'COMPLETED', ecommerceId, referenceNumber, total: 12.5 }
    await deliver(sandbox, { transactionType: 'ECOMMERCE', ...told })
    await clock.advance(200_000)
    const [stuck] = sandbox.query('SELECT state, error, next_at FROM webhook_events')
    assert.deepEqual([stuck?.['state'], stuck?.['error']], ['stranger', 'unreachable'])
    assert.ok(Number(stuck?.['next_at']) > clock.now() + 10_000)
    interfere(null)
    assert.equal((await athm.webhooks.reprocess()).queued, 1)
    await clock.advance(5_000)
    assert.deepEqual(readStates(sandbox), ['applied'])
  })

  test('takes the deliveries of one state, or one by its id, and leaves the others alone', async (t) => {
    const sandbox = await createSandboxOnFile(t, { webhookTokens: [TOKEN] })
    const { athm, clock } = sandbox
    await deliver(sandbox, 'no JSON')
    await clock.advance(1_000)
    await deliver(sandbox, { transactionType: 'nobody knows' })
    await clock.advance(1_000)
    await deliver(sandbox, { transactionType: 'donation', status: 'completed' })
    await clock.advance(1_000)
    assert.deepEqual(readStates(sandbox), ['malformed', 'unmatched', 'ignored'])
    const [malformed, unmatched, ignored] = sandbox
      .query('SELECT id FROM webhook_events ORDER BY received_at')
      .map(({ id }) => String(id))
    const count = async (request: Parameters<typeof athm.webhooks.reprocess>[0]): Promise<number> => {
      const run = await athm.webhooks.reprocess(request)
      const waiting = sandbox
        .query("SELECT id FROM webhook_events WHERE state = 'received'")
        .map(({ id }) => id)
      assert.equal(run.queued, waiting.length)
      await clock.advance(1_000)
      assert.equal((await run.progress()).waiting, 0)
      return run.queued
    }
    assert.equal(await count({ state: 'malformed' }), 1)
    assert.equal(await count({ state: 'unverified' }), 0)
    assert.equal(await count({ state: 'all' }), 2)
    assert.equal(await count({ id: unmatched }), 1)
    assert.deepEqual(readStates(sandbox), ['malformed', 'unmatched', 'ignored'])
    for (const request of [
      { id: ignored },
      { id: 'whk_nobody' },
      { id: malformed, state: 'unmatched' } as const,
    ]) {
      await assert.rejects(athm.webhooks.reprocess(request), { code: 'webhook_not_found' })
    }
  })

  test('of what was applied does nothing: there is nothing left to do', async (t) => {
    const sandbox = await createSandboxOnFile(t, { webhookTokens: [TOKEN] })
    const { athm, clock, pay } = sandbox
    await pay({ phone_number: '7875550101' })
    await clock.advance(20_000)
    assert.equal(readStates(sandbox).includes('applied'), true)
    const run = await athm.webhooks.reprocess()
    assert.deepEqual([run.queued, run.skipped], [0, 0])
  })

  test('in a process that leaves the events to another one calls none of them unheard', async (t) => {
    const { athm, begin, clock, simulator, query } = await createSandboxOnFile(t, { start: false })
    await begin()
    simulator.clock.jump(7_200_000)
    athm.start({ events: false })
    await clock.advance(60_000)
    assert.deepEqual(query('SELECT attempts, delivered_at, unheard_at FROM events ORDER BY seq LIMIT 1'), [
      { attempts: 0, delivered_at: null, unheard_at: null },
    ])
    assert.equal(query("SELECT id FROM events WHERE type = 'payment.expired'").length, 1)
  })

  test('skips and counts the deliveries whose body is not kept any more', async (t) => {
    const sandbox = await createSandboxOnFile(t, { webhookTokens: [TOKEN] })
    const { athm, clock } = sandbox
    await deliver(sandbox, { transactionType: 'nobody knows', phoneNumber: '(787) 555-0199' })
    await deliver(sandbox, { transactionType: 'nobody knows', phoneNumber: '(787) 555-0198' })
    await clock.advance(1_000)
    await athm.customers.erase('787-555-0199')
    const run = await athm.webhooks.reprocess()
    assert.deepEqual([run.queued, run.skipped], [1, 1])
    await clock.advance(1_000)
    assert.deepEqual(readStates(sandbox), ['unmatched', 'unmatched'])
  })
})
