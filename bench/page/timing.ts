/** What a browser does when a button is defined: how long it takes, and what moves. */

import type { Browser } from 'playwright'
import { quantile } from '../figures/statistics.ts'
import type { Contender } from './contenders.ts'

/** Medians, in milliseconds. */
export interface Timing {
  /** From the beginning of the definition to the paint of the first frame that has all buttons in it. */
  readonly shownMs: number
  /** What the main thread did until then: scripts, styles and layout. */
  readonly busyMs: number
  /** The page's layout shift, by the browser's own count. */
  readonly shift: number
}

/** What one page says of itself. */
interface Seen {
  readonly startedAt: number
  readonly shownAt: number
  readonly shift: number
}

/** Opens a contender's page once in a browser that knows nothing yet, and defines it there. */
export async function timeOnce(
  browser: Browser,
  contender: Contender,
  { url, count, below }: { url: string; count: number; below: boolean },
): Promise<Timing> {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    const cdp = await context.newCDPSession(page)
    await page.goto(`${url}/${contender.tag}?count=${count}${below ? '&below' : ''}`)
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
    const before = await readBusyMs(cdp)
    const seen: Seen = await page.evaluate(defineAndWatch, contender.path)
    const busyMs = (await readBusyMs(cdp)) - before
    return { shownMs: seen.shownAt - seen.startedAt, busyMs, shift: seen.shift }
  } finally {
    await context.close()
  }
}

/** Runs in the page. */
async function defineAndWatch(path: string): Promise<Seen> {
  let shift = 0
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) shift += (entry as PerformanceEntry & { value: number }).value
  }).observe({ type: 'layout-shift', buffered: true })
  // A task begun within a frame runs once that frame was painted.
  const nextFrame = () =>
    new Promise<void>((resolve) => void requestAnimationFrame(() => void setTimeout(resolve)))
  // The way to the file is the network's matter: what is imported comes from the cache.
  await (await fetch(path)).text()
  await nextFrame()
  const startedAt = performance.now()
  await import(path)
  await nextFrame()
  const shownAt = performance.now()
  // What a button's backend or its dialog would move, moves within these.
  for (let frame = 0; frame < 10; frame++) {
    // oxlint-disable-next-line no-await-in-loop -- one frame after the other
    await nextFrame()
  }
  return { startedAt, shownAt, shift }
}

interface Metrics {
  send(method: 'Performance.getMetrics'): Promise<{ metrics: { name: string; value: number }[] }>
}

async function readBusyMs(cdp: Metrics): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics')
  const seconds = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? 0
  return 1000 * (seconds('ScriptDuration') + seconds('LayoutDuration') + seconds('RecalcStyleDuration'))
}

/** The medians of many loads, and the worst shift of them. */
export function summarize(timings: readonly Timing[]): Timing {
  const median = (pick: (timing: Timing) => number): number => quantile(timings.map(pick), 0.5)
  return {
    shownMs: median(({ shownMs }) => shownMs),
    busyMs: median(({ busyMs }) => busyMs),
    shift: Math.max(...timings.map(({ shift }) => shift)),
  }
}
