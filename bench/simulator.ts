import { fork, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ensureBuilt } from '../scripts/built.ts'
import { ROOT } from '../scripts/child.ts'
import { describeTimes } from './figures/statistics.ts'
import { toTicketBody } from './load/ticket-body.ts'
import { countProcessorUse, readMemory } from './load/usage.ts'
import { sendOverWire } from './load/wire-sender.ts'

const STARTS = 15
const PORT = 18_788
const TICKETS = 100_000
const SECONDS = 8
const WARM_UP_SECONDS = 2
const CONNECTIONS = 16
const PATH = '/api/business-transaction/ecommerce'

/**
 * Prints what the built `athm-button simulator` takes: from its start to its first answer, its memory with 100,000
 * tickets, and how often a second it says how one of them stands, over HTTP and, in a process of its own, by `send`.
 */
export async function run(): Promise<void> {
  await ensureBuilt()
  await measureStart()
  await measureLoad()
  await measureInside()
}

async function measureStart(): Promise<void> {
  const times: number[] = []
  for (let start = 0; start < STARTS; start++) {
    const startedAt = performance.now()
    const child = startSimulator(PORT)
    while (!(await answers())) await new Promise((resolve) => setTimeout(resolve, 2))
    times.push(performance.now() - startedAt)
    await end(child)
  }
  console.log(`from the process's start to its first answer, ${STARTS} starts: ${describeTimes(times)}`)
  console.log('aim: at most 300 ms')
}

async function measureLoad(): Promise<void> {
  const cores = pinApart()
  const child = startSimulator(0, cores?.server)
  const { url, publicToken } = await readAddress(child)
  const empty = readMemory(child.pid).now
  await sendOverWire(`${url}/payment`, {
    connections: CONNECTIONS,
    next: (index) => (index < TICKETS ? toTicketBody(publicToken, index) : null),
  })
  await waitForConfirmations(url, publicToken)
  const memory = readMemory(child.pid)
  console.log(
    `${TICKETS} tickets, created over HTTP, confirmed, each with two items and its history: ` +
      `${Math.round(memory.now)} MB of memory, ${Math.round(memory.most)} MB at the most, ${Math.round(empty)} MB before`,
  )
  console.log('aim: at most 200 MB')
  const ecommerceId = await createTicket(url, publicToken)
  const body = JSON.stringify({ publicToken, ecommerceId })
  await ask(url, body, WARM_UP_SECONDS)
  const countUse = countProcessorUse([child.pid])
  const perSecond = await ask(url, body, SECONDS)
  const [used = Number.NaN] = countUse().own
  await end(child)
  const where = cores ? 'on one core, the caller on another' : 'nothing pinned to a core'
  console.log(
    `findPayment over HTTP, ${CONNECTIONS} connections, ${where}, among those tickets: ` +
      `${Math.round(perSecond)} a second, with ${used.toFixed(2)} of a core`,
  )
  console.log('aim: at least 5000 a second')
}

async function measureInside(): Promise<void> {
  const child = fork(join(import.meta.dirname, 'load', 'simulator-inside.ts'))
  const [perSecond] = (await once(child, 'message')) as [number]
  await once(child, 'exit')
  console.log(`findPayment by send, without HTTP, one after another: ${Math.round(perSecond)} a second`)
}

/** Where there is a `taskset`, and a core for each: this process goes on one, and the server is to go on the other. */
function pinApart(): { readonly server: number } | null {
  if (availableParallelism() < 2) return null
  const { status } = spawnSync('taskset', ['-a', '-cp', '1', String(process.pid)])
  return status === 0 ? { server: 0 } : null
}

function startSimulator(port: number, core?: number): ChildProcess {
  const program = [process.execPath, join(ROOT, 'dist', 'cli', 'main.js')]
  const pin = core === undefined ? [] : ['taskset', '-c', String(core)]
  const [command, ...args] = [...pin, ...program, 'simulator', '--json', '--port', String(port)]
  return spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
}

async function readAddress({ stdout }: ChildProcess): Promise<{ url: string; publicToken: string }> {
  if (!stdout) throw new Error('The simulator says nothing.')
  for await (const line of createInterface(stdout)) {
    const { url, businesses } = JSON.parse(line) as { url: string; businesses: [{ publicToken: string }] }
    return { url: url.replace('localhost', '127.0.0.1') + PATH, publicToken: businesses[0].publicToken }
  }
  throw new Error('The simulator ended before it served.')
}

async function createTicket(url: string, publicToken: string): Promise<string> {
  const answer = await fetch(`${url}/payment`, { method: 'POST', body: toTicketBody(publicToken, TICKETS) })
  return ((await answer.json()) as { data: { ecommerceId: string } }).data.ecommerceId
}

/** The last ticket's customer is the last to confirm. */
async function waitForConfirmations(url: string, publicToken: string): Promise<void> {
  const ecommerceId = await createTicket(url, publicToken)
  for (let status = 'OPEN'; status === 'OPEN';) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    const body = JSON.stringify({ publicToken, ecommerceId })
    const answer = await fetch(`${url}/business/findPayment`, { method: 'POST', body })
    status = ((await answer.json()) as { data: { ecommerceStatus: string } }).data.ecommerceStatus
  }
}

async function ask(url: string, body: string, seconds: number): Promise<number> {
  const startedAt = performance.now()
  const next = (): string | null => (performance.now() - startedAt < seconds * 1000 ? body : null)
  const answered = await sendOverWire(`${url}/business/findPayment`, { connections: CONNECTIONS, next })
  if (answered.some(({ status }) => status !== 200)) throw new Error('Not every call was answered with 200.')
  return answered.length / ((performance.now() - startedAt) / 1000)
}

function answers(): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(
      { host: '127.0.0.1', port: PORT, path: '/control/clock', agent: false },
      (answer) => {
        answer.resume()
        resolve(answer.statusCode === 200)
      },
    )
    asked.on('error', () => resolve(false))
    asked.end()
  })
}

async function end(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}
