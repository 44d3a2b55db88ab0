import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { RULED } from './architecture/rules.ts'
import { findBreaches, type Tree } from './architecture/verdict.ts'

const ROOT = join(import.meta.dirname, '..')

/** Projects of their own, which use the package as anybody does; and what some of them have installed. */
const OTHERS = ['demo/*/**', '**/node_modules/**']

function readTree(): Tree {
  const folders = [...RULED, 'scripts', 'bench', 'test']
  const files = globSync(`{${folders.join(',')}}/**/*.{ts,js,mjs}`, {
    cwd: ROOT,
    exclude: OTHERS,
  }).toSorted()
  return new Map(files.map((file) => [file.replaceAll('\\', '/'), readFileSync(join(ROOT, file), 'utf8')]))
}

function breachesOf(tree: Record<string, string>): string[] {
  return findBreaches(new Map(Object.entries(tree)))
}

test('the sources keep the rules of the architecture', () => {
  assert.deepEqual(findBreaches(readTree()), [])
})

describe('the rules notice', () => {
  test('an import upward', () => {
    const breaches = breachesOf({
      'server/payments/cancel.ts': "import { handler } from '../http/handler.ts'",
      'server/http/handler.ts': 'export const handler = 1',
    })
    assert.deepEqual(breaches, ['server/payments/cancel.ts must not import server/http/handler.ts.'])
  })

  test('an import of a type upward, of a re-export, and one inside an expression', () => {
    const floor = { 'src/protocol/money.ts': 'export type Cents = number' }
    const texts = { 'src/texts/es.ts': 'export type Text = string' }
    for (const code of [
      "import type { Text } from '../texts/es.ts'",
      "export * from '../texts/es.ts'",
      "export type T = import('../texts/es.ts').Text",
      "export const load = () => import('../texts/es.ts')",
    ]) {
      const breaches = breachesOf({ ...floor, ...texts, 'src/protocol/routes.ts': code })
      assert.deepEqual(breaches, ['src/protocol/routes.ts must not import src/texts/es.ts.'], code)
    }
  })

  test('an import of a file that the row does not name, in a folder of which it names another', () => {
    const breaches = breachesOf({
      'server/simulator/tickets.ts': "import '../athmovil/wire.ts'\nimport '../athmovil/api.ts'",
      'server/athmovil/wire.ts': '',
      'server/athmovil/api.ts': '',
    })
    assert.deepEqual(breaches, ['server/simulator/tickets.ts must not import server/athmovil/api.ts.'])
  })

  test('a package, and a module of Node, where they do not belong', () => {
    const breaches = breachesOf({
      'src/athm-button.ts': "import 'lit/directives/live.js'\nimport 'hono'\nimport 'node:fs'",
      'src/checkout/checkout.ts': "import type { ReactiveController } from 'lit'\nimport { html } from 'lit'",
      'server/http/handler.ts': "import { Hono } from 'hono'\nimport 'node:sqlite'",
    })
    assert.deepEqual(breaches, [
      'src/athm-button.ts must not import the package hono.',
      'src/athm-button.ts must not import node:fs.',
      'src/checkout/checkout.ts must not import the package lit.',
      'server/http/handler.ts must not import node:sqlite.',
    ])
  })

  test('a module of Node in what browsers load too: the simulator, and the system’s clock', () => {
    const breaches = breachesOf({
      'server/simulator/tickets.ts': "import { hmac } from '@noble/hashes/hmac.js'\nawait import('node:fs')",
      'server/system.ts': "import 'node:crypto'",
    })
    assert.deepEqual(breaches, [
      'server/simulator/tickets.ts must not import node:fs.',
      'server/system.ts must not import node:crypto.',
    ])
  })

  test('a missing file, and a folder without a row', () => {
    const breaches = breachesOf({
      'src/texts/es.ts': "import './en.ts'",
      'server/utils/text.ts': "import 'node:fs'",
    })
    assert.deepEqual(breaches, [
      'src/texts/es.ts imports src/texts/en.ts, which is not there.',
      'server/utils/text.ts has no row in the table of who may import whom.',
    ])
  })

  test('a cycle, also one of types alone', () => {
    const breaches = breachesOf({
      'server/store/a.ts': "import type { B } from './b.ts'\nexport type A = B",
      'server/store/b.ts': "import type { A } from './c.ts'\nexport type B = A",
      'server/store/c.ts': "export type { A } from './a.ts'",
    })
    assert.deepEqual(breaches, [
      'Import cycle: server/store/a.ts → server/store/b.ts → server/store/c.ts → server/store/a.ts',
    ])
  })

  test('a file that is too long, but not a long list of texts', () => {
    const long = '// line\n'.repeat(401)
    const breaches = breachesOf({ 'src/events.ts': long, 'test/long.test.ts': long, 'src/texts/es.ts': long })
    assert.deepEqual(breaches, [
      'src/events.ts has 401 lines; 400 are the most.',
      'test/long.test.ts has 401 lines; 400 are the most.',
    ])
  })

  test('time, chance and the network taken from the system instead of the context', () => {
    for (const [code, use] of [
      ['export const at = Date.now()', 'Date.now'],
      ['export const at = new Date()', 'new Date()'],
      ['setTimeout(() => {}, 1)', 'setTimeout'],
      ['const wait = setTimeout\nexport { wait as w }', 'setTimeout'],
      ['export const r = Math.random()', 'Math.random'],
      ['export const r = crypto.randomUUID()', 'crypto.randomUUID'],
      ["import { randomBytes } from 'node:crypto'\nexport const b = randomBytes", 'randomBytes'],
      ["await fetch('http://127.0.0.1')", 'fetch'],
      ["await globalThis.fetch('http://127.0.0.1')", 'globalThis.fetch'],
      ["import { request } from 'node:http'\nrequest('http://127.0.0.1')", "import 'node:http'"],
    ] as const) {
      assert.deepEqual(
        breachesOf({ 'server/payments/cancel.ts': code }),
        [`server/payments/cancel.ts uses ${use}: take time, chance and the network from the context.`],
        code,
      )
      assert.deepEqual(breachesOf({ 'server/cli/serve.ts': code }), [], code)
    }
  })

  test('no harm in what only looks like it', () => {
    const code = `
      import type { IncomingMessage } from 'node:http'
      // Date.now() and setTimeout are named here only
      export const text = 'new Date()'
      export const at = (ms: number) => new Date(ms)
      export interface Backend { fetch(request: Request): Promise<Response> }
      export const call = (fetch: (url: string) => unknown) => fetch('x')
      export const ask = (backend: Backend, request: Request) => backend.fetch(request)
      export type Raw = IncomingMessage`
    assert.deepEqual(breachesOf({ 'server/http/handler.ts': code }), [])
  })

  test('the environment read outside of the options, and texts that have no place in sources', () => {
    const breaches = breachesOf({
      'server/options.ts': "export const a = process.env['ATHM_MODE']",
      'server/cli/main.ts': "export const a = process.env['ATHM_MODE']",
      'server/backend.ts': '// TODO: later',
    })
    assert.deepEqual(breaches, [
      'server/cli/main.ts reads process.env.',
      'server/backend.ts contains "TODO".',
    ])
  })
})
