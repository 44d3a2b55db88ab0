import assert from 'node:assert/strict'
import { chmodSync, closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { suite, test } from 'node:test'
import { toNodeListener } from '../../server/adapters/node.ts'
import { createAthmBackend, type Check } from '../../server/index.ts'
import { createSimulator } from '../../server/simulator/simulator.ts'
import { examine, listen } from './examine.ts'
import { createFolder, createSandboxOnFile } from './on-file.ts'
import { createSandbox, whileTimePasses } from './sandbox.ts'

const NEWEST = 'q8Zr3vT1mXw7Lk2pYb6N'
const OLDER = 'd5Gh9sKc4JfR0uVa1ExM'
const SECRET_KEY = 'pL4xV9mR2tQ7wZ1nB6kD3yH8sJ5cF0gA'

suite('the doctor', () => {
  test('finds nothing wrong with a backend that is well, and shows no secret', async (t) => {
    const sandbox = await createSandboxOnFile(t, { webhookTokens: [NEWEST, OLDER], secretKey: SECRET_KEY })
    const { athm, clock, simulator } = sandbox
    const port = await listen(t, toNodeListener(athm.fetch))
    await athm.webhooks.install(`http://127.0.0.1:${port}/athm/webhook/`)
    const payment = await sandbox.pay({ phone_number: '7875550101' })
    await clock.advance(20_000)
    const { checks, find } = await examine(athm)
    assert.deepEqual(
      checks.filter(({ state, advice }) => state !== 'ok' || advice !== null),
      [],
    )
    assert.match(find('webhook')[1], /\/athm\/webhook\/…\/ was installed on 2026-03-02 16:00 UTC\./)
    assert.match(find('address')[1], /answers a GET with 404, as athm-button does/)
    const shown = JSON.stringify(checks)
    for (const secret of [
      NEWEST,
      OLDER,
      SECRET_KEY,
      payment.secret,
      simulator.credentials.publicToken,
      simulator.credentials.privateToken,
    ]) {
      assert.equal(shown.includes(secret), false)
    }
  })

  test('leaves no delivery behind when it knocks', async (t) => {
    const sandbox = await createSandboxOnFile(t, { webhookTokens: [NEWEST] })
    const port = await listen(t, toNodeListener(sandbox.athm.fetch))
    await sandbox.athm.webhooks.install(`http://127.0.0.1:${port}/athm/webhook/`)
    await examine(sandbox.athm)
    assert.deepEqual(sandbox.query('SELECT id FROM webhook_events'), [])
  })

  test('tells when ATH Móvil does not take the tokens', async (t) => {
    const { athm, interfere } = await createSandbox(t)
    interfere(async () => ({
      status: 401,
      body: '{"status":"error","message":"Invalid authorization token","errorcode":"BTRA_0401","data":null}',
    }))
    const { find } = await examine(athm)
    assert.deepEqual(find('tokens').slice(0, 2), [
      'failure',
      'The simulator does not take the tokens (BTRA_0401).',
    ])
    assert.equal(find('upstream')[0], 'ok')
  })

  const silences: readonly (readonly [
    title: string,
    state: Check['state'],
    sentence: RegExp,
    how: () => Promise<{ status: number; body: string }>,
  ])[] = [
    ['can not be reached', 'failure', /can not be reached/, () => Promise.reject(new Error('ENOTFOUND'))],
    ['never answers', 'failure', /did not answer in time/, () => new Promise<never>(() => {})],
    [
      'answers with a page',
      'warning',
      /nothing that can be understood/,
      async () => ({ status: 502, body: '<html>Bad gateway</html>' }),
    ],
  ]
  for (const [title, state, sentence, how] of silences) {
    test(`tells when ATH Móvil ${title}, and does not guess about the tokens`, async (t) => {
      const { athm, interfere, clock } = await createSandbox(t)
      interfere(how)
      const { find } = await whileTimePasses(clock, examine(athm))
      assert.equal(find('upstream')[0], state)
      assert.match(find('upstream')[1], sentence)
      assert.deepEqual(find('tokens').slice(0, 2), ['warning', 'Whether the tokens are taken is not known.'])
    })
  }

  test('takes the report’s word for the tokens where the search answers oddly', async (t) => {
    const { athm, interfere, calls } = await createSandbox(t)
    interfere((request, pass) =>
      request.path.endsWith('searchTransaction') ? Promise.resolve({ status: 200, body: '' }) : pass(),
    )
    const { find } = await examine(athm)
    assert.deepEqual([find('upstream')[0], find('tokens')[0]], ['ok', 'ok'])
    assert.ok(calls.includes('transactionReport'))
  })

  test('asks ATH Móvil for nothing that moves money or changes anything', async (t) => {
    const { athm, calls, movements } = await createSandbox(t, { start: false })
    await examine(athm)
    assert.deepEqual(calls.toSorted(), ['findPayment', 'searchTransaction'])
    assert.deepEqual(await movements(), [])
  })
})

suite('the doctor, of the database,', () => {
  test('that can not be opened, tells so, and nothing else fails with it', async () => {
    const athm = createAthmBackend({
      upstream: createSimulator(),
      database: '/nonexistent/athm.db',
      log: { info() {}, warn() {}, error() {} },
    })
    const { find, checks } = await examine(athm)
    assert.match(find('database')[1], /can not be opened: unable to open database file/)
    assert.equal(checks.filter(({ state }) => state === 'failure').length, 1)
    await athm.close()
  })

  test('that is damaged, tells so', async (t) => {
    const file = join(createFolder(t), 'athm.db')
    const first = await createSandboxOnFile(t, { database: file, limits: null })
    for (let count = 0; count < 60; count++)
      await first.begin({ items: [{ name: 'x'.repeat(100), quantity: 1, price: '25.00' }] })
    await whileTimePasses(first.clock, first.athm.close())
    const pages = new DatabaseSync(file)
    pages.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    const { rootpage } = pages.prepare("SELECT rootpage FROM sqlite_master WHERE name = 'journal'").get() as {
      rootpage: number
    }
    pages.close()
    const handle = openSync(file, 'r+')
    writeSync(handle, Buffer.alloc(4096, 0x5a), 0, 4096, (rootpage - 1) * 4096)
    closeSync(handle)
    const { athm } = await createSandbox(t, { database: file, start: false })
    const [state, message, advice] = (await examine(athm)).find('database')
    assert.equal(state, 'failure', message)
    assert.match(message, /is damaged/)
    assert.match(advice ?? '', /restore a backup/)
  })

  test('that another process holds, tells that it can not be written to', async (t) => {
    const sandbox = await createSandboxOnFile(t)
    const other = new DatabaseSync(sandbox.file)
    t.after(() => other.close())
    other.exec('BEGIN IMMEDIATE')
    const { find } = await examine(sandbox.athm)
    assert.match(find('writing')[1], /can not be written to: database is locked/)
    assert.equal(find('database')[0], 'ok')
    other.exec('COMMIT')
    assert.equal((await examine(sandbox.athm)).find('writing')[0], 'ok')
  })

  test('that others may read, tells so', async (t) => {
    const sandbox = await createSandboxOnFile(t)
    assert.equal((await examine(sandbox.athm)).find('rights')[0], 'ok')
    chmodSync(sandbox.file, 0o644)
    assert.equal((await examine(sandbox.athm)).find('rights')[0], 'warning')
  })
})

suite('the doctor, of what waits,', () => {
  test('notices that nobody watches', async (t) => {
    const { athm, begin, clock, simulator } = await createSandbox(t, { start: false })
    await begin()
    await clock.advance(10_000)
    assert.equal((await examine(athm)).find('watching')[0], 'ok')
    simulator.clock.jump(600_000)
    const [state, message] = (await examine(athm)).find('watching')
    assert.deepEqual(
      [state, message],
      ['warning', '1 payment should have been looked at minutes ago, and nobody did.'],
    )
  })

  test('names an outcome that has not been known for long, and then the review', async (t) => {
    const { athm, pay, control, clock, interfere } = await createSandbox(t)
    const { ecommerceId, paymentId } = await pay()
    await control(ecommerceId, 'confirm')
    let isAway = false
    interfere((request, pass) => {
      isAway ||= request.path.endsWith('authorization')
      return isAway ? Promise.reject(new Error('reset')) : pass()
    })
    await clock.advance(180_000)
    const waiting = (await examine(athm)).find('calls')
    assert.equal(waiting[0], 'warning', waiting[1])
    assert.ok(waiting[1].includes(paymentId))
    await clock.advance(900_000)
    const [state, message] = (await examine(athm)).find('reviews')
    assert.equal(state, 'warning', message)
    assert.ok(message.includes(paymentId))
  })

  test('tells of an event whose handler fails, and of none that only waits for one', async (t) => {
    const { athm, begin, clock } = await createSandbox(t)
    await begin()
    await clock.advance(10_000)
    assert.equal((await examine(athm)).find('events')[0], 'ok')
    athm.on('payment.initiated', () => {
      throw new Error('no')
    })
    await clock.advance(60_000)
    const [state, message] = (await examine(athm)).find('events')
    assert.equal(state, 'warning')
    assert.match(message, /^1 event not delivered yet, the oldest for 1 minute; one was tried \d times\.$/)
  })

  test('tells of deliveries that are stuck, and of those that came to nothing', async (t) => {
    const { athm, clock, post, interfere } = await createSandbox(t)
    interfere((request, pass) =>
      request.path.endsWith('searchTransaction') && request.body?.includes('215') === true
        ? Promise.reject(new Error('reset'))
        : pass(),
    )
    const body = { transactionType: 'ECOMMERCE', status: 'COMPLETED', total: 5 }
    await post('webhook/', { ...body, referenceNumber: '215070443-1' })
    await post('webhook/', { ...body, transactionType: 'nobody knows' })
    await clock.advance(1_200_000)
    const { find } = await examine(athm)
    assert.deepEqual(find('deliveries').slice(0, 2), [
      'warning',
      '1 delivery being worked on, the oldest for 20 minutes.',
    ])
    assert.deepEqual(find('webhooks').slice(0, 2), [
      'warning',
      'Deliveries of the last 24 hours that came to nothing: 1 unmatched.',
    ])
  })
})
