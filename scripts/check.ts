import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { measureSize, SIZE_BUDGET } from '../bench/size.ts'
import { ensureBuilt, listFiles } from './built.ts'
import { ROOT, runTool, type Finished } from './child.ts'
import { formatCounts, sumCounts, type Counts } from './counts.ts'
import { findStrangers } from './declarations.ts'
import { runChaos } from './chaos.ts'
import { simulateRange } from './simulate.ts'
import { runTests } from './test.ts'

interface Step {
  readonly name: string
  /** Returns what went wrong, or nothing. */
  readonly run: () => Promise<string | undefined> | string | undefined
}

const STEPS: readonly Step[] = [
  { name: 'format', run: async () => faultOf(await runTool('oxfmt', ['--check'], { quiet: true })) },
  {
    name: 'lint',
    run: async () => faultOf(await runTool('oxlint', ['--type-aware', '--deny-warnings'], { quiet: true })),
  },
  ...['browser', 'server', 'test'].map((project) => ({
    name: `types: ${project}`,
    run: async () => faultOf(await runTool('tsc', ['-p', `tsconfig.${project}.json`], { quiet: true })),
  })),
  { name: 'build', run: () => ensureBuilt().then(() => undefined) },
  { name: 'size', run: checkSize },
  {
    name: 'package',
    run: async () => checkDeclarations() ?? faultOf(await runTool('publint', ['--strict'], { quiet: true })),
  },
]

/** How many seeds of the simulation a check runs. */
const SEEDS = 2_000

/** How many seeds of the browser's chaos it runs. */
const CHAOS_SEEDS = 40

const CHAOS: Step = { name: `chaos in the browser: ${CHAOS_SEEDS} seeds`, run: checkChaos }

const SIMULATION: Step = { name: `simulation: ${SEEDS} seeds`, run: checkSimulation }

/** The path from a request to the database: what a reader of the reference backend reads. */
const REFERENCE_BACKEND = ['http', 'payments', 'webhooks', 'athmovil', 'store', 'watcher', 'backend.ts']

/**
 * Does what continuous integration does: format, lint, types, tests, build, size, package. `--without-tests` leaves the
 * tests out. The last line sums steps and tests.
 */
export async function run(args: readonly string[]): Promise<number> {
  const counts: Counts[] = []
  for (const step of STEPS) counts.push(await runStep(step))
  console.log(
    `reference backend: ${countLines(REFERENCE_BACKEND.map((part) => join(ROOT, 'server', part)))} lines`,
  )
  if (!args.includes('--without-tests')) counts.push((await runTests(['all'])).total)
  counts.push(await runStep(SIMULATION))
  counts.push(await runStep(CHAOS))
  const total = sumCounts(counts)
  console.log(formatCounts(total))
  return total.failed === 0 ? 0 : 1
}

async function runStep(step: Step): Promise<Counts> {
  const startedAt = performance.now()
  let fault: string | undefined
  try {
    fault = await step.run()
  } catch (error) {
    fault = error instanceof Error ? error.message : String(error)
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`${fault === undefined ? 'ok    ' : 'failed'} ${step.name} (${seconds} s)`)
  if (fault !== undefined) console.log(fault)
  return fault === undefined ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

function faultOf({ code, output }: Finished): string | undefined {
  return code === 0 ? undefined : output.trimEnd()
}

function checkSize(): string | undefined {
  const { brotli } = measureSize()
  console.log(`       dist/standalone.js: ${brotli} of ${SIZE_BUDGET} bytes`)
  return brotli <= SIZE_BUDGET
    ? undefined
    : `dist/standalone.js is ${brotli - SIZE_BUDGET} bytes over its budget.`
}

async function checkSimulation(): Promise<string | undefined> {
  const { failed, text } = await simulateRange(1, SEEDS)
  console.log(`       ${text}`)
  return tellFailed(failed)
}

async function checkChaos(): Promise<string | undefined> {
  const { failed, text } = await runChaos({ browser: 'chromium', first: 1, count: CHAOS_SEEDS })
  console.log(`       ${text}`)
  return tellFailed(failed)
}

function tellFailed(
  failed: readonly { readonly seed: number; readonly violations: readonly string[] }[],
): string | undefined {
  if (failed.length === 0) return undefined
  return failed.map(({ seed, violations }) => `seed ${seed}: ${violations.join('; ')}`).join('\n')
}

function checkDeclarations(): string | undefined {
  const strangers = findStrangers(join(ROOT, 'dist', 'types'))
  return strangers.length === 0 ? undefined : strangers.join('\n')
}

function countLines(paths: readonly string[]): number {
  return paths
    .filter((path) => existsSync(path))
    .flatMap(listFiles)
    .filter((file) => file.endsWith('.ts'))
    .reduce((sum, file) => sum + readFileSync(file, 'utf8').trimEnd().split('\n').length, 0)
}
