/** `athm-button/simulator` as whoever installs the package gets it: in Node, through a bundler, and by its types. */

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { build, createLogger } from 'vite'
import { ROOT } from '../../scripts/child.ts'

/** Has a ticket confirmed and captured, and ends once the simulator is closed. */
const PAYING = `
  import { createSimulator } from 'athm-button/simulator'

  const simulator = createSimulator()
  const host = 'https://payments.athmovil.com/api/business-transaction/ecommerce'
  const post = async (path, body, headers = {}) => {
    const init = { method: 'POST', headers, body: JSON.stringify(body) }
    return (await (await simulator.fetch(new Request(host + path, init))).json()).data
  }
  const { publicToken } = simulator.credentials
  const amounts = { total: '5.00', subtotal: '0', tax: '0', metadata1: 'a', metadata2: 'b' }
  const order = { env: 'production', timeout: 600, items: [], phoneNumber: '7875550100', ...amounts }
  const ticket = await post('/payment', { publicToken, ...order })
  const confirm = 'http://localhost/control/tickets/' + ticket.ecommerceId + '/confirm'
  await simulator.fetch(new Request(confirm, { method: 'POST' }))
  const { ecommerceStatus } = await post('/business/findPayment', { publicToken, ecommerceId: ticket.ecommerceId })
  const paid = await post('/authorization', undefined, { authorization: 'Bearer ' + ticket.auth_token })
  await simulator.close()
  export const seen = ecommerceStatus + ' ' + paid.ecommerceStatus
`

/** What the types take, and what they refuse. */
const TYPED = `
  import { createSimulator, type PostWebhook, type Simulator, type SimulatorOptions } from 'athm-button/simulator'

  const postWebhook: PostWebhook = (url, body, signal) =>
    fetch(url, { method: 'POST', body, signal }).then(async (answer) => ({ status: answer.status, body: await answer.text() }))
  const options: SimulatorOptions = { latencyMs: 5, basePath: '/simulator', postWebhook }
  export const simulator: Simulator = createSimulator(options)
  export const answer: Promise<Response> = simulator.fetch(new Request('https://payments.athmovil.com/'))
  export const armed: number = simulator.faults.add({ endpoint: 'findPayment', kind: 'latency', ms: 5 }).id
  simulator.deliverWebhooksTo((body) => Promise.resolve({ status: 200, body }))

  // @ts-expect-error -- there is no such option
  createSimulator({ latency: 5 })
  // @ts-expect-error -- there is no such endpoint
  simulator.faults.add({ endpoint: 'pay', kind: 'drop_after' })
  // @ts-expect-error -- a URL is no request
  void simulator.fetch('https://payments.athmovil.com/')
  // @ts-expect-error -- credentials are read only
  simulator.credentials.publicToken = 'mine'
`

suite('the packed package’s simulator', () => {
  const folder = mkdtempSync(join(tmpdir(), 'athm-packed-'))
  after(() => rmSync(folder, { recursive: true }))

  before(() => {
    const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder], ROOT)) as [
      { filename: string },
    ]
    run('tar', ['-xzf', packed.filename], folder)
    mkdirSync(join(folder, 'node_modules'))
    renameSync(join(folder, 'package'), join(folder, 'node_modules', 'athm-button'))
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(folder, 'paying.js'), PAYING)
    writeFileSync(join(folder, 'typed.ts'), TYPED)
  })

  test('takes a payment in Node, and lets its process end', () => {
    const program = "import { seen } from './paying.js'; console.log(seen)"
    assert.equal(run(process.execPath, ['--input-type=module', '-e', program], folder), 'CONFIRM COMPLETED\n')
  })

  test('is bundled for a browser without a word, into one file that imports nothing', async () => {
    const said: string[] = []
    const say = (message: string): void => void said.push(message)
    const input = { input: join(folder, 'paying.js'), preserveEntrySignatures: 'strict' as const }
    const built = await build({
      configFile: false,
      root: folder,
      customLogger: { ...createLogger('silent'), warn: say, warnOnce: say, error: say },
      build: { write: false, target: 'es2022', minify: false, rolldownOptions: input },
    })
    assert.deepEqual(said, [])
    const output = [built].flat().flatMap((one) => ('output' in one ? one.output : []))
    assert.deepEqual(
      output.map((file) => file.type === 'chunk' && [file.imports, file.dynamicImports]),
      [[[], []]],
    )
    const [bundle] = output
    assert.ok(bundle?.type === 'chunk')
    assert.doesNotMatch(bundle.code, /browser-external/)
    writeFileSync(join(folder, 'bundle.js'), bundle.code)
    const program = "import { seen } from './bundle.js'; console.log(seen)"
    assert.equal(run(process.execPath, ['--input-type=module', '-e', program], folder), 'CONFIRM COMPLETED\n')
  })

  for (const [where, options] of [
    [
      'a browser',
      ['--module', 'esnext', '--moduleResolution', 'bundler', '--lib', 'es2022,dom,dom.iterable'],
    ],
    ['Node', ['--module', 'nodenext', '--lib', 'es2024', '--types', 'node']],
  ] as const)
    test(`says by its types what ${where} may do with it`, () => {
      const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
      const typeRoots = join(ROOT, 'node_modules', '@types')
      const strict = ['--strict', '--exactOptionalPropertyTypes', '--noEmit', '--target', 'es2022']
      run(process.execPath, [tsc, ...strict, '--typeRoots', typeRoots, ...options, 'typed.ts'], folder)
    })
})

/** Runs a program to its end. Fails with what it said unless it ends well. Returns what it printed. */
function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: 50_000 })
  assert.equal(status, 0, `${command}: ${stdout}${stderr}`)
  return stdout
}
