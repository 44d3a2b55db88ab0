import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DatabaseSync } from 'node:sqlite'
import { suite, test, type TestContext } from 'node:test'
import type { PaymentView } from '../../src/protocol/index.ts'
import { runCommand, startServer, type ServerProcess } from './server-process.ts'
import { pay, post } from './shopper.ts'

async function start(t: TestContext, environment?: Record<string, string>): Promise<ServerProcess> {
  const server = await startServer(environment)
  t.after(() => server.stop())
  return server
}

suite('serve', () => {
  test('takes a payment over real HTTP, from the first request to the row in SQLite', async (t) => {
    const server = await start(t)
    const view = await pay(server, { total: '12.34' })
    assert.equal(view.status, 'COMPLETED')
    const database = new DatabaseSync(server.databasePath, { readOnly: true })
    t.after(() => database.close())
    const row = database
      .prepare('SELECT status, total_cents, reference_number, auth_token FROM payments')
      .get()
    assert.deepEqual(
      { ...row },
      { status: 'COMPLETED', total_cents: 1234, reference_number: view.reference_number, auth_token: null },
    )
    for (const [pragma, value] of [
      ['journal_mode', 'wal'],
      ['integrity_check', 'ok'],
    ]) {
      assert.equal(Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0], value)
    }
  })

  test('says loudly that it is a sandbox, and where everything is', async (t) => {
    const server = await start(t)
    assert.match(server.printed(), /SANDBOX: nothing real moves/)
    assert.match(server.printed(), /\/simulator\/phone/)
    assert.match(server.printed(), /\/simulator\/desk/)
    assert.equal(await (await fetch(`${server.url}/healthz`)).text(), 'ok\n')
    assert.equal(await (await fetch(`${server.url}/readyz`)).text(), 'ready\n')
    for (const page of ['phone', 'desk']) {
      assert.match(await (await fetch(`${server.url}/simulator/${page}`)).text(), /<html lang="es"/)
    }
  })

  test('can use a simulator elsewhere, over HTTP', async (t) => {
    const elsewhere = await start(t)
    const server = await start(t, { ATHM_UPSTREAM_URL: `${elsewhere.url}/simulator` })
    assert.equal((await pay(server, { total: '12.34' })).status, 'COMPLETED')
    const ledger = (await (await fetch(`${elsewhere.url}/simulator/control/ledger`)).json()) as {
      movements: unknown[]
    }
    assert.equal(ledger.movements.length, 1)
  })

  test('keeps its payments over a restart, with the same client secret', async (t) => {
    const first = await start(t)
    const begun = await post(`${first.url}/athm/api/initiate/`, { total: '5.00', phone_number: '7875550100' })
    const { payment_id: id, client_secret: secret } = (await begun.json()) as Record<string, string>
    const { databasePath } = first
    const other = await start(t, { ATHM_DATABASE_URL: databasePath })
    const headers = { authorization: `Bearer ${secret}` }
    const view = (await (
      await fetch(`${other.url}/athm/api/status/?payment_id=${id}`, { headers })
    ).json()) as PaymentView
    assert.equal(view.status, 'OPEN')
  })

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    test(`stops cleanly on ${signal}, also while a page follows a payment`, async (t) => {
      const server = await start(t)
      const begun = await post(`${server.url}/athm/api/initiate/`, {
        total: '5.00',
        phone_number: '7875550100',
      })
      const { payment_id: id, client_secret: secret } = (await begun.json()) as Record<string, string>
      const headers = { authorization: `Bearer ${secret}` }
      const stream = await fetch(`${server.url}/athm/api/events/?payment_id=${id}`, { headers })
      assert.equal(await server.stop(signal), 0)
      assert.match(await stream.text(), /"status":"OPEN"/)
    })
  }

  test('in live mode without its tokens exits with a sentence', async () => {
    const { exitCode, printed } = await runCommand(['serve'], { ATHM_MODE: 'live' })
    assert.equal(exitCode, 2)
    assert.match(printed, /^publicToken \(ATHM_PUBLIC_TOKEN\) is missing for live mode\.\n$/)
  })

  test('with a port that is taken exits with a sentence', async (t) => {
    const other = createServer().listen(0, '127.0.0.1')
    t.after(() => other.close())
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as AddressInfo
    const { exitCode, printed } = await runCommand(['serve'], {
      PORT: String(port),
      ATHM_DATABASE_URL: ':memory:',
    })
    assert.equal(exitCode, 2)
    assert.match(printed, new RegExp(`^Port ${port} is taken; set PORT to another one.\n$`))
  })

  test('with an upstream that is not there exits with a sentence', async () => {
    const { exitCode, printed } = await runCommand(['serve'], { ATHM_UPSTREAM_URL: 'http://127.0.0.1:9' })
    assert.equal(exitCode, 2)
    assert.match(
      printed,
      /^ATHM_UPSTREAM_URL: no simulator answers at http:\/\/127\.0\.0\.1:9\/control\/businesses\.\n$/,
    )
  })
})

suite('the command', () => {
  test('without a command shows its help', async () => {
    const { exitCode, printed } = await runCommand([])
    assert.equal(exitCode, 0)
    assert.match(printed, /athm-button serve/)
  })
  for (const args of [['--help'], ['simulator', '--help'], ['simulator', '--port', '0', '-h']])
    test(`${args.join(' ')} shows the help, too`, async () => {
      const { exitCode, printed } = await runCommand(args)
      assert.equal(exitCode, 0)
      assert.match(printed, /athm-button simulator \[--port/)
    })
  test('with one that is not there says so', async () => {
    const { exitCode, printed } = await runCommand(['pay'])
    assert.deepEqual([exitCode, printed], [2, 'There is no command "pay". athm-button help lists them.\n'])
  })
})
