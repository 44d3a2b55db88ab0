import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { chromium, type Browser } from 'playwright'
import { ensureBuilt } from '../scripts/built.ts'
import { ROOT } from '../scripts/child.ts'
import { CHROMIUM_ARGS, findChromium } from '../scripts/find-browser.ts'
import { bundleContenders, type Contender } from './page/contenders.ts'
import { servePages } from './page/page-server.ts'
import { summarize, timeOnce, type Timing } from './page/timing.ts'

const LOADS = 15
const MANY = 100
const AIMS = { busyMs: 10, manyMs: 100 }

/**
 * Prints what the idle button costs a page, beside other buttons in the same run: bytes, from definition to first paint, the
 * main thread's time, a hundred of them, and what moves. Fails when ours moves anything, or misses an aim.
 */
export async function run(): Promise<number> {
  await ensureBuilt()
  const folder = mkdtempSync(join(tmpdir(), 'athm-bench-'))
  const contenders = await bundleContenders(folder)
  const server = await servePages(contenders)
  const browser = await chromium.launch({ executablePath: await findChromium(), args: CHROMIUM_ARGS })
  try {
    const one = await measure(browser, contenders, { url: server.url, count: 1, below: false })
    const many = await measure(browser, contenders, { url: server.url, count: MANY, below: false })
    const below = await measure(browser, contenders, { url: server.url, count: 1, below: true })
    return report(contenders, { one, many, below })
  } finally {
    await browser.close()
    server.close()
    rmSync(folder, { recursive: true })
  }
}

type Timings = ReadonlyMap<Contender, Timing>

/** In turns, so that whatever else the machine does hits all of them alike. The first round warms up. */
async function measure(
  browser: Browser,
  contenders: readonly Contender[],
  where: { url: string; count: number; below: boolean },
): Promise<Timings> {
  const timings = new Map<Contender, Timing[]>(contenders.map((contender) => [contender, []]))
  for (let load = 0; load <= LOADS; load++) {
    for (const [contender, all] of timings) {
      // oxlint-disable-next-line no-await-in-loop -- one page at a time: they share the processor
      const timing = await timeOnce(browser, contender, where)
      if (load > 0) all.push(timing)
    }
  }
  return new Map([...timings].map(([contender, all]) => [contender, summarize(all)]))
}

function report(
  contenders: readonly Contender[],
  { one, many, below }: { one: Timings; many: Timings; below: Timings },
): number {
  console.log(`medians of ${LOADS} loads each, in Chromium; files fetched beforehand`)
  for (const contender of contenders) {
    const [alone, crowd] = [one.get(contender), many.get(contender)]
    const brotli = weigh(contender.file)
    console.log(
      `${contender.name}: ${brotli} bytes by brotli; painted ${ms(alone?.shownMs)} after its definition began, main thread ${ms(alone?.busyMs)}; ` +
        `${MANY} on a page painted in ${ms(crowd?.shownMs)}, main thread ${ms(crowd?.busyMs)}; layout shift ${below.get(contender)?.shift.toFixed(4)}`,
    )
  }
  const dialog = weigh(join(ROOT, 'dist', 'standalone-dialog.js'))
  console.log(
    `athm-button’s dialog, which comes with the first sign of interest: ${dialog} bytes by brotli more`,
  )
  console.log(
    'Google Pay’s paints nothing here: its looks come from a script of Google’s, which is not counted.',
  )
  const [ours] = contenders
  const [alone, crowd, shift] = [
    ours && one.get(ours),
    ours && many.get(ours),
    ours && below.get(ours)?.shift,
  ]
  console.log(
    `aims for ours: main thread under ${AIMS.busyMs} ms, ${MANY} under ${AIMS.manyMs} ms, layout shift 0`,
  )
  const isGood =
    shift === 0 && (alone?.busyMs ?? Infinity) < AIMS.busyMs && (crowd?.shownMs ?? Infinity) < AIMS.manyMs
  return isGood ? 0 : 1
}

function weigh(file: string): number {
  return brotliCompressSync(readFileSync(file)).length
}

function ms(value = Number.NaN): string {
  return Number.isNaN(value) ? '—' : `${value.toFixed(1)} ms`
}
