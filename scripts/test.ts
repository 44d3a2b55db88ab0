import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt } from './built.ts'
import { ROOT, runNode } from './child.ts'
import { formatCounts, judge, sumCounts, type Counts } from './counts.ts'
import { findChromium } from './find-browser.ts'

/** A runner that takes longer than this hangs, and has failed: as a test file does that leaves a timer or a socket open. */
const RUNNER_TIMEOUT_MS = 600_000

const RESULTS = join(ROOT, 'test-results')

/** One of the three test runners: `node` for what needs no browser, `button` for the element, `e2e` for all of it. */
interface Runner {
  readonly name: string
  /** Runs the tests whose files contain one of the filters, or all. Returns the exit code. */
  readonly run: (filters: readonly string[], reportFile: string) => Promise<number>
  readonly readCounts: (report: string) => Counts
}

const RUNNERS: readonly Runner[] = [
  { name: 'node', run: runNodeTests, readCounts: (report) => JSON.parse(report) as Counts },
  { name: 'button', run: runButtonTests, readCounts: (report) => JSON.parse(report) as Counts },
  { name: 'e2e', run: runEndToEndTests, readCounts: readPlaywrightReport },
]

/**
 * Runs the tests: all of them, or one runner's (`npm test -- node money`). The last line tells how many passed and
 * failed; test-results/summary.json has the same by runner.
 */
export async function run(args: readonly string[]): Promise<number> {
  const { total } = await runTests(args)
  console.log(formatCounts(total))
  return total.failed === 0 ? 0 : 1
}

/** Runs the tests and returns the counts, by runner and summed. */
export async function runTests(
  args: readonly string[] = [],
): Promise<{ total: Counts; byRunner: Record<string, Counts> }> {
  const [name, ...filters] = args
  const chosen = RUNNERS.filter((runner) => name === undefined || runner.name === name)
  if (chosen.length === 0) console.error(`There is no test runner "${name}": node, button or e2e.`)
  mkdirSync(RESULTS, { recursive: true })
  const byRunner: Record<string, Counts> = {}
  // The command's own tests start the built package; a build that fails is told, and counted once, by the runner that needs it.
  if (name === undefined) await ensureBuilt().catch(() => undefined)
  for (const runner of chosen) {
    console.log(`\n— ${runner.name} —`)
    byRunner[runner.name] = await runOne(runner, filters)
    console.log(`${runner.name}: ${formatCounts(byRunner[runner.name] ?? { passed: 0, failed: 1 })}`)
  }
  const total = judge(sumCounts(Object.values(byRunner)), 0)
  writeFileSync(join(RESULTS, 'summary.json'), `${JSON.stringify({ total, byRunner }, null, 2)}\n`)
  return { total, byRunner }
}

async function runOne(runner: Runner, filters: readonly string[]): Promise<Counts> {
  const reportFile = join(RESULTS, `${runner.name}.json`)
  rmSync(reportFile, { force: true })
  try {
    const code = await runner.run(filters, reportFile)
    const report = existsSync(reportFile) ? readFileSync(reportFile, 'utf8') : ''
    return judge(report === '' ? undefined : runner.readCounts(report), code)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return { passed: 0, failed: 1 }
  }
}

async function runNodeTests(filters: readonly string[], reportFile: string): Promise<number> {
  const files = globSync('test/**/*.test.ts', { cwd: ROOT, exclude: ['test/button/**', 'test/e2e/**'] })
    .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
    .toSorted()
  if (files.length === 0) throw new Error('No test file matches.')
  const reporter = join(ROOT, 'scripts', 'node-reporter.ts')
  const { code } = await runNode(
    [
      '--test',
      // A test that waits for ever fails, instead of keeping everyone waiting.
      '--test-timeout=60000',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      `--test-reporter=${reporter}`,
      `--test-reporter-destination=${reportFile}`,
      ...files,
    ],
    { timeoutMs: RUNNER_TIMEOUT_MS },
  )
  return code
}

async function runButtonTests(filters: readonly string[], reportFile: string): Promise<number> {
  await findChromium()
  const { code } = await runNode([join(ROOT, 'scripts', 'button-tests.ts'), reportFile, ...filters], {
    timeoutMs: RUNNER_TIMEOUT_MS,
  })
  return code
}

async function runEndToEndTests(filters: readonly string[], reportFile: string): Promise<number> {
  await ensureBuilt()
  await findChromium()
  const cli = join(ROOT, 'node_modules', '@playwright', 'test', 'cli.js')
  const { code } = await runNode([cli, 'test', '--reporter=list,json', ...filters], {
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile },
    timeoutMs: RUNNER_TIMEOUT_MS,
  })
  return code
}

/** Skipped and flaky tests prove nothing, and an error outside of any test is one. */
function readPlaywrightReport(report: string): Counts {
  const { stats, errors } = JSON.parse(report) as {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number }
    errors: readonly unknown[]
  }
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped + errors.length }
}
