/** `athm-button serve`: one server with the backend, its health, and in a sandbox the simulator and the demo. */

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Hono } from 'hono'
import { toNodeListener } from '../adapters/node.ts'
import { createAthmBackend, type AthmBackend } from '../index.ts'
import { createLog } from '../log.ts'
import { OptionsError, readAddress, readEnvironment, type Address, type BackendOptions } from '../options.ts'
import { createSimulator, type Simulator } from '../simulator/simulator.ts'
import { mountDemo } from './demo.ts'

const SIMULATOR_PATH = '/simulator'
const BASE_PATH = '/athm'
/** How long calls under way may take once the server was told to stop. */
const STOP_WITHIN_MS = 15_000

/** Serves until SIGINT or SIGTERM. Throws when the settings are wrong, the database can't be opened or the port is taken. */
export async function serve(): Promise<void> {
  const address = readAddress()
  const environment = readEnvironment()
  const simulator =
    environment.upstreamUrl === undefined ? createSimulator({ basePath: SIMULATOR_PATH }) : undefined
  const options = await completeOptions(environment, simulator)
  const athm = createAthmBackend({ ...options, basePath: BASE_PATH, log: createLog('warn') })
  await athm.ready

  const app = createApp(athm, simulator, options.database ?? './athm.db')
  const server = await listen(app, address)
  athm.on('*', ({ type, payment }) => print(`  ${type}  ${payment.paymentId}`))
  athm.start()
  printAddresses(server, simulator !== undefined)
  await stopOnSignal(server, athm, simulator)
}

/** A simulator elsewhere is asked for the tokens of its business, unless they are given. */
async function completeOptions(options: BackendOptions, simulator?: Simulator): Promise<BackendOptions> {
  if (simulator) return { ...options, upstream: simulator }
  if (options.publicToken !== undefined) return options
  const url = `${options.upstreamUrl?.replace(/\/$/, '')}/control/businesses`
  try {
    const { businesses } = (await (await fetch(url)).json()) as { businesses: { publicToken: string }[] }
    const publicToken = businesses[0]?.publicToken
    if (publicToken !== undefined) return { ...options, publicToken, mode: options.mode ?? 'sandbox' }
  } catch {
    // Told below, in words that help.
  }
  throw new OptionsError(`ATHM_UPSTREAM_URL: no simulator answers at ${url}.`)
}

function createApp(athm: AthmBackend, simulator: Simulator | undefined, database: string): Hono {
  const app = new Hono()
  app.all(`${BASE_PATH}/*`, (c) => athm.fetch(c.req.raw))
  app.get('/healthz', (c) => c.text('ok\n'))
  app.get('/readyz', async (c) => {
    try {
      await athm.check()
      return c.text('ready\n')
    } catch {
      return c.text('the database does not answer\n', 503)
    }
  })
  if (simulator) {
    app.all(SIMULATOR_PATH, (c) => simulator.fetch(c.req.raw))
    app.all(`${SIMULATOR_PATH}/*`, (c) => simulator.fetch(c.req.raw))
  }
  mountDemo(app, database)
  return app
}

function listen(app: Hono, { host, port }: Address): Promise<Server> {
  const server = createServer(toNodeListener(async (request) => app.fetch(request)))
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE'
      reject(isTaken ? new OptionsError(`Port ${port} is taken; set PORT to another one.`) : error)
    })
    server.listen(port, host, () => resolve(server))
  })
}

function printAddresses(server: Server, hasSimulator: boolean): void {
  const { address, port } = server.address() as AddressInfo
  const url = `http://${address.includes(':') ? `[${address}]` : address}:${port}`.replace(
    '127.0.0.1',
    'localhost',
  )
  const phone = hasSimulator ? `\n  Your phone     ${url}${SIMULATOR_PATH}/phone` : ''
  print(`
  athm-button · SANDBOX: nothing real moves

  Shop           ${url}/${phone}
  Backend        ${url}${BASE_PATH}/
  Script tag     <script type="module" src="${url}${BASE_PATH}/athm-button.js"></script>

  Pay with 787-555-0100 and confirm on the phone; 0101 confirms by itself, 0102 refuses, 0103 never answers.
  Ctrl-C stops.
`)
}

async function stopOnSignal(server: Server, athm: AthmBackend, simulator?: Simulator): Promise<void> {
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
  print('  Stopping…')
  // A call that hangs must not hang the stop: what was not finished is found again at the next start.
  setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  await athm.close()
  await simulator?.close()
  server.closeIdleConnections()
  await closed
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
