import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, suite, test, type TestContext } from 'node:test'
import { createAthmBackend, type AthmBackend, type BackendOptions } from '../server/index.ts'
import { createSimulator } from '../server/simulator/simulator.ts'
import { startServer } from './cli/server-process.ts'
import { pay } from './cli/shopper.ts'
import { createSandbox, whileTimePasses } from './server/sandbox.ts'
import { FOLDER, isModule, toName, writeModules, type Given } from './snippets/server-code.ts'
import { checkCommand, readCommands, type Command } from './snippets/shell.ts'
import { findFor, findSnippets, once as onceOnly, readSnippets, ROOT, toTrial } from './snippets/snippet.ts'

const SECRET_KEY = 'k'.repeat(32)

suite('the snippets of the documents', () => {
  test('are all tried by somebody, or say why not', () => {
    const snippets = findSnippets()
    assert.ok(snippets.length > 30, `Only ${snippets.length} were found.`)
    for (const snippet of snippets) toTrial(snippet)
  })

  test('of an unknown kind, a template without a mark, or a mark without a reason are refused', () => {
    const [unknown, template, lazy, gone, good, listed] = readSnippets(
      'a.md',
      [
        '```rust\nfn main() {}\n```',
        '```html\n<athm-button total="{{ total }}"></athm-button>\n```',
        '<!-- snippet: not run: later -->\n```rust\n```',
        '<!-- snippet: tested by test/nowhere.test.ts -->\n```vue\n```',
        '<!-- snippet: tested by test/snippets.test.ts -->\n```vue\n```',
        '1. first\n\n   ```sh\n   npm ci\n   ```',
      ].join('\n\n'),
    )
    for (const snippet of [unknown, template, lazy, gone])
      assert.throws(() => snippet && toTrial(snippet), /Each snippet of the documents is tried/)
    assert.equal(good && toTrial(good), 'marked')
    assert.deepEqual(listed, { at: 'a.md:23', language: 'sh', code: 'npm ci\n', mark: '' })
  })

  for (const { at, code } of onceOnly(findFor('json'))) test(`${at} is JSON`, () => void JSON.parse(code))
})

suite('the commands of the documents', () => {
  for (const snippet of onceOnly(findFor('shell')))
    test(`${snippet.at} names what is there`, () => {
      for (const command of readCommands(snippet.code)) checkCommand(command)
    })

  test('would be refused with a script, a command, an option or a variable that is not there', () => {
    for (const line of [
      'npm run nothing',
      'npm run athm -- nothing',
      'npm run athm -- sync --nothing',
      'npm run bench -- nothing',
      'npm test -- nothing',
      'ATHM_NOTHING=1 npm start',
      'nothing',
    ])
      assert.throws(() => readCommands(line).forEach(checkCommand), assert.AssertionError, line)
  })

  test('that call the server by curl get what they ask for', async (t) => {
    const server = await startServer({ ATHM_SECRET_KEY: SECRET_KEY })
    t.after(() => server.stop())
    const paid = await pay(server, { total: '25.00' })
    const curls = findFor('shell')
      .map(({ code }) => code.replaceAll('http://localhost:8787', server.url))
      .map((code) => code.replaceAll('215070443-…', String(paid.reference_number)))
      .flatMap((code) => readCommands(code, { ATHM_SECRET_KEY: SECRET_KEY }))
      .filter(({ words }) => words[0] === 'curl')
    assert.ok(curls.length > 0)
    // A fault that one of them arms would hit another, which has its turn first.
    for (const curl of curls.toSorted((one, other) => Number(isControl(one)) - Number(isControl(other)))) {
      const answer = await runCurl(curl)
      assert.ok(answer.ok, `${curl.words.join(' ')}: ${answer.status} ${await answer.text()}`)
    }
  })
})

const isControl = ({ words }: Command): boolean => words.some((word) => word.includes('/control/'))

/** Sends what a documented curl would. It knows the options that the documents use, and no others. */
function runCurl({ words: [, ...words] }: Command): Promise<Response> {
  const headers = new Headers()
  let [url, body, method]: (string | undefined)[] = []
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? ''
    if (word === '-H') headers.append(...((words[++index] ?? '').split(/: */, 2) as [string, string]))
    else if (word === '-d') body = words[++index]
    else if (word === '-X') method = words[++index]
    else if (!word.startsWith('-')) url = word
    else assert.fail(`curl ${word} is not known here.`)
  }
  return fetch(String(url), { method: method ?? (body ? 'POST' : 'GET'), headers, body: body ?? null })
}

suite('the snippets for the server', () => {
  const snippets = findFor('server')
  before(() => writeModules(snippets))

  test('have no error of types', () => {
    const { status, stdout } = spawnSync(
      process.execPath,
      [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', FOLDER],
      { encoding: 'utf8' },
    )
    assert.equal(status, 0, stdout)
  })

  for (const snippet of onceOnly(snippets))
    test(`${snippet.at} runs`, async (t) => {
      const file = join(FOLDER, `${toName(snippet)}.${snippet.language}`)
      if (!isModule(snippet)) await runFragment(t, file)
      else if (/^export default/m.test(snippet.code)) await runHandlers(t, file)
      else if (snippet.code.includes('.listen(')) await runServer(t, file)
      else await import(file)
    })
})

/** Runs a fragment on a sandbox with a payment that completed; a route that it adds takes a webhook. */
async function runFragment(t: TestContext, file: string): Promise<void> {
  const { athm, simulator, clock, pay: begin, control } = await createSandbox(t, { secretKey: SECRET_KEY })
  const begun = await begin()
  await control(begun.ecommerceId, 'confirm')
  await clock.advance(5_000)
  const routes: ((request: Request) => Promise<Response>)[] = []
  const made: AthmBackend[] = []
  const given: Given = {
    athm,
    simulator,
    createSimulator,
    createAthmBackend: (options: BackendOptions) => {
      const backend = createAthmBackend({ database: ':memory:', ...options })
      made.push(backend)
      return backend
    },
    payment: await athm.payments.retrieve(begun.paymentId),
    app: { post: (_path: string, route: (request: Request) => Promise<Response>) => void routes.push(route) },
  }
  const { run } = (await import(file)) as { run(given: Given): Promise<void> }
  t.mock.method(console, 'log', () => {})
  await whileTimePasses(clock, run(given))
  for (const route of routes) {
    const answer = await route(new Request('http://localhost/', { method: 'POST', body: '{}' }))
    assert.equal(answer.status, 200)
  }
  await clock.advance(60_000)
  for (const backend of made) await backend.check().then(() => backend.close())
}

/** Has a server load the file; a payment that it takes is told to the handlers, which say so. */
async function runHandlers(t: TestContext, file: string): Promise<void> {
  const server = await startServer({}, 'sources', ['--handlers', file])
  t.after(() => server.stop())
  const paid = await pay(server, { total: '25.00' })
  await until(() => server.printed().includes(String(paid.reference_number)), server.printed)
}

/** Starts the file as a program, on a free port and in a folder of its own, and pays there. */
async function runServer(t: TestContext, file: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'athm-'))
  const port = String(await findPort())
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('8787', port))
  const child = spawn(process.execPath, [file], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  t.after(async () => {
    const exited = child.exitCode === null ? once(child, 'exit') : null
    child.kill('SIGKILL')
    await exited
    rmSync(folder, { recursive: true })
  })
  const url = `http://127.0.0.1:${port}`
  await until(
    () =>
      fetch(`${url}/athm/api/config/`).then(
        ({ ok }) => ok,
        () => false,
      ),
    () => printed,
  )
  const paid = await pay({ url }, { total: '25.00' })
  assert.equal(paid.status, 'COMPLETED')
  await until(
    () => printed.includes(String(paid.reference_number)),
    () => printed,
  )
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function until(isSo: () => boolean | Promise<boolean>, tell: () => string): Promise<void> {
  for (const startedAt = Date.now(); !(await isSo());) {
    assert.ok(Date.now() - startedAt < 20_000, tell())
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
