import { parseArgs } from 'node:util'
import { chromium, firefox, type Browser } from 'playwright'
import { runSeed, type Counts, type Outcome } from '../test/browser-chaos/run.ts'
import { ensureBuilt } from './built.ts'
import { findFirefox, toFirefoxOptions } from './browsers/firefox.ts'
import { CHROMIUM_ARGS, findChromium } from './find-browser.ts'

/** What many runs came to. */
export interface Figures {
  readonly failed: readonly Outcome[]
  readonly text: string
}

/** A browser that the chaos takes place in. */
export type ChaosBrowser = 'chromium' | 'firefox'

/** Runs wait more than they work: several share one browser. */
const LANES = 3

/** A browser is a fresh one after so many runs. */
const RUNS_A_BROWSER = 25

/**
 * Runs the button against everything that happens to a page, by seeds: `npm run chaos -- --seeds 300`. A seed that fails
 * is told with its rule and with all that happened; `--seed S` runs it again.
 */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string' },
      seed: { type: 'string' },
      browser: { type: 'string', default: 'chromium' },
      lanes: { type: 'string' },
      verbose: { type: 'boolean', default: false },
    },
  })
  const first = Number(values.seed ?? 1)
  const count = Number(values.seeds ?? (values.seed === undefined ? 20 : 1))
  const lanes = Number(values.lanes ?? LANES)
  if (![first, count, lanes].every(Number.isSafeInteger) || count < 1 || lanes < 1) {
    console.error('--seed, --seeds and --lanes take whole numbers, such as --seed 17 --seeds 300.')
    return 1
  }
  const { browser } = values
  if (browser !== 'chromium' && browser !== 'firefox') {
    console.error('--browser is chromium or firefox.')
    return 1
  }
  await ensureBuilt()
  const { failed, text } = await runChaos({ browser, first, count, lanes }, (outcome) => {
    if (values.verbose || outcome.violations.length > 0) console.log(outcome.timeline.join('\n'))
    for (const violation of outcome.violations) console.log(`seed ${outcome.seed} failed: ${violation}`)
  })
  console.log(text)
  return failed.length === 0 ? 0 : 1
}

/** Which runs to make. */
export interface ChaosRange {
  readonly browser: ChaosBrowser
  readonly first: number
  readonly count: number
  readonly lanes?: number
}

/** Runs seeds and sums them up; `tell` hears of each as it ends. The package has to be built. */
export async function runChaos(
  { browser: name, first, count, lanes = LANES }: ChaosRange,
  tell: (outcome: Outcome) => void = () => {},
): Promise<Figures> {
  const startedAt = performance.now()
  const failed: Outcome[] = []
  const sum: Record<keyof Counts, number> = { payments: 0, captured: 0, loads: 0, restored: 0 }
  for (let begun = 0; begun < count; begun += RUNS_A_BROWSER) {
    const seeds = Array.from(
      { length: Math.min(RUNS_A_BROWSER, count - begun) },
      (_, index) => first + begun + index,
    )
    const browser = await launch(name)
    const work = async (): Promise<void> => {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
        const outcome = await runSeed(browser, seed)
        tell(outcome)
        if (outcome.violations.length > 0) failed.push(outcome)
        for (const key of Object.keys(sum) as (keyof Counts)[]) sum[key] += outcome.counts[key]
      }
    }
    await Promise.all(Array.from({ length: lanes }, work))
    await browser.close()
    console.error(
      `       ${Math.min(begun + RUNS_A_BROWSER, count)} of ${count} seeds, ${failed.length} failed`,
    )
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
  const text =
    `${count} seeds in ${name}, ${failed.length} failed, ${seconds} s: ${sum.payments} payments, ${sum.captured} captured, ` +
    `${sum.loads} page loads, ${sum.restored} restored whole`
  return { failed, text }
}

async function launch(name: ChaosBrowser): Promise<Browser> {
  if (name === 'firefox') return firefox.launch(toFirefoxOptions(await findFirefox()))
  // Playwright takes the back-forward cache away; customers have it.
  const ignoreDefaultArgs = ['--disable-back-forward-cache']
  return chromium.launch({ executablePath: await findChromium(), args: CHROMIUM_ARGS, ignoreDefaultArgs })
}
