import { parseArgs } from 'node:util'
import { countMixtures, readMixtures } from '../test/server/wire-mixtures.ts'
import { fuzzReader } from '../test/webhooks/fuzz/read.ts'
import { cut, PROOFS, runJobs, type Done, type Proof } from '../test/webhooks/jobs.ts'
import { CASES } from '../test/webhooks/orders.ts'

/** How many of each are run when nothing is said. */
const USUAL: Readonly<Record<Proof, number>> = {
  bodies: 100_000,
  forgeries: 10_000,
  arrivals: 1_000,
  orders: 1_440,
}

/** How many pass between two lines that tell how far it is. */
const PROGRESS_EVERY: Readonly<Record<Proof, number>> = {
  bodies: 50_000,
  forgeries: 10_000,
  arrivals: 1_000,
  orders: 5_000,
}

/** How many bodies are given to the reader alone at a time. */
const READ_AT_ONCE = 10_000

/**
 * Delivers what nobody should believe, and what is true in every order: `npm run fuzz -- --bodies 1000000`, `--forgeries`,
 * `--arrivals` (the real event among forged ones), `--orders` (all with `all`), `--reads` (the reader alone), `--spellings 3`
 * (every three spellings together). What fails is told with its seed; `--seed S` begins there.
 */
export async function run(args: readonly string[]): Promise<number> {
  const texts = Object.fromEntries([...PROOFS, 'reads', 'spellings', 'seed'].map((name) => [name, TEXT]))
  const { values } = parseArgs({ args: [...args], options: texts })
  const seed = toCount(values['seed'] ?? '1')
  const counts = PROOFS.map((proof) => [proof, toCount(values[proof])] as const)
  const reads = toCount(values['reads'])
  const spellings = toCount(values['spellings'])
  if ([seed, reads, spellings, ...counts.map(([, count]) => count)].some((count) => Number.isNaN(count))) {
    console.error('The arguments take whole numbers, such as --bodies 100000 --seed 17.')
    return 1
  }
  const isAsked = reads !== null || spellings !== null || counts.some(([, count]) => count !== null)
  let failures = 0
  if (reads !== null) failures += readAlone(seed ?? 1, reads)
  if (spellings !== null) failures += readSpellings(seed ?? 1, spellings)
  for (const [proof, count] of counts) {
    if (count !== null || !isAsked) failures += await prove(proof, count ?? USUAL[proof], seed ?? 1)
  }
  return failures === 0 ? 0 : 1
}

const TEXT = { type: 'string' } as const

/** Reads a count: null where there is none, NaN where it is none. */
function toCount(text: unknown): number | null {
  if (typeof text !== 'string') return null
  if (text === 'all') return CASES
  const count = Number(text)
  return Number.isSafeInteger(count) && count >= 0 ? count : Number.NaN
}

async function prove(proof: Proof, count: number, seed: number): Promise<number> {
  const startedAt = performance.now()
  const sum: Record<string, number> = {}
  const failed: Done[] = []
  let done = 0
  await runJobs(cut(proof, count, seed), (piece) => {
    const before = done
    done += piece.job.count
    for (const [name, figure] of Object.entries(piece.figures)) sum[name] = (sum[name] ?? 0) + figure
    if (piece.failure !== null) {
      failed.push(piece)
      const { seed: at, count: many } = piece.job
      console.log(`${piece.failure}\nagain: npm run fuzz -- --${proof} ${many} --seed ${at}`)
    }
    const every = PROGRESS_EVERY[proof]
    if (Math.floor(before / every) < Math.floor(done / every)) {
      console.error(`       ${done} of ${count} ${proof}, ${failed.length} failed, ${rate(done, startedAt)}`)
    }
  })
  const figures = Object.entries(sum)
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([name, figure]) => `${figure} ${name}`)
  const all = proof === 'orders' ? ` of ${CASES}` : ''
  const told = figures.length === 0 ? '' : `: ${figures.join(', ')}`
  console.log(
    `${count}${all} ${proof} from seed ${seed}, ${failed.length} failed, ${rate(count, startedAt)}${told}`,
  )
  return failed.length
}

function readAlone(seed: number, count: number): number {
  const startedAt = performance.now()
  try {
    for (let done = 0; done < count; done += READ_AT_ONCE) {
      fuzzReader(seed + done, Math.min(READ_AT_ONCE, count - done))
    }
  } catch (error) {
    console.log(error instanceof Error ? error.message : String(error))
    return 1
  }
  console.log(`${count} bodies from seed ${seed} were read without a server, ${rate(count, startedAt)}`)
  return 0
}

function readSpellings(seed: number, together: number): number {
  const startedAt = performance.now()
  try {
    const bodies = readMixtures(together, seed)
    console.log(`${bodies} bodies with every ${together} spellings together, ${rate(bodies, startedAt)}`)
    return bodies === countMixtures(together) ? 0 : 1
  } catch (error) {
    console.log(error instanceof Error ? error.message : String(error))
    return 1
  }
}

function rate(count: number, startedAt: number): string {
  const perSecond = count / ((performance.now() - startedAt) / 1000)
  return `${perSecond < 100 ? perSecond.toFixed(1) : Math.round(perSecond)} a second`
}
