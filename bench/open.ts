import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { ensureBuilt } from '../scripts/built.ts'
import { describeTail, mostWithin } from './figures/statistics.ts'
import { createCaller } from './load/caller.ts'
import { begin, confirm, payAndWatch, type Confirmed, type Place } from './load/customers.ts'
import { startPart, startServer, type Serving } from './load/processes.ts'
import type { UpstreamCall } from './load/upstream.ts'
import { countProcessorUse, readMemory, type Memory, type ProcessorUse } from './load/usage.ts'

const OPEN = 10_000
const WATCHED = 100
/** Of those that nobody watches, so many more are there to be confirmed: the others stay as many as they are. */
const SAMPLE = 500
const UPSTREAM_MS = 50
/** How many payments begin at the same time, until all are open. */
const BEGIN_TOGETHER = 24
/** Whoever has just begun a payment counts as looking for ten seconds. */
const SETTLE_MS = 12_000
/** The sample is confirmed at random within this time. */
const CONFIRM_WITHIN_MS = 40_000
/** A watched payment is confirmed after so long, and up to so much more. */
const WATCH_MS = 3_000
const WATCH_UP_TO_MS = 10_000
/** After this, who is not authorized yet is given up. */
const PATIENCE_MS = 260_000
const AIMS = { readsPerSecond: 100, megabytes: 400, watchedMs: 5_000, unwatchedMs: 240_000 }

/**
 * Prints what 10,000 open payments cost, 100 of them with a page open at any time: upstream reads a second, memory, and
 * how long after the customer's confirmation a payment is authorized, with somebody watching and with nobody. In real
 * time, about five and a half minutes. Fails when a confirmed payment is never authorized.
 */
export async function run(): Promise<number> {
  await ensureBuilt()
  const folder = mkdtempSync(join(tmpdir(), 'athm-bench-'))
  const file = join(folder, 'athm.db')
  const upstream = await startPart('upstream.ts', [String(UPSTREAM_MS)])
  try {
    const server = await startServer({ database: file, upstreamUrl: upstream.url })
    const database = new DatabaseSync(file, { readOnly: true })
    const { post, close } = createCaller()
    try {
      const place = { post, serverUrl: server.url, upstreamUrl: upstream.url, database }
      return report(await measure(place, { server, upstream }))
    } finally {
      close()
      database.close()
      await server.kill()
    }
  } finally {
    await upstream.kill()
    rmSync(folder, { recursive: true })
  }
}

/** What the run came to. Times are milliseconds. */
interface Found {
  readonly openAtEnd: number
  /** When each upstream read of the measured time came, and how long that time was. */
  readonly reads: readonly number[]
  readonly measuredMs: number
  /** The most reads in any second of the whole run. */
  readonly mostReads: number
  readonly memory: Memory
  readonly use: ProcessorUse
  readonly watchedMs: readonly number[]
  readonly toldMs: readonly number[]
  readonly unwatchedMs: readonly number[]
  readonly neverAuthorized: number
}

async function measure(
  place: Place,
  { server, upstream }: { server: Serving; upstream: Serving },
): Promise<Found> {
  console.log(`opening ${OPEN + SAMPLE} payments …`)
  const ids = await beginAll(place, OPEN + SAMPLE)
  await wait(SETTLE_MS)

  console.log(
    `${WATCHED} pages watch; ${SAMPLE} customers without a page confirm within ${CONFIRM_WITHIN_MS / 1000} s …`,
  )
  const startedAt = Date.now()
  const readUse = countProcessorUse([server.child.pid, upstream.child.pid, process.pid])
  const closing = new AbortController()
  const watching = Array.from({ length: WATCHED }, () => keepWatching(place, closing.signal))
  // Spread over all ages, since neighbours in age are read one after the other.
  const everyNth = (OPEN + SAMPLE) / SAMPLE
  const sampled = ids.filter((_, index) => index % everyNth === 0)
  const sample = await confirmAtRandom(place, sampled)
  await untilAuthorized(place, sample, startedAt + PATIENCE_MS)
  const endedAt = Date.now()
  const use = readUse()
  const memory = readMemory(server.child.pid)
  closing.abort()
  const watched = (await Promise.all(watching)).flat()

  const completedAt = readCompleted(place)
  const calls = await readCalls(upstream)
  const reads = calls.filter(({ name }) => name === 'findPayment').map(({ at }) => at)
  const took = (confirmed: readonly Confirmed[]): number[] =>
    confirmed.map(({ paymentId, confirmedAt }) => (completedAt.get(paymentId) ?? Number.NaN) - confirmedAt)
  const isKnown = (ms: number): boolean => !Number.isNaN(ms)
  return {
    openAtEnd: countOpen(place),
    reads: reads.filter((at) => at >= startedAt && at < endedAt),
    measuredMs: endedAt - startedAt,
    mostReads: mostWithin(reads, 1000),
    memory,
    use,
    watchedMs: took(watched).filter(isKnown),
    toldMs: watched.map(({ confirmedAt, toldAt }) => (toldAt ?? Number.NaN) - confirmedAt),
    unwatchedMs: took(sample).filter(isKnown),
    neverAuthorized: took([...sample, ...watched]).filter(Number.isNaN).length,
  }
}

async function beginAll(place: Place, count: number): Promise<string[]> {
  const ids: string[] = []
  let begun = 0
  const beginNext = async (): Promise<void> => {
    while (begun++ < count) ids.push((await begin(place)).payment_id)
  }
  await Promise.all(Array.from({ length: BEGIN_TOGETHER }, beginNext))
  return ids
}

/** One page after the other, until told to close; each is confirmed and paid. */
async function keepWatching(place: Place, closing: AbortSignal): Promise<Confirmed[]> {
  const confirmed: Confirmed[] = []
  while (!closing.aborted) confirmed.push(await payAndWatch(place, WATCH_MS + Math.random() * WATCH_UP_TO_MS))
  return confirmed
}

async function confirmAtRandom(place: Place, ids: readonly string[]): Promise<Confirmed[]> {
  const confirming = ids.map(async (paymentId) => {
    await wait(Math.random() * CONFIRM_WITHIN_MS)
    return { paymentId, confirmedAt: await confirm(place, paymentId), toldAt: null }
  })
  return Promise.all(confirming)
}

async function untilAuthorized(place: Place, sample: readonly Confirmed[], until: number): Promise<void> {
  const isDone = (): boolean => {
    const completedAt = readCompleted(place)
    return sample.every(({ paymentId }) => completedAt.has(paymentId))
  }
  while (!isDone() && Date.now() < until) await wait(1_000)
}

function readCompleted({ database }: Place): ReadonlyMap<string, number> {
  const rows = database
    .prepare("SELECT id, completed_at FROM payments WHERE status = 'COMPLETED'")
    .all() as unknown as readonly { id: string; completed_at: number }[]
  return new Map(rows.map(({ id, completed_at: completedAt }) => [id, completedAt]))
}

function countOpen({ database }: Place): number {
  return Number(
    database.prepare("SELECT count(*) AS open FROM payments WHERE status = 'OPEN'").get()?.['open'],
  )
}

async function readCalls({ child }: Serving): Promise<readonly UpstreamCall[]> {
  child.send('calls?')
  return ((await once(child, 'message')) as [readonly UpstreamCall[]])[0]
}

function report(found: Found): number {
  const { reads, measuredMs, memory, use } = found
  const seconds = measuredMs / 1000
  const percent = (share: number): string => `${Math.round(share * 100)} %`
  console.log(
    `${OPEN} open payments and more, ${WATCHED} watched at any time, ${Math.round(seconds)} s in real time, upstream in ${UPSTREAM_MS} ms`,
  )
  console.log(
    `upstream reads: ${(reads.length / seconds).toFixed(1)} a second, at most ${mostWithin(reads, 1000)} in any second (in the whole run ${found.mostReads}); aim: at most ${AIMS.readsPerSecond}`,
  )
  console.log(
    `memory of the server (RSS): ${Math.round(memory.now)} MB, at most ${Math.round(memory.most)} MB; aim: at most ${AIMS.megabytes}`,
  )
  console.log(
    `from confirmation to authorized, ${found.watchedMs.length} watched: ${describeTail(found.watchedMs)}`,
  )
  console.log(`from confirmation until the page was told:  ${describeTail(found.toldMs)}`)
  console.log(`aim: 99th percentile within ${AIMS.watchedMs} ms`)
  console.log(
    `from confirmation to authorized, ${found.unwatchedMs.length} that nobody watched: ${describeTail(found.unwatchedMs)}`,
  )
  console.log(`aim: 99th percentile within ${AIMS.unwatchedMs} ms`)
  console.log(
    `used of one processor: server ${percent(use.own[0] ?? 0)}, upstream ${percent(use.own[1] ?? 0)}, customers ${percent(use.own[2] ?? 0)}, everything else ${percent(use.others)}`,
  )
  console.log(`open at the end: ${found.openAtEnd}; confirmed and not authorized: ${found.neverAuthorized}`)
  return found.neverAuthorized === 0 && found.openAtEnd >= OPEN ? 0 : 1
}
