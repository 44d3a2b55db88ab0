import { parseArgs } from 'node:util'
import { createTemplate } from '../test/simulation/database.ts'
import { runRange, type Told } from '../test/simulation/range.ts'
import { simulate } from '../test/simulation/simulate.ts'

/** What many runs came to. */
export interface Figures {
  readonly failed: readonly Told[]
  readonly text: string
}

/**
 * Runs the server against a world in which everything goes wrong, by seeds: `npm run simulate -- --seeds 2000`. A seed
 * that fails is told with its rule; `--seed S --verbose` then shows all that happened in it, line by line.
 */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string' },
      seed: { type: 'string' },
      verbose: { type: 'boolean', default: false },
    },
  })
  const first = Number(values.seed ?? 1)
  const count = Number(values.seeds ?? (values.seed === undefined ? 200 : 1))
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(count) || count < 1) {
    console.error('--seed and --seeds take whole numbers, such as --seed 17 --seeds 2000.')
    return 1
  }
  if (count === 1) return showOne(first, values.verbose)
  const { failed, text } = await simulateRange(first, count)
  for (const { seed, violations, timeline } of failed) {
    if (values.verbose) console.log(timeline?.join('\n'))
    console.log(`seed ${seed} failed: ${violations.join('; ')}`)
  }
  console.log(text)
  return failed.length === 0 ? 0 : 1
}

async function showOne(seed: number, verbose: boolean): Promise<number> {
  const { timeline, digest, violations } = await simulate(seed, { template: await createTemplate() })
  if (verbose) console.log(timeline.join('\n'))
  for (const violation of violations) console.log(`seed ${seed} failed: ${violation}`)
  console.log(`seed ${seed}: digest ${digest}, ${violations.length} violations`)
  return violations.length === 0 ? 0 : 1
}

/** How many seeds pass between two lines that tell how far it is. */
const PROGRESS_EVERY = 1_000

/** Runs seeds and sums them up. */
export async function simulateRange(first: number, count: number): Promise<Figures> {
  const startedAt = performance.now()
  const failed: Told[] = []
  const sum = { payments: 0, captured: 0, refunds: 0, calls: 0 }
  let done = 0
  await runRange({ first, count }, (told) => {
    done += 1
    if (done % PROGRESS_EVERY === 0)
      console.error(`       ${done} of ${count} seeds, ${failed.length} failed`)
    if (told.violations.length > 0) failed.push(told)
    for (const name of ['payments', 'captured', 'refunds', 'calls'] as const) sum[name] += told.counts[name]
  })
  const perSecond = (count / ((performance.now() - startedAt) / 1000)).toFixed(1)
  const text =
    `${count} seeds, ${failed.length} failed, ${perSecond} seeds/s: ${sum.payments} payments, ${sum.captured} captured, ` +
    `${sum.refunds} refunds, ${sum.calls} upstream calls`
  return { failed, text }
}
