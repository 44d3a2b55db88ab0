import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { build, type InlineConfig } from 'vite'
import {
  demoBundle,
  elementBundle,
  serverBundle,
  ssrBundle,
  standaloneBundle,
  standaloneDialogBundle,
} from '../vite.config.ts'
import { hashInputs, STAMP } from './built.ts'
import { ROOT, runTool } from './child.ts'
import { copyDeclarations, pruneDeclarations } from './declarations.ts'
import { createManifest } from './manifest.ts'

/**
 * Builds `dist`, and replaces the old one only when all of it is there: whoever reads it meanwhile reads one whole
 * build. The new one grows beside it, so that the paths in its maps come out the same.
 */
export async function run(): Promise<number> {
  const startedAt = performance.now()
  const hash = hashInputs()
  const target = join(ROOT, 'dist')
  const next = join(ROOT, `.dist-${process.pid}`)
  const old = `${next}-old`
  try {
    mkdirSync(next)
    await Promise.all([writeBundles(next), writeTypes(next)])
    copyDeclarations(join(next, 'types'))
    pruneDeclarations(join(next, 'types'))
    copyAssets(next)
    writeFileSync(join(next, 'custom-elements.json'), `${JSON.stringify(createManifest(), null, 2)}\n`)
    writeFileSync(join(next, STAMP), hash)
    if (existsSync(target)) renameSync(target, old)
    renameSync(next, target)
  } finally {
    for (const left of [next, old]) rmSync(left, { recursive: true, force: true })
  }
  console.log(`Built dist in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`)
  return 0
}

async function writeBundles(outDir: string): Promise<void> {
  // One after another: each bundle uses all cores anyway, and the messages of a failed one stay together.
  await bundle(elementBundle(outDir), 'src/index.ts')
  await bundle(standaloneBundle(outDir), 'src/standalone.ts')
  await bundle(standaloneDialogBundle(outDir), 'src/checkout-dialog.ts')
  await bundle(ssrBundle(outDir), 'src/ssr.ts')
  await bundle(serverBundle(outDir), 'server/index.ts')
  // The demo is optional to the package: a checkout without it still builds what is published.
  if (existsSync(join(ROOT, 'demo', 'index.html'))) await build(demoBundle(join(outDir, 'demo')))
}

async function bundle(config: InlineConfig, entry: string): Promise<void> {
  if (!existsSync(join(ROOT, entry))) throw new Error(`There is nothing to build: ${entry} is missing.`)
  await build(config)
}

async function writeTypes(outDir: string): Promise<void> {
  for (const project of ['tsconfig.types-browser.json', 'tsconfig.types-server.json']) {
    const { code, output } = await runTool('tsc', ['-p', project, '--outDir', join(outDir, 'types')], {
      quiet: true,
    })
    if (code !== 0) throw new Error(`The declaration files can't be written:\n${output}`)
  }
}

function copyAssets(outDir: string): void {
  const pages = join(ROOT, 'server', 'simulator', 'pages')
  if (existsSync(pages)) cpSync(pages, join(outDir, 'simulator', 'pages'), { recursive: true })
  const program = join(outDir, 'cli', 'main.js')
  if (!existsSync(program)) return
  const code = readFileSync(program, 'utf8')
  if (!code.startsWith('#!')) writeFileSync(program, `#!/usr/bin/env node\n${code}`)
  chmodSync(program, 0o755)
}
