/** Runs many seeds, on all processors, and passes on what is worth telling of each. */

import { availableParallelism } from 'node:os'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { createTemplate } from './database.ts'
import { simulate, type Outcome } from './simulate.ts'

/** Seeds from `first` on. */
export interface Range {
  readonly first: number
  readonly count: number
}

/** What is told of a run: the whole story only where something was wrong. */
export type Told = Omit<Outcome, 'timeline'> & { readonly timeline: readonly string[] | null }

interface Job extends Range {
  readonly step: number
}

/** Runs a range of seeds; `tell` hears of each as it ends, in no order. Rejects when a worker dies. */
export async function runRange({ first, count }: Range, tell: (told: Told) => void): Promise<void> {
  const workers = Math.min(availableParallelism(), Math.ceil(count / 20))
  if (workers <= 1) return runSeeds({ first, count, step: 1 }, tell)
  const running = Array.from({ length: workers }, (_, index) =>
    runInWorker({ first: first + index, count: Math.ceil((count - index) / workers), step: workers }, tell),
  )
  await Promise.all(running)
}

async function runSeeds({ first, count, step }: Job, tell: (told: Told) => void): Promise<void> {
  const template = await createTemplate()
  for (let done = 0; done < count; done++) {
    const outcome = await simulate(first + done * step, { template })
    tell({ ...outcome, timeline: outcome.violations.length > 0 ? outcome.timeline : null })
    // What a run left in Node's own queues is cleared away before the next one begins.
    await new Promise((resolve) => void setImmediate(resolve))
  }
}

function runInWorker(job: Job, tell: (told: Told) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: job })
    worker.on('message', tell)
    worker.on('error', reject)
    worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`A worker ended with ${code}.`))))
  })
}

if (!isMainThread && isJob(workerData)) {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads has no origin
  await runSeeds(workerData, (told) => parentPort?.postMessage(told))
}

function isJob(data: unknown): data is Job {
  return typeof data === 'object' && data !== null && 'step' in data
}
