/** Snippets for the server: made into modules, so that they can be run and type-checked. */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, type Snippet } from './snippet.ts'

/** Inside the package, so that its own name can be imported; and kept by no one. */
export const FOLDER = join(ROOT, 'test-results', 'snippets')

/** What a fragment may take for given. */
const GIVEN = ['createAthmBackend', 'createSimulator', 'simulator', 'athm', 'payment', 'app'] as const

/** What a fragment is run with: a backend on a simulator, one of its completed payments, and a web framework's app. */
export type Given = Readonly<Record<(typeof GIVEN)[number], unknown>>

const TYPES = `import { createAthmBackend, type AthmBackend, type CompletedPayment } from 'athm-button/server'
import { createSimulator } from 'athm-button/simulator'
export type Given = {
  readonly createAthmBackend: typeof createAthmBackend
  readonly createSimulator: typeof createSimulator
  readonly simulator: ReturnType<typeof createSimulator>
  readonly athm: AthmBackend
  readonly payment: CompletedPayment
  readonly app: { post(path: string, handler: (request: Request) => Promise<Response>): void }
}
`

/** Tells whether a snippet is a module of its own, as it stands. */
export function isModule({ code }: Snippet): boolean {
  return /^(import|export) /m.test(code)
}

/** The file name of a snippet's module, without its extension. */
export function toName({ at }: Snippet): string {
  return at.replaceAll(/\W+/g, '-')
}

/** A fragment as a function of what it takes for given. Its declarations may shadow these. */
function toFunction({ code, language }: Snippet): string {
  const given = `{ ${GIVEN.join(', ')} }`
  const typed = language === 'ts' ? `${given}: import('./given.ts').Given` : given
  const doc = language === 'ts' ? '' : "/** @param {import('./given.ts').Given} given */\n"
  return `${doc}export async function run(${typed}) {\n  void [${GIVEN.join(', ')}]\n  {\n${code}  }\n}\n`
}

/** Writes the snippets as modules, with what the compiler needs to check them. */
export function writeModules(snippets: readonly Snippet[]): void {
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  for (const snippet of snippets) {
    const file = join(FOLDER, `${toName(snippet)}.${snippet.language}`)
    writeFileSync(file, isModule(snippet) ? snippet.code : toFunction(snippet))
  }
  writeFileSync(join(FOLDER, 'given.ts'), TYPES)
  // A snippet in JavaScript states no types, and what it declares may be for the reader alone.
  const compilerOptions = {
    allowJs: true,
    checkJs: true,
    noImplicitAny: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
    isolatedModules: false,
    types: ['node'],
    lib: ['es2024'],
  }
  const config = { extends: join(ROOT, 'tsconfig.base.json'), compilerOptions, include: ['*.js', '*.ts'] }
  writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify(config))
}
