import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { DIALECT_VARIABLE, readDialect } from '../test/dialect.ts'
import { ensureBuilt } from './built.ts'
import { ROOT, runNode } from './child.ts'
import { formatCounts, judge, sumCounts, type Counts } from './counts.ts'
import { BROWSER_NAMES, findByName, type BrowserName } from './find-browser.ts'

/** A runner that takes longer than this hangs, and has failed: as a test file does that leaves a timer or a socket open. */
const RUNNER_TIMEOUT_MS = 900_000

const RESULTS = join(ROOT, 'test-results')

/** What one run of a runner is to do. */
interface Order {
  /** Run the tests whose files contain one of these, or all. */
  readonly filters: readonly string[]
  readonly reportFile: string
  readonly browser: BrowserName
}

/**
 * One of the test runners: `node` for what needs no browser, `button` for the element, `e2e` for all of it, `frameworks`
 * for the examples, which install what they need.
 */
interface Runner {
  readonly name: string
  /** Runs only when it is named: it takes minutes, and packages from the registry. */
  readonly onRequest?: boolean
  readonly needsBrowser: boolean
  /** Runs the tests. Returns the exit code. */
  readonly run: (order: Order) => Promise<number>
  readonly readCounts: (report: string) => Counts
}

const RUNNERS: readonly Runner[] = [
  {
    name: 'node',
    needsBrowser: false,
    run: runNodeTests,
    readCounts: (report) => JSON.parse(report) as Counts,
  },
  {
    name: 'button',
    needsBrowser: true,
    run: runButtonTests,
    readCounts: (report) => JSON.parse(report) as Counts,
  },
  { name: 'e2e', needsBrowser: true, run: runEndToEndTests, readCounts: readPlaywrightReport },
  {
    name: 'frameworks',
    onRequest: true,
    needsBrowser: true,
    run: runFrameworkTests,
    readCounts: readPlaywrightReport,
  },
]

/**
 * Runs the tests: all of them, or one runner's (`npm test -- node money`), in Chromium or in the browsers that are named
 * (`npm test -- --browsers firefox,webkit button`, or `all`); with `--dialect 2020` the backend's tests have the simulator
 * speak another dialect. The last line tells how many passed and failed;
 * test-results/summary.json has the same by runner and browser.
 */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      browsers: { type: 'string', default: 'chromium' },
      // What the servers and the fixtures of the tests have the simulator speak.
      dialect: { type: 'string', default: process.env[DIALECT_VARIABLE] ?? '' },
    },
    allowPositionals: true,
  })
  process.env[DIALECT_VARIABLE] = readDialect(values.dialect) ?? ''
  const { total } = await runTests(positionals, readBrowsers(values.browsers))
  console.log(formatCounts(total))
  return total.failed === 0 ? 0 : 1
}

function readBrowsers(list: string): readonly BrowserName[] {
  const asked = list === 'all' ? BROWSER_NAMES : list.split(',')
  const stranger = asked.find((name) => !BROWSER_NAMES.some((known) => known === name))
  if (stranger !== undefined) {
    throw new Error(`There is no browser "${stranger}" here: ${BROWSER_NAMES.join(', ')} or all.`)
  }
  return BROWSER_NAMES.filter((name) => asked.includes(name))
}

/** Runs the tests and returns the counts, by runner and browser, and summed. */
export async function runTests(
  args: readonly string[] = [],
  browsers: readonly BrowserName[] = ['chromium'],
): Promise<{ total: Counts; byRunner: Record<string, Counts> }> {
  const [name, ...filters] = args
  const chosen = RUNNERS.filter((runner) =>
    name === undefined ? runner.onRequest !== true : name === 'all' || runner.name === name,
  )
  if (chosen.length === 0)
    console.error(`There is no test runner "${name}": node, button, e2e, frameworks or all.`)
  mkdirSync(RESULTS, { recursive: true })
  const byRunner: Record<string, Counts> = {}
  // The command's own tests start the built package; a build that fails is told, and counted once, by the runner that needs it.
  if (name === undefined || name === 'all') await ensureBuilt().catch(() => undefined)
  for (const runner of chosen) {
    for (const browser of runner.needsBrowser ? browsers : browsers.slice(0, 1)) {
      const title = runner.needsBrowser ? `${runner.name} in ${browser}` : runner.name
      console.log(`\n— ${title} —`)
      const reportFile = join(RESULTS, `${title.replaceAll(' ', '-')}.json`)
      const counts = await runOne(runner, { filters, browser, reportFile })
      byRunner[title] = counts
      console.log(`${title}: ${formatCounts(counts)}`)
    }
  }
  const total = judge(sumCounts(Object.values(byRunner)), 0)
  writeFileSync(join(RESULTS, 'summary.json'), `${JSON.stringify({ total, byRunner }, null, 2)}\n`)
  return { total, byRunner }
}

async function runOne(runner: Runner, order: Order): Promise<Counts> {
  rmSync(order.reportFile, { force: true })
  try {
    const code = await runner.run(order)
    const report = existsSync(order.reportFile) ? readFileSync(order.reportFile, 'utf8') : ''
    return judge(report === '' ? undefined : runner.readCounts(report), code)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return { passed: 0, failed: 1 }
  }
}

async function runNodeTests({ filters, reportFile }: Order): Promise<number> {
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

async function runButtonTests({ filters, reportFile, browser }: Order): Promise<number> {
  await findByName(browser)
  const { code } = await runNode([join(ROOT, 'scripts', 'button-tests.ts'), reportFile, ...filters], {
    env: { ATHM_BROWSER: browser },
    timeoutMs: RUNNER_TIMEOUT_MS,
  })
  return code
}

function runEndToEndTests(order: Order): Promise<number> {
  return runPlaywright('playwright.config.ts', order)
}

function runFrameworkTests(order: Order): Promise<number> {
  return runPlaywright('test/frameworks/playwright.config.ts', order)
}

async function runPlaywright(config: string, { filters, reportFile, browser }: Order): Promise<number> {
  await ensureBuilt()
  await findByName(browser)
  const cli = join(ROOT, 'node_modules', '@playwright', 'test', 'cli.js')
  const { code } = await runNode([cli, 'test', '--config', config, '--reporter=list,json', ...filters], {
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile, ATHM_BROWSER: browser },
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
