import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ensureBuilt } from '../scripts/built.ts'
import { ROUTES, type InitiateView } from '../src/protocol/index.ts'
import { createSeededRandom } from '../test/seeded-random.ts'
import { describeTail, quantile } from './figures/statistics.ts'
import { sendArrivals, type Sent } from './load/arrivals.ts'
import { createCaller, type Called } from './load/caller.ts'
import { startPart, startServer, type Serving } from './load/processes.ts'
import type { UpstreamCall } from './load/upstream.ts'
import { countProcessorUse, type ProcessorUse } from './load/usage.ts'

const PER_SECOND = 200
const SECONDS = 30
/** The bare proxy's turns, one before and one after the server's. */
const PROXY_SECONDS = 10
/** Compiled code and open connections: what a server has after its first minute. Not measured. */
const WARM_UP_SECONDS = 15
const UPSTREAM_MS = 50
const AIM_MS = 20

/**
 * Prints what the server adds to ATH Móvil's own time when 200 payments a second begin: over real HTTP, in processes of
 * their own, on a database file; beside it a bare proxy in the same run. Fails when a payment that was answered with 201
 * is not in the database, whole, after the server was killed.
 */
export async function run(): Promise<number> {
  await ensureBuilt()
  const folder = mkdtempSync(join(tmpdir(), 'athm-bench-'))
  const upstream = await startPart('upstream.ts', [String(UPSTREAM_MS)])
  try {
    return await measure(upstream, join(folder, 'athm.db'))
  } finally {
    await upstream.kill()
    rmSync(folder, { recursive: true })
  }
}

async function measure(upstream: Serving, database: string): Promise<number> {
  const proxy = await startPart('bare-proxy.ts', [upstream.url])
  const server = await startServer({ database, upstreamUrl: upstream.url })
  const caller = createCaller()
  try {
    const begin = (index: number): Promise<Called> =>
      caller.post(`${server.url}/athm/${ROUTES.initiate.path}`, toBody(index), toHeaders(index))
    const ticket = await writeTicket(upstream.url)
    const passOn = (): Promise<Called> => caller.post(proxy.url + TICKET_PATH, ticket)

    await arrive(WARM_UP_SECONDS, passOn)
    await arrive(WARM_UP_SECONDS, (index) => begin(1_000_000 + index))
    const before = await arrive(PROXY_SECONDS, passOn)
    const readUse = countProcessorUse([server.child.pid, upstream.child.pid, process.pid])
    const sent = await arrive(SECONDS, begin)
    const use = readUse()
    await server.kill()
    const after = await arrive(PROXY_SECONDS, passOn)

    const tookMs = await readCreations(upstream)
    const bare = [...before.results, ...after.results].map((result) => toBareOverhead(result, tookMs))
    return report(sent, { database, tookMs, bare, use })
  } finally {
    caller.close()
    await server.kill()
    await proxy.kill()
  }
}

const random = createSeededRandom(1)

function arrive(seconds: number, send: (index: number) => Promise<Called>): Promise<Sent<Called>> {
  return sendArrivals({ count: seconds * PER_SECOND, perSecond: PER_SECOND, random }, send)
}

/** Every payment from a phone and an address of its own, so that the limits are counted and none is reached. */
function toBody(index: number): string {
  const phone = String(7_876_000_000 + index)
  return JSON.stringify({ total: '25.00', phone_number: phone, metadata_1: `order-${index}`, lang: 'es' })
}

function toHeaders(index: number): Record<string, string> {
  const address = `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`
  return { 'idempotency-key': `bench-${index}`, 'x-forwarded-for': address }
}

const TICKET_PATH = '/api/business-transaction/ecommerce/payment'

/** What the server asks of the upstream for such a payment, for the proxy to pass on. */
async function writeTicket(upstreamUrl: string): Promise<string> {
  const answer = await fetch(`${upstreamUrl}/control/businesses`)
  const { businesses } = (await answer.json()) as { businesses: readonly { publicToken: string }[] }
  const { publicToken } = businesses[0] ?? {}
  const money = { total: '25.00', tax: '0.00', subtotal: '0.00' }
  const words = { metadata1: 'order-1', metadata2: 'order-1', items: [] }
  const phoneNumber = '7876000000'
  return JSON.stringify({ env: 'production', publicToken, timeout: '600', ...money, ...words, phoneNumber })
}

/** How long each creation took in the upstream's own process, by the ticket's id. */
async function readCreations({ child }: Serving): Promise<ReadonlyMap<string, number>> {
  child.send('calls?')
  const [calls] = (await once(child, 'message')) as [readonly UpstreamCall[]]
  return new Map(
    calls.flatMap(({ ecommerceId, tookMs }) => (ecommerceId === null ? [] : [[ecommerceId, tookMs]])),
  )
}

function toBareOverhead(result: PromiseSettledResult<Called>, tookMs: ReadonlyMap<string, number>): number {
  if (result.status === 'rejected') throw new Error('The bare proxy failed', { cause: result.reason })
  const { data } = JSON.parse(result.value.body) as { data: { ecommerceId: string } }
  return result.value.tookMs - (tookMs.get(data.ecommerceId) ?? Number.NaN)
}

/** What the run left behind, to be judged. */
interface Evidence {
  readonly database: string
  /** By the ticket's id. */
  readonly tookMs: ReadonlyMap<string, number>
  /** What the bare proxy added, in milliseconds. */
  readonly bare: readonly number[]
  readonly use: ProcessorUse
}

function report({ results, lateMs }: Sent<Called>, { database, tookMs, bare, use }: Evidence): number {
  const answers = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const acknowledged = answers.filter(({ status }) => status === 201)
  const tickets = readTickets(database)
  const own = acknowledged.map(({ body, tookMs: answeredMs }) => {
    const ecommerceId = tickets.get((JSON.parse(body) as InitiateView).payment_id)
    return answeredMs - (tookMs.get(ecommerceId ?? '') ?? Number.NaN)
  })
  const missing = own.filter(Number.isNaN).length
  const kept = own.filter((ms) => !Number.isNaN(ms))

  console.log(
    `${PER_SECOND} initiates a second for ${SECONDS} s, arriving at random, each with its own phone, address and key, limits on;`,
  )
  console.log(
    `server, upstream, proxy and sender in processes of their own on ${availableParallelism()} processors; SQLite in a file, synchronous FULL`,
  )
  console.log(`upstream, in its own process: ${describeTail([...tookMs.values()])}`)
  console.log(`ours, answer less upstream:   ${describeTail(kept)}`)
  console.log(`aim: 99th percentile at most ${AIM_MS} ms`)
  console.log(
    `a bare proxy, the same way:   ${describeTail(bare)} (${PROXY_SECONDS} s before, ${PROXY_SECONDS} s after)`,
  )
  const ratio = (share: number): string => (quantile(kept, share) / quantile(bare, share)).toFixed(1)
  console.log(
    `ours to the bare proxy's: ${ratio(0.5)} times at the median, ${ratio(0.99)} at the 99th percentile`,
  )
  const [server, upstream, sender] = use.own.map(toPercent)
  console.log(`sender: sent late by ${describeTail(lateMs)}`)
  console.log(
    `used of one processor: server ${server}, upstream ${upstream}, sender ${sender}, everything else ${toPercent(use.others)}`,
  )
  console.log(
    `${results.length} sent, ${acknowledged.length} answered 201; of these in the database after SIGKILL, OPEN and with the upstream's id: ${kept.length}, missing: ${missing}`,
  )
  return missing === 0 && acknowledged.length === results.length ? 0 : 1
}

const toPercent = (share: number): string => `${Math.round(share * 100)} %`

/** The ticket of each payment that is whole: OPEN, no write under way, its id and its sealed token there. */
function readTickets(database: string): ReadonlyMap<string, string> {
  const connection = new DatabaseSync(database)
  const rows = connection
    .prepare(
      `SELECT id, ecommerce_id FROM payments
       WHERE status = 'OPEN' AND intent IS NULL AND ecommerce_id IS NOT NULL AND auth_token IS NOT NULL`,
    )
    .all() as unknown as readonly { id: string; ecommerce_id: string }[]
  connection.close()
  return new Map(rows.map(({ id, ecommerce_id: ecommerceId }) => [id, ecommerceId]))
}
