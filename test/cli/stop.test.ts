import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test, type TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { startServer, type ServerProcess } from './server-process.ts'

/** A stop that has to be forced takes 15 s; one that works takes far less than this. */
const STOP_WITHIN_MS = 10_000

interface Stopping {
  readonly server: ServerProcess
  /** Lists the files beside the database: a clean end leaves the database alone. */
  readonly files: () => string[]
}

async function start(t: TestContext): Promise<Stopping> {
  const folder = mkdtempSync(join(tmpdir(), 'athm-stop-'))
  const server = await startServer({ ATHM_DATABASE_URL: join(folder, 'shop.db') })
  t.after(async () => {
    await server.stop('SIGKILL')
    rmSync(folder, { recursive: true })
  })
  return { server, files: () => readdirSync(folder) }
}

async function begin({ url }: ServerProcess, phone: string): Promise<{ id: string; secret: string }> {
  const response = await fetch(`${url}/athm/api/initiate/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ total: '5.00', phone_number: phone }),
  })
  const body = (await response.json()) as { payment_id: string; client_secret: string }
  return { id: body.payment_id, secret: body.client_secret }
}

/** A page follows one payment, and another one is about to be authorized. */
async function makeBusy(server: ServerProcess): Promise<Response> {
  const { id, secret } = await begin(server, '7875550100')
  await begin(server, '7875550101')
  const headers = { authorization: `Bearer ${secret}` }
  return fetch(`${server.url}/athm/api/events/?payment_id=${id}`, { headers })
}

async function inTime<T>(ending: Promise<T>): Promise<T | 'still running'> {
  const timer = new AbortController()
  const late = wait(STOP_WITHIN_MS, 'still running' as const, { signal: timer.signal })
  try {
    return await Promise.race([ending, late])
  } finally {
    timer.abort()
    late.catch(() => {})
  }
}

/** Opens a connection, says something on it or nothing, and leaves it at that. */
async function connectTo({ url }: ServerProcess, said: string, t: TestContext): Promise<void> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  // The server cuts it: that is what is wanted.
  socket.on('error', () => {})
  t.after(() => socket.destroy())
  await once(socket, 'connect')
  if (said !== '') await new Promise<void>((resolve) => socket.write(said, () => resolve()))
}

suite('a Ctrl-C, which npm passes on so that it comes twice,', () => {
  for (const [first, second, apartMs] of [
    ['SIGINT', 'SIGINT', 0],
    ['SIGINT', 'SIGINT', 1],
    ['SIGINT', 'SIGINT', 5],
    ['SIGINT', 'SIGINT', 50],
    ['SIGINT', 'SIGTERM', 0],
    ['SIGINT', 'SIGTERM', 20],
  ] as const) {
    test(`stops the server cleanly: ${first}, and ${second} ${apartMs} ms later`, async (t) => {
      const { server, files } = await start(t)
      const stream = await makeBusy(server)
      const ended = server.stop(first)
      if (apartMs > 0) await wait(apartMs)
      const endedAgain = server.stop(second)
      assert.equal(await inTime(Promise.all([ended, endedAgain]).then(([exitCode]) => exitCode)), 0)
      assert.match(server.printed(), /^ {2}Stopping…$/m)
      assert.deepEqual(files(), ['shop.db'])
      assert.match(await stream.text(), /"status":"OPEN"/)
    })
  }
})

suite('whoever holds a connection does not hold up the stop', () => {
  for (const [name, said] of [
    ['that never said a word', ''],
    ['with half a request line', 'GET /heal'],
    [
      'with half a body',
      'POST /athm/api/initiate/ HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"total":',
    ],
    [
      "with half a webhook's body",
      'POST /athm/webhook/ HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"total":',
    ],
  ] as const) {
    test(`a connection ${name}`, async (t) => {
      const { server, files } = await start(t)
      await connectTo(server, said, t)
      // An answer on another connection: by now the server has taken this one, and read what it said.
      await fetch(`${server.url}/healthz`)
      assert.equal(await inTime(server.stop('SIGINT')), 0)
      assert.deepEqual(files(), ['shop.db'])
    })
  }

  test('nor does a reader of its output that is gone, as in `npm start | tee`, spoil it', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'athm-stop-'))
    const command = new URL('../../server/cli/main.ts', import.meta.url).pathname
    const child = spawn(process.execPath, [command, 'serve'], {
      env: { PORT: '0', ATHM_DATABASE_URL: join(folder, 'shop.db') },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    t.after(async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
      rmSync(folder, { recursive: true })
    })
    await once(child.stdout, 'data')
    child.stdout.destroy()
    child.stderr.destroy()
    const exited = once(child, 'exit')
    child.kill('SIGINT')
    assert.deepEqual(await inTime(exited), [0, null])
    assert.deepEqual(readdirSync(folder), ['shop.db'])
  })
})
