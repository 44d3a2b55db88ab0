import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { DatabaseSync } from 'node:sqlite'
import { ensureBuilt } from '../scripts/built.ts'
import { ROUTES, type InitiateView } from '../src/protocol/index.ts'
import { describeTail, quantile } from './figures/statistics.ts'
import { createCaller } from './load/caller.ts'
import { startPart, startServer, type Serving } from './load/processes.ts'
import { sendOverWire, type Answered } from './load/wire-sender.ts'

const SECONDS = 60
/** The bare receiver's turns, one before and one after the server's. */
const BARE_SECONDS = 10
const CONNECTIONS = 100
/** How often each body is sent. */
const COPIES = 10
const WARM_UP_SECONDS = 3
/** How often somebody looks at a payment meanwhile. */
const LOOK_EVERY_MS = 100

/**
 * Prints how many deliveries a second are safely stored and answered, and how long a customer's status takes meanwhile;
 * beside it a receiver that commits each delivery by itself. Fails when a delivery that was answered is not in the
 * database after the server was killed.
 */
export async function run(): Promise<number> {
  await ensureBuilt()
  const folder = mkdtempSync(join(tmpdir(), 'athm-bench-'))
  const upstream = await startPart('upstream.ts', ['5'])
  try {
    return await measure(upstream, folder)
  } finally {
    await upstream.kill()
    rmSync(folder, { recursive: true })
  }
}

async function measure(upstream: Serving, folder: string): Promise<number> {
  const database = join(folder, 'athm.db')
  const bare = await startPart('bare-receiver.ts', [join(folder, 'bare.db')])
  const handlers = join(folder, 'handlers.mjs')
  // As a merchant's own code: without it a sandbox prints every event, and that is what would be measured.
  writeFileSync(handlers, "export default (athm) => void athm.on('payment.completed', () => {})\n")
  const server = await startServer({ database, upstreamUrl: upstream.url, handlers })
  try {
    const address = `${server.url}/athm/webhook/`
    const warm = await send(address, WARM_UP_SECONDS, 'warm')
    await send(bare.url, WARM_UP_SECONDS, 'warm')
    const before = await send(bare.url, BARE_SECONDS, 'before')
    const watching = watchStatus(server.url)
    const sent = await send(address, SECONDS, 'measured')
    const statusMs = await watching.stop()
    await server.kill()
    const after = await send(bare.url, BARE_SECONDS, 'after')
    return report(database, { sent, bare: [before, after], statusMs, extra: warm.answers.length })
  } finally {
    await server.kill()
    await bare.kill()
  }
}

interface Run {
  readonly answers: readonly Answered[]
  readonly perSecond: number
  readonly busyShare: number
}

/** Sends for so long, each body ten times, some way apart. */
async function send(url: string, seconds: number, name: string): Promise<Run> {
  const startedAt = performance.now()
  const busyBefore = performance.eventLoopUtilization()
  const next = (index: number): string | null =>
    performance.now() - startedAt > seconds * 1000 ? null : toBody(`${name}-${toEvent(index)}`)
  const answers = await sendOverWire(url, { connections: CONNECTIONS, next })
  const tookS = (performance.now() - startedAt) / 1000
  const busyShare = performance.eventLoopUtilization(busyBefore).utilization
  return { answers, perSecond: answers.length / tookS, busyShare }
}

const EVENTS_AT_ONCE = 500

/** Five hundred events take turns, ten rounds; then the next five hundred. */
function toEvent(index: number): number {
  const round = Math.floor(index / (EVENTS_AT_ONCE * COPIES))
  return round * EVENTS_AT_ONCE + (index % EVENTS_AT_ONCE)
}

/** A completed payment in the shape of 2025, of a ticket that nobody knows. */
function toBody(name: string): string {
  return JSON.stringify({
    businessName: 'Café del Viejo San Juan',
    dailyTransactionId: '0002',
    date: '2026-01-15 16:30:52',
    ecommerceId: `bench-${name}`,
    email: '',
    fee: 0.63,
    isNonProfit: false,
    items: [{ name: 'Café', description: '', quantity: 1, price: 25, tax: 0, metadata: '' }],
    message: '',
    metadata1: 'order',
    metadata2: name,
    name: '',
    netAmount: 24.37,
    phoneNumber: 0,
    referenceNumber: `reference-${name}`,
    referenceTransactionId: '',
    status: 'COMPLETED',
    subTotal: 25,
    tax: 0,
    total: 25,
    totalRefundedAmount: 0,
    transactionDate: '2026-01-15 16:30:49',
    transactionType: 'ECOMMERCE',
  })
}

/** A customer who waits, and looks ten times a second. */
function watchStatus(url: string): { stop(): Promise<number[]> } {
  const caller = createCaller()
  const tookMs: number[] = []
  let isOver = false
  const watch = async (): Promise<void> => {
    const body = JSON.stringify({ total: '25.00', phone_number: '7875550100' })
    const { body: begun } = await caller.post(`${url}/athm/${ROUTES.initiate.path}`, body)
    const { payment_id: id, client_secret: secret } = JSON.parse(begun) as InitiateView
    while (!isOver) {
      const startedAt = performance.now()
      // oxlint-disable-next-line no-await-in-loop -- one look after the other
      const answer = await fetch(`${url}/athm/${ROUTES.status.path}?payment_id=${id}`, {
        headers: { authorization: `Bearer ${secret}` },
      })
      // oxlint-disable-next-line no-await-in-loop -- one look after the other
      await answer.text()
      tookMs.push(performance.now() - startedAt)
      // oxlint-disable-next-line no-await-in-loop -- one look after the other
      await new Promise((resolve) => void setTimeout(resolve, LOOK_EVERY_MS))
    }
  }
  const watching = watch()
  watching.catch(() => {})
  return {
    async stop() {
      isOver = true
      await watching
      caller.close()
      return tookMs
    },
  }
}

interface Evidence {
  readonly sent: Run
  readonly bare: readonly Run[]
  readonly statusMs: readonly number[]
  /** Deliveries of the warm-up. */
  readonly extra: number
}

function report(database: string, { sent, bare, statusMs, extra }: Evidence): number {
  const acknowledged = sent.answers.filter(({ status }) => status === 200)
  const stored = countStored(database) - extra
  const barePerSecond = bare.reduce((sum, { perSecond }) => sum + perSecond, 0) / bare.length
  const bareMs = bare.flatMap(({ answers }) => answers.map(({ tookMs }) => tookMs))
  const ratio = sent.perSecond / barePerSecond

  console.log(
    `${SECONDS} s of deliveries over ${CONNECTIONS} connections, each body ${COPIES} times; server, upstream and sender in processes of their own`,
  )
  console.log(`on ${availableParallelism()} processors; SQLite in a file, synchronous FULL`)
  console.log(
    `stored and answered: ${Math.round(sent.perSecond)} a second; ${describeTail(sent.answers.map(({ tookMs }) => tookMs))} (aim: 5,000 a second, 99th percentile 100 ms)`,
  )
  console.log(`status meanwhile:    ${describeTail(statusMs)} (aim: 250 ms)`)
  console.log(
    `a bare receiver that commits each by itself: ${Math.round(barePerSecond)} a second; ${describeTail(bareMs)}`,
  )
  console.log(`ours to the bare receiver's: ${ratio.toFixed(1)} times (aim: 2)`)
  console.log(`sender: busy ${Math.round(sent.busyShare * 100)} % of a processor`)
  const lost = Math.max(0, acknowledged.length - stored)
  console.log(
    `${sent.answers.length} sent, ${acknowledged.length} answered 200, in the database after SIGKILL: ${stored}; lost: ${lost}; slowest status ${quantile(statusMs, 1).toFixed(0)} ms`,
  )
  return lost === 0 && acknowledged.length === sent.answers.length ? 0 : 1
}

function countStored(database: string): number {
  const connection = new DatabaseSync(database)
  const [row] = connection.prepare('SELECT sum(deliveries) AS count FROM webhook_events').all()
  connection.close()
  return Number(row?.['count'] ?? 0)
}
