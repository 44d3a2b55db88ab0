import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { PassThrough } from 'node:stream'
import { suite, test, type TestContext } from 'node:test'
import { askYes } from '../../server/cli/ask.ts'
import { runCommand, startServer, type ServerProcess } from './server-process.ts'
import { pay, post } from './shopper.ts'

const TOKEN = 'q8Zr3vT1mXw7Lk2pYb6N'

function createFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'athm-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A simulator in one process, and the environment of a shop on it in others. */
async function createShop(t: TestContext) {
  const elsewhere = await startServer()
  t.after(() => elsewhere.stop())
  const simulator = `${elsewhere.url}/simulator`
  const database = join(createFolder(t), 'athm.db')
  const environment = {
    ATHM_UPSTREAM_URL: simulator,
    ATHM_DATABASE_URL: database,
    ATHM_WEBHOOK_TOKEN: TOKEN,
  }
  return {
    simulator,
    environment,
    async start(args: readonly string[] = []): Promise<ServerProcess> {
      const server = await startServer(environment, 'sources', args)
      t.after(() => server.stop())
      return server
    },
    run: (args: readonly string[], more: Record<string, string> = {}) =>
      runCommand(args, { ...environment, ...more }),
    query(sql: string): Record<string, unknown>[] {
      const reader = new DatabaseSync(database, { readOnly: true })
      try {
        return reader
          .prepare(sql)
          .all()
          .map((row) => Object.assign({}, row))
      } finally {
        reader.close()
      }
    },
    async ask(path: string, body?: object): Promise<Record<string, unknown>> {
      const answer = body
        ? await post(`${simulator}/control/${path}`, body)
        : await fetch(`${simulator}/control/${path}`)
      return (await answer.json()) as Record<string, unknown>
    },
  }
}

/** Asks again and again until it is so. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20))
}

suite('athm-button install-webhook', () => {
  test('warns, installs the address with its token, and shows it without; deliveries then arrive by it', async (t) => {
    const shop = await createShop(t)
    const server = await shop.start()
    const { exitCode, printed } = await shop.run(['install-webhook', `${server.url}/athm/webhook/`])
    assert.deepEqual(
      [exitCode, printed],
      [
        0,
        `ATH Móvil will deliver every webhook to ${server.url}/athm/webhook/…/, and any other listener of this account is replaced.\n` +
          `Installed: ATH Móvil delivers to ${server.url}/athm/webhook/…/.\n`,
      ],
    )
    await pay(server, { total: '5.00' })
    await until(() => shop.query("SELECT id FROM webhook_events WHERE state = 'applied'").length === 1)
    assert.deepEqual(
      shop.query('SELECT way FROM webhook_events').map(({ way }) => way),
      ['secret'],
    )
  })

  test('takes the address of the environment, and prints JSON alone for machines', async (t) => {
    const shop = await createShop(t)
    const url = { ATHM_WEBHOOK_URL: 'http://localhost:8787/my-webhook' }
    const { exitCode, printed } = await shop.run(['install-webhook', '--json'], url)
    assert.equal(exitCode, 0)
    const line = printed.split('\n').find((each) => each.startsWith('{')) ?? ''
    const { url: shown, warnings } = JSON.parse(line) as { url: string; warnings: string[] }
    assert.equal(shown, url.ATHM_WEBHOOK_URL)
    assert.match(warnings.join(), /none of the tokens/)
  })

  test('exits 2 with a sentence for a wrong address or a wrong call, and nothing is subscribed', async (t) => {
    const shop = await createShop(t)
    for (const [args, sentence] of [
      [[], /^Say where ATH Móvil is to deliver/],
      [['https://10.0.0.1/athm/webhook/'], /^10\.0\.0\.1 is no address of the public internet/],
      [['https://localhost/', 'https://localhost/'], /^Name one address/],
    ] as const) {
      const { exitCode, printed } = await shop.run(['install-webhook', ...args])
      assert.equal(exitCode, 2, printed)
      assert.match(printed, sentence)
    }
    const { businesses } = (await shop.ask('businesses')) as { businesses: { listener: unknown }[] }
    assert.equal(businesses[0]?.listener, null)
  })

  test('exits 1 when ATH Móvil refuses or can not be reached, and 2 where there is none to ask', async (t) => {
    const shop = await createShop(t)
    const args = ['install-webhook', 'http://localhost:8787/athm/webhook/']
    const tokens = { ATHM_MODE: 'sandbox', ATHM_PUBLIC_TOKEN: 'nobody', ATHM_PRIVATE_TOKEN: 'nobody' }
    const refused = await shop.run(args, tokens)
    assert.equal(refused.exitCode, 1)
    assert.match(
      refused.printed,
      /ATH Móvil refused to deliver to this address \(BTRA_0401\)\. Nothing was changed\.\n$/,
    )
    const away = await shop.run(args, { ...tokens, ATHM_UPSTREAM_URL: 'http://127.0.0.1:9' })
    assert.equal(away.exitCode, 1)
    assert.match(away.printed, /ATH Móvil can not be reached\. It is safe to try again\.\n$/)
    const none = await shop.run(args, { ATHM_UPSTREAM_URL: '' })
    assert.equal(none.exitCode, 2)
    assert.match(none.printed, /set ATHM_UPSTREAM_URL=/)
  })
})

suite('athm-button doctor', () => {
  test('finds a server well while it runs, as lines and as JSON, without a secret', async (t) => {
    const shop = await createShop(t)
    const server = await shop.start()
    await shop.run(['install-webhook', `${server.url}/athm/webhook/`])
    const { exitCode, printed } = await shop.run(['doctor'])
    assert.equal(exitCode, 0, printed)
    assert.match(
      printed,
      /^ok +address +http\S+\/athm\/webhook\/…\/ answers a GET with 404, as athm-button does\.$/m,
    )
    assert.match(printed, /\n18 ok, 0 warnings, 0 failures\n$/)
    const json = await shop.run(['doctor', '--json'])
    const report = JSON.parse(json.printed) as { healthy: boolean; mode: string; checks: { state: string }[] }
    assert.deepEqual(
      [json.exitCode, report.healthy, report.mode, report.checks.length],
      [0, true, 'sandbox', 18],
    )
    for (const text of [printed, json.printed]) assert.equal(text.includes(TOKEN), false)
  })

  test('exits 1 when something failed, and says what to do', async (t) => {
    const shop = await createShop(t)
    const tokens = { ATHM_MODE: 'sandbox', ATHM_PUBLIC_TOKEN: 'nobody', ATHM_PRIVATE_TOKEN: 'nobody' }
    const { exitCode, printed } = await shop.run(['doctor'], tokens)
    assert.equal(exitCode, 1)
    assert.match(printed, /^failure +tokens .*\(BTRA_0401\)\.\n +→ Compare ATHM_PUBLIC_TOKEN/m)
  })

  test('exits 1 when the database can not be opened, and 2 when the settings are wrong', async (t) => {
    const folder = createFolder(t)
    const file = join(folder, 'athm.db')
    writeFileSync(file, 'this is no database at all, but a text that somebody has put there'.repeat(100))
    for (const database of [file, join(folder, 'nowhere', 'athm.db')]) {
      const { exitCode, printed } = await runCommand(['doctor'], { ATHM_DATABASE_URL: database })
      assert.equal(exitCode, 1)
      assert.match(
        printed,
        /^failure +database +The database can not be opened: .+\n +→ Look at ATHM_DATABASE_URL/,
      )
    }
    const { exitCode, printed } = await runCommand(['doctor'], { ATHM_SECRET: 'hunter2' })
    assert.equal(exitCode, 2)
    assert.match(printed, /^secret \(ATHM_SECRET\) must have at least 32/)
  })
})

suite('athm-button reprocess', () => {
  test('works off what came to nothing, tells what became of it, and leaves the events to the server', async (t) => {
    const shop = await createShop(t)
    const first = await shop.start()
    const other = { ATHM_MODE: 'sandbox', ATHM_PUBLIC_TOKEN: 'nobody', ATHM_PRIVATE_TOKEN: 'nobody' }
    await first.stop()
    const { referenceNumber } = await shop.ask('payments', { total: 12.5, webhook: false })
    const body = { transactionType: 'ECOMMERCE', status: 'COMPLETED', referenceNumber, total: 12.5 }
    // A server with the wrong tokens: ATH Móvil tells it nothing, and it finds no payment.
    const wrong = await startServer({ ...shop.environment, ...other })
    t.after(() => wrong.stop())
    await post(`${wrong.url}/athm/webhook/${TOKEN}/`, body)
    await post(`${wrong.url}/athm/webhook/${TOKEN}/`, [1])
    await until(() => shop.query("SELECT id FROM webhook_events WHERE state = 'unmatched'").length === 1)
    await wrong.stop()

    const { exitCode, printed } = await shop.run(['reprocess'])
    assert.equal(exitCode, 0, printed)
    assert.match(printed, /^Put back in line: 2\. Left alone, because their body is not kept any more: 0\.$/m)
    assert.match(printed, /^ {2}applied +1$/m)
    assert.match(printed, /^ {2}malformed +1$/m)
    assert.deepEqual(
      shop.query("SELECT delivered_at, unheard_at, attempts FROM events WHERE type = 'payment.completed'"),
      [{ delivered_at: null, unheard_at: null, attempts: 0 }],
    )
    const again = await shop.start()
    await until(() => again.printed().includes('payment.completed'))
  })

  test('stops when it is told to, and exits 3: the server goes on with the rest', async (t) => {
    const shop = await createShop(t)
    const away = {
      ATHM_MODE: 'sandbox',
      ATHM_PUBLIC_TOKEN: 'x',
      ATHM_PRIVATE_TOKEN: 'x',
      ATHM_UPSTREAM_URL: 'http://127.0.0.1:9',
    }
    const server = await startServer({ ...shop.environment, ...away })
    t.after(() => server.stop())
    await post(`${server.url}/athm/webhook/${TOKEN}/`, {
      transactionType: 'ECOMMERCE',
      status: 'COMPLETED',
      referenceNumber: '215070443-1',
      total: 1,
    })
    await until(() => shop.query('SELECT id FROM webhook_events WHERE error IS NOT NULL').length === 1)
    await server.stop()
    const child = spawn(
      process.execPath,
      [new URL('../../server/cli/main.ts', import.meta.url).pathname, 'reprocess', '--json'],
      {
        env: { ...process.env, ...shop.environment, ...away },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    const [output, errors] = [child.stdout, child.stderr].map((stream) => {
      let text = ''
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
      return () => text
    })
    await until(() => errors?.().includes('0 of 1 done') === true)
    child.kill('SIGINT')
    const [exitCode] = (await once(child, 'close')) as [number]
    assert.equal(exitCode, 3)
    assert.deepEqual(JSON.parse(output?.() ?? ''), { queued: 1, skipped: 0, waiting: 1, states: {} })
  })

  test('exits with a sentence for an id that isn’t there, and for a state that is none', async (t) => {
    const shop = await createShop(t)
    const unknown = await shop.run(['reprocess', '--id', 'whk_nobody'])
    assert.deepEqual(
      [unknown.exitCode, unknown.printed],
      [1, 'There is no delivery whk_nobody that failed or is stuck.\n'],
    )
    const state = await shop.run(['reprocess', '--state', 'applied'])
    assert.deepEqual(
      [state.exitCode, state.printed],
      [2, '--state is one of unmatched, unverified, malformed, all.\n'],
    )
  })
})

suite('athm-button customers', () => {
  test('exports a person as JSON, then erases them while the server runs', async (t) => {
    const shop = await createShop(t)
    const server = await shop.start()
    await pay(server, { total: '5.00' })
    const exported = await shop.run(['customers', 'export', '--phone', '(787) 555-0101'])
    assert.equal(exported.exitCode, 0)
    const { payments } = JSON.parse(exported.printed) as { payments: { total: string }[] }
    assert.deepEqual(
      payments.map(({ total }) => total),
      ['5.00'],
    )
    const erase = ['customers', 'erase', '--phone', '787-555-0101', '--yes']
    const { exitCode, printed } = await shop.run([...erase, '--json'])
    assert.equal(exitCode, 0, printed)
    assert.equal((JSON.parse(printed) as { payments: number }).payments, 1)
    assert.deepEqual(shop.query('SELECT phone, status FROM payments'), [{ phone: '', status: 'COMPLETED' }])
    assert.deepEqual(await shop.run(erase), { exitCode: 0, printed: 'Nothing was kept about this phone.\n' })
  })

  test('exits 1 while a payment is under way, and 2 when called wrong; then nothing is erased', async (t) => {
    const shop = await createShop(t)
    const server = await shop.start()
    await post(`${server.url}/athm/api/initiate/`, { total: '5.00', phone_number: '7875550100' })
    for (const [args, code, sentence] of [
      [
        ['erase', '--phone', '787-555-0100', '--yes'],
        1,
        /^A payment, a refund or a delivery of this phone is under way/,
      ],
      [['erase', '--phone', '787-555-0100'], 2, /say --yes/],
      [['erase', '--yes'], 2, /^Say whose: --phone/],
      [['export', '--phone', 'x'], 2, /^A phone number has ten digits/],
      [['forget', '--phone', '787-555-0100'], 2, /^Say athm-button customers export/],
    ] as const) {
      const { exitCode, printed } = await shop.run(['customers', ...args])
      assert.equal(exitCode, code, printed)
      assert.match(printed, sentence)
    }
    assert.equal(shop.query("SELECT id FROM payments WHERE phone = '7875550100'").length, 1)
  })
})

suite('a question at the terminal', () => {
  for (const [answer, isYes] of [
    ['y\n', true],
    ['Yes\n', true],
    ['sí\n', true],
    ['n\n', false],
    ['\n', false],
    ['yellow\n', false],
    ['', false],
  ] as const) {
    test(`answered with ${JSON.stringify(answer)} is ${isYes ? 'a yes' : 'a no'}`, async () => {
      const input = new PassThrough()
      const output = new PassThrough()
      input.end(answer)
      assert.equal(await askYes('Go on?', input, output), isYes)
      assert.match(String(output.read()), /^Go on\? \[y\/N\] /)
    })
  }
})
