/** The proofs of webhook handling, cut into pieces that each take a second or two, and run on all processors. */

import { availableParallelism } from 'node:os'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { ARRIVALS_PER_SHOP, runArrivals } from './arrivals.ts'
import { FORGERIES_PER_SHOP, forgeInOneShop } from './forgeries.ts'
import { BODIES_PER_SHOP, fuzzOneShop } from './fuzz/run.ts'
import { CASES, runOrders } from './orders.ts'

/** What is proven: fuzzed bodies, forged events, the real event among forged ones, events in every order. */
export const PROOFS = ['bodies', 'forgeries', 'arrivals', 'orders'] as const

/** One of them. */
export type Proof = (typeof PROOFS)[number]

/** A piece of a proof; the same seed and count bring the same run. */
export interface Job {
  readonly proof: Proof
  readonly seed: number
  readonly count: number
}

/** What a piece came to: figures by their names, or why it failed. */
export interface Done {
  readonly job: Job
  readonly figures: Readonly<Record<string, number>>
  readonly failure: string | null
}

const PIECES: Readonly<Record<Proof, number>> = {
  bodies: BODIES_PER_SHOP,
  forgeries: FORGERIES_PER_SHOP,
  arrivals: ARRIVALS_PER_SHOP,
  orders: 60,
}

/** Seeds of arrivals and orders name single cases, of the others a whole piece. */
const SEEDS_PER_PIECE: Readonly<Record<Proof, number>> = {
  bodies: 1,
  forgeries: 1,
  arrivals: ARRIVALS_PER_SHOP,
  orders: PIECES.orders,
}

/** Cuts a proof into pieces. */
export function cut(proof: Proof, count: number, seed: number): Job[] {
  const pieces = Math.ceil(count / PIECES[proof])
  return Array.from({ length: pieces }, (_, index) => ({
    proof,
    seed: seed + index * SEEDS_PER_PIECE[proof],
    count: Math.min(PIECES[proof], count - index * PIECES[proof]),
  }))
}

/** Runs pieces; `tell` hears of each as it ends, in no order. Rejects when a worker dies. */
export async function runJobs(jobs: readonly Job[], tell: (done: Done) => void): Promise<void> {
  const workers = Math.min(availableParallelism(), Math.ceil(jobs.length / 4))
  if (workers <= 1) {
    for (const job of jobs) tell(await runJob(job))
    return
  }
  const lines = Array.from({ length: workers }, (_, line) =>
    jobs.filter((_job, index) => index % workers === line),
  )
  await Promise.all(lines.map((line) => runInWorker(line, tell)))
}

/** Runs one piece. */
export async function runJob(job: Job): Promise<Done> {
  try {
    return { job, figures: await run(job), failure: null }
  } catch (error) {
    return { job, figures: {}, failure: error instanceof Error ? error.message : String(error) }
  }
}

async function run({ proof, seed, count }: Job): Promise<Record<string, number>> {
  switch (proof) {
    case 'bodies':
      return (await fuzzOneShop(seed, count)).states
    case 'forgeries': {
      const { states, readings, seconds } = await forgeInOneShop(seed, count)
      return { ...states, readings, seconds: Math.round(seconds) }
    }
    case 'arrivals':
      await runArrivals(seed, count)
      return {}
    case 'orders':
      await runOrders(Array.from({ length: count }, (_, index) => toCaseIndex(seed + index)))
      return {}
  }
}

/** Prime to the number of cases: neighbours have nothing in common, and so many steps come to every case once. */
const STRIDE = 7_919

/** The index of the case that comes at a place: all of them, each once, well mixed. */
export function toCaseIndex(place: number): number {
  return (place * STRIDE) % CASES
}

function runInWorker(jobs: readonly Job[], tell: (done: Done) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { webhookJobs: jobs } })
    worker.on('message', tell)
    worker.on('error', reject)
    worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`A worker ended with ${code}.`))))
  })
}

if (!isMainThread && hasJobs(workerData)) {
  for (const job of workerData.webhookJobs) {
    const done = await runJob(job)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads has no origin
    parentPort?.postMessage(done)
  }
}

function hasJobs(data: unknown): data is { webhookJobs: readonly Job[] } {
  return typeof data === 'object' && data !== null && 'webhookJobs' in data
}
