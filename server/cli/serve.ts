/** `athm-button serve`: one server with the backend, its health, and in a sandbox the simulator and the demo. */

import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { Hono } from 'hono'
import { toNodeListener } from '../adapters/node.ts'
import { OptionsError, readAddress, type Address } from '../options.ts'
import type { App } from './app.ts'
import { mountDemo } from './demo.ts'
import { loadHandlers } from './handlers.ts'
import { openBackend, PATHS, type OpenBackend } from './open-backend.ts'
import { print } from './output.ts'

/** How long a request that is arriving when the server is told to stop may take to be whole. */
const ARRIVE_WITHIN_MS = 1_000
/** How long answers may take to reach whoever asked, once all work is done. */
const FLUSH_MS = 200
/** How long a signal may be followed by its double: when Node ends, it lets go of signals, and one would then count as a kill. */
const DOUBLE_WITHIN_MS = 250
/** How long calls under way may take once the server was told to stop. */
const STOP_WITHIN_MS = 15_000

/** Serves until SIGINT or SIGTERM. Throws when the settings are wrong, the database can't be opened or the port is taken. */
export async function serve(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { handlers: { type: 'string' } } })
  const address = readAddress()
  const backend = await openBackend()
  const { athm } = backend
  if (values.handlers !== undefined) await loadHandlers(values.handlers, athm)
  else if (!backend.isLive)
    athm.on('*', (event) =>
      print(`  ${event.type}  ${'webhook' in event ? event.webhook.kind : event.payment.paymentId}`),
    )

  const server = await listen(createApp(backend), address)
  const cutArriving = watchArriving(server)
  // Before anything is printed: who reads that the server is up may tell it to stop at once.
  const told = untilToldToStop()
  athm.start()
  print(describe(server, backend))
  await told
  await stop(server, backend, cutArriving)
}

function createApp({ athm, simulator, isLive, database }: OpenBackend): App {
  const app: App = new Hono()
  app.all(`${PATHS.backend}/*`, (c) => athm.fetch(c.req.raw, c.env))
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
    app.all(PATHS.simulator, (c) => simulator.fetch(c.req.raw))
    app.all(`${PATHS.simulator}/*`, (c) => simulator.fetch(c.req.raw))
  }
  // The demo shows a database's rows to whoever asks: never beside real ones.
  if (!isLive) mountDemo(app, database)
  return app
}

function listen(app: App, { host, port }: Address): Promise<Server> {
  const server = createServer(toNodeListener(async (request, info) => app.fetch(request, info)))
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE'
      reject(isTaken ? new OptionsError(`Port ${port} is taken; set PORT to another one.`) : error)
    })
    server.listen(port, host, () => resolve(server))
  })
}

function describe(server: Server, { simulator, isLive }: OpenBackend): string {
  const { address, port } = server.address() as AddressInfo
  const host = (address.includes(':') ? `[${address}]` : address).replace('127.0.0.1', 'localhost')
  const url = `http://${host}:${port}`
  const backend = `  Backend        ${url}${PATHS.backend}/
  Script tag     <script type="module" src="${url}${PATHS.backend}/athm-button.js"></script>`
  if (isLive) return `\n  athm-button · LIVE: real money moves\n\n${backend}\n`
  const phone = simulator ? `\n  Your phone     ${url}${PATHS.simulator}/phone` : ''
  return `
  athm-button · SANDBOX: nothing real moves

  Shop           ${url}/${phone}
${backend}

  Pay with 787-555-0100 and confirm on the phone; 0101 confirms by itself, 0102 refuses, 0103 never answers.
  Ctrl-C stops.
`
}

/** Watches for requests whose body isn't there yet. Returns how to cut them: nothing has begun on their behalf. */
function watchArriving(server: Server): () => void {
  const begun = new Set<IncomingMessage>()
  server.on('request', (incoming, outgoing) => {
    begun.add(incoming)
    outgoing.once('close', () => begun.delete(incoming))
  })
  return () => {
    for (const incoming of begun) if (!incoming.complete) incoming.socket.destroy()
  }
}

function untilToldToStop(): Promise<void> {
  // What a pipe leads to (`| tee`) hears the same Ctrl-C, and may be gone first: that must not end the stop halfway.
  for (const output of [process.stdout, process.stderr]) output.on('error', () => {})
  return new Promise((resolve) => {
    // A terminal's Ctrl-C comes twice under npm, which passes it on: the second one must not end it halfway either.
    process.on('SIGINT', () => resolve())
    process.on('SIGTERM', () => resolve())
  })
}

async function stop(
  server: Server,
  { athm, simulator }: OpenBackend,
  cutArriving: () => void,
): Promise<void> {
  print('  Stopping…')
  // A call that hangs must not hang the stop: what was not finished is found again at the next start.
  setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const doubled = new Promise((resolve) => setTimeout(resolve, DOUBLE_WITHIN_MS))
  setTimeout(cutArriving, ARRIVE_WITHIN_MS).unref()
  await athm.close()
  await simulator?.close()
  // What was answered gets a moment to leave; whoever holds a connection open without a word is not waited for.
  server.closeIdleConnections()
  setTimeout(() => server.closeAllConnections(), FLUSH_MS).unref()
  await closed
  await doubled
}
