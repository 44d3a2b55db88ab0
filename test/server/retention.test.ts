import assert from 'node:assert/strict'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { createAthmBackend, OptionsError } from '../../server/index.ts'
import { readEnvironment } from '../../server/options.ts'
import { createSimulator } from '../../server/simulator/simulator.ts'
import { createFolder, createSandboxOnFile, type SandboxOnFile } from './on-file.ts'

const TOKEN = 'a-token-of-the-secret-path'
const DAY_MS = 86_400_000

function deliver({ call }: SandboxOnFile, body: object): Promise<{ status: number }> {
  return call(`webhook/${TOKEN}/`, { method: 'POST', body: JSON.stringify(body) })
}

/** Lets days pass at once, and the hourly round after them. */
async function passDays({ simulator, clock }: SandboxOnFile, days: number): Promise<void> {
  simulator.clock.jump(Math.round(days * DAY_MS))
  await clock.advance(10_000)
}

const readRows = ({ query }: SandboxOnFile) =>
  query('SELECT state, length(body) > 0 AS kept FROM webhook_events ORDER BY received_at, rowid').map(
    ({ state, kept }) => `${String(state)}${kept === 1 ? '' : ' (empty)'}`,
  )

const countEvents = ({ query }: SandboxOnFile): number =>
  Number(query("SELECT count(*) AS count FROM events WHERE type = 'webhook.received'")[0]?.['count'])

/** A shop with a delivery of each end, all heard. */
async function createShop(
  t: Parameters<typeof createSandboxOnFile>[0],
  options: Parameters<typeof createSandboxOnFile>[1] = {},
): Promise<SandboxOnFile> {
  const sandbox = await createSandboxOnFile(t, {
    webhookTokens: [TOKEN],
    // The shape of the deliveries below, of which the first is to be the same event as the simulator's own.
    dialect: '2025',
    ...options,
  })
  const { athm, clock, pay, call } = sandbox
  athm.on('webhook.received', () => {})
  const { ecommerceId, status } = await pay({ phone_number: '7875550101' })
  await clock.advance(20_000)
  const paid = { transactionType: 'ECOMMERCE', status: 'COMPLETED', ecommerceId, total: 25 }
  await deliver(sandbox, { ...paid, referenceNumber: (await status()).reference_number })
  await clock.advance(1_000)
  await deliver(sandbox, { ...paid, referenceNumber: 'forged' })
  await clock.advance(1_000)
  await deliver(sandbox, { transactionType: 'nobody knows' })
  await clock.advance(1_000)
  await deliver(sandbox, { transactionType: 'donation', status: 'completed' })
  await clock.advance(1_000)
  await call(`webhook/${TOKEN}/`, { method: 'POST', body: 'no JSON' })
  await clock.advance(60_000)
  assert.deepEqual(readRows(sandbox), [
    'applied',
    'duplicate',
    'unverified',
    'unmatched',
    'ignored',
    'malformed',
  ])
  return sandbox
}

suite('a delivery’s body', () => {
  test('is kept for 90 days; then only what was applied leaves its row, with its key and without its body', async (t) => {
    const sandbox = await createShop(t)
    const [applied] = sandbox.query("SELECT * FROM webhook_events WHERE state = 'applied'")
    await passDays(sandbox, 89)
    assert.equal(readRows(sandbox).length, 6)
    assert.equal(countEvents(sandbox), 6)
    await passDays(sandbox, 1.1)
    assert.deepEqual(readRows(sandbox), ['applied (empty)'])
    assert.equal(countEvents(sandbox), 0)
    const [left] = sandbox.query('SELECT * FROM webhook_events')
    assert.deepEqual({ ...left, body: null }, { ...applied, body: null })
    assert.ok(left?.['key'])
    assert.equal(sandbox.query("SELECT id FROM events WHERE type <> 'webhook.received'").length > 0, true)
    assert.equal(sandbox.query('SELECT id FROM payments').length, 1)
  })

  test('of what was applied is still known when it comes again: nothing is done or told twice', async (t) => {
    const sandbox = await createShop(t)
    const { athm, clock, query } = sandbox
    const body = JSON.parse(
      String(
        query("SELECT CAST(body AS TEXT) AS body FROM webhook_events WHERE state = 'applied'")[0]?.['body'],
      ),
    ) as object
    await passDays(sandbox, 91)
    const told: string[] = []
    athm.on('*', ({ type }) => void told.push(type))
    await deliver(sandbox, body)
    // The same event in other words.
    await deliver(sandbox, { ...body, message: 'again' })
    await clock.advance(60_000)
    assert.deepEqual(readRows(sandbox).slice(0, 1), ['applied (empty)'])
    assert.deepEqual(told, ['webhook.received', 'webhook.received'])
    assert.equal(query("SELECT id FROM webhook_events WHERE state = 'applied'").length, 1)
  })

  test('is kept for ever with 0 days, and for a day with 1', async (t) => {
    const forever = await createShop(t, { webhookRetentionDays: 0 })
    await passDays(forever, 5_000)
    assert.equal(readRows(forever).filter((row) => !row.includes('empty')).length, 6)
    const day = await createShop(t, { webhookRetentionDays: 1 })
    await passDays(day, 0.9)
    assert.equal(readRows(day).length, 6)
    await passDays(day, 0.2)
    assert.deepEqual(readRows(day), ['applied (empty)'])
  })

  for (const [days, sentence] of [
    ['-1', /must not be negative/],
    ['1.5', /must be a whole number of days/],
    ['ninety', /must be a number/],
    ['99999', /must be at most 36500 days/],
  ] as const) {
    test(`is not kept for ${days} days: a sentence says what would do`, () => {
      const options = readEnvironment({ ATHM_WEBHOOK_RETENTION_DAYS: days })
      const isTold = (error: unknown): boolean =>
        error instanceof OptionsError &&
        error.message.startsWith('webhookRetentionDays (ATHM_WEBHOOK_RETENTION_DAYS) ') &&
        sentence.test(error.message)
      assert.throws(() => createAthmBackend({ ...options, upstream: createSimulator() }), isTold)
    })
  }

  test('counts from the last time that it came', async (t) => {
    const sandbox = await createShop(t)
    const { clock } = sandbox
    await passDays(sandbox, 80)
    await deliver(sandbox, { transactionType: 'donation', status: 'completed' })
    await clock.advance(1_000)
    await passDays(sandbox, 20)
    assert.deepEqual(readRows(sandbox), ['applied (empty)', 'ignored'])
    // The event of the first time is over, that of the second isn't.
    assert.equal(countEvents(sandbox), 1)
    await passDays(sandbox, 71)
    assert.deepEqual(readRows(sandbox), ['applied (empty)'])
  })

  test('stays while the delivery is still being worked on', async (t) => {
    const sandbox = await createSandboxOnFile(t, { webhookTokens: [TOKEN] })
    sandbox.interfere(() => Promise.reject(new Error('reset')))
    await deliver(sandbox, {
      transactionType: 'ECOMMERCE',
      status: 'COMPLETED',
      referenceNumber: 'r',
      total: 1,
    })
    await sandbox.clock.advance(10_000)
    await passDays(sandbox, 100)
    assert.deepEqual(readRows(sandbox), ['stranger'])
  })

  test('goes, but not its row, while a handler still has to hear of it; and what nobody wanted to hear goes', async (t) => {
    const sandbox = await createSandboxOnFile(t, { webhookTokens: [TOKEN] })
    const { athm, clock } = sandbox
    let fails = true
    await deliver(sandbox, { transactionType: 'donation', total: 1 })
    await clock.advance(4_000_000)
    athm.on('webhook.received', () => {
      if (fails) throw new Error('not now')
    })
    await deliver(sandbox, { transactionType: 'donation', total: 2 })
    await clock.advance(60_000)
    await passDays(sandbox, 100)
    assert.deepEqual(readRows(sandbox), ['ignored (empty)'])
    assert.equal(countEvents(sandbox), 1)
    fails = false
    await clock.advance(7_300_000)
    assert.deepEqual([readRows(sandbox), countEvents(sandbox)], [[], 0])
  })

  test('of a refund made in the app goes, and the refund still knows which delivery told of it', async (t) => {
    const sandbox = await createSandboxOnFile(t, { webhookTokens: [TOKEN] })
    const { clock, pay, ask, query, simulator, call } = sandbox
    simulator.deliverWebhooksTo(async (body) => {
      const { status } = await call(`webhook/${TOKEN}/`, { method: 'POST', body })
      return { status, body: '' }
    })
    const { ecommerceId } = await pay({ phone_number: '7875550101' })
    await clock.advance(20_000)
    await ask(`tickets/${ecommerceId}/refund`, { amount: 5 })
    await clock.advance(60_000)
    const told = (): unknown => query('SELECT webhook_id FROM refunds')[0]?.['webhook_id']
    const before = told()
    assert.match(String(before), /^whk_/)
    await passDays(sandbox, 100)
    assert.deepEqual(readRows(sandbox), ['applied (empty)', 'applied (empty)'])
    assert.equal(told(), before)
  })

  test('goes in small batches, however many there are, also after a restart', async (t) => {
    const database = join(createFolder(t), 'athm.db')
    const first = await createSandboxOnFile(t, { database, start: false })
    for (let count = 0; count < 1_001; count++) {
      void first.post('webhook/', { transactionType: 'donation', total: count })
    }
    await first.clock.advance(1_000)
    first.athm.start()
    await first.clock.advance(10_000)
    assert.equal(readRows(first).filter((row) => row === 'ignored').length, 1_001)
    first.simulator.clock.jump(100 * DAY_MS)
    await first.athm.close()
    const second = await createSandboxOnFile(t, { database, clock: first.clock, simulator: first.simulator })
    await second.clock.advance(4_000_000)
    await second.clock.advance(10_000)
    assert.deepEqual([readRows(second), countEvents(second)], [[], 0])
  })
})
