/** One run from its seed to its verdict. */

import type { Browser } from 'playwright'
import { createDice } from '../simulation/dice.ts'
import { perform, type Scene } from './acts.ts'
import { payOnceMore, settle } from './ending.ts'
import { createSchedule, describeAct } from './schedule.ts'
import { openShop, type Shop } from './shop.ts'
import { openTabs } from './tabs.ts'
import { createWitness, type Witness } from './witness.ts'

/** What became of a run. */
export interface Outcome {
  readonly seed: number
  /** What was not as it has to be; empty for a good run. */
  readonly violations: readonly string[]
  /** All that was done and seen, line by line, with real milliseconds. */
  readonly timeline: readonly string[]
  /** For the figures. */
  readonly counts: Counts
}

/** What happened in runs. */
export interface Counts {
  readonly payments: number
  readonly captured: number
  readonly loads: number
  readonly restored: number
}

/** What a console may show in red: what the button writes on purpose, and what a browser says of lost connections. */
const EXPECTED = [
  /^athm-button:/,
  /Failed to load resource/,
  /net::ERR_/,
  /NetworkError|Cross-Origin Request Blocked|Loading failed for the module|can’t establish a connection|was interrupted|was blocked because of a disallowed MIME type/,
]

/** Runs one seed in a browser of its own window. */
export async function runSeed(browser: Browser, seed: number): Promise<Outcome> {
  const schedule = createSchedule(seed)
  const startedAt = performance.now()
  const timeline: string[] = [JSON.stringify(schedule.shop)]
  const note = (line: string): void =>
    void timeline.push(`${Math.round(performance.now() - startedAt)} ${line}`)
  const complaints = new Set<string>()
  /** Counts the payments that live, once there is somebody to count. */
  const counting: { count?: () => Promise<void> } = {}
  const shop = await openShop(schedule.shop, createDice(seed).fork(), {
    note,
    // The books know of a payment a moment after ATH Móvil does.
    ticketMade: () => void setTimeout(() => void counting.count?.().catch(() => {}), 50),
  })
  const witness = createWitness(shop, schedule.shop.isSigned, note)
  counting.count = witness.count
  const tabs = await openTabs(browser, shop.url, {
    report: (tab, report) => witness.hear(tab, report),
    complain(tab, text) {
      note(`${tab} console: ${text}`)
      if (!EXPECTED.some((one) => one.test(text))) complaints.add(`nothing unforeseen: ${tab}: ${text}`)
    },
  })
  const scene: Scene = { shop, tabs, witness }
  try {
    await tabs.open()
    for (const { act, pauseMs } of schedule.steps) {
      note(`> ${describeAct(act)}`)
      note(`< ${await perform(scene, act)}`)
      await witness.count()
      await new Promise((resolve) => void setTimeout(resolve, pauseMs))
    }
    note(`> no more faults; then ${schedule.ending}`)
    const unsettled = await settle(scene, schedule.ending)
    const stuck = unsettled.length > 0 ? [] : await payOnceMore(scene, schedule.shop.isSigned)
    const violations = [...(await witness.close()), ...unsettled, ...stuck, ...complaints]
    return { seed, violations, timeline, counts: await count(shop, witness) }
  } catch (error) {
    const fault = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { seed, violations: [`the run itself: ${fault}`], timeline, counts: await count(shop, witness) }
  } finally {
    await tabs.leave()
    await shop.close()
  }
}

async function count(shop: Shop, witness: Witness): Promise<Counts> {
  const movements = await shop.movements()
  return { payments: shop.payments().length, captured: movements.length, ...witness.counts }
}
