/** `athm-button serve`: one server with the backend, its health, and in a sandbox the simulator and the demo. */

import { parseArgs } from 'node:util'
import { Hono } from 'hono'
import { readAddress } from '../options.ts'
import type { App } from './app.ts'
import { mountDemo } from './demo.ts'
import { loadHandlers } from './handlers.ts'
import { startHttpServer } from './http-server.ts'
import { openBackend, PATHS, type OpenBackend } from './open-backend.ts'
import { print } from './output.ts'

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

  const app = createApp(backend)
  const server = await startHttpServer((request, info) => app.fetch(request, info), address)
  athm.start()
  print(describe(server.url, backend))
  await server.untilToldToStop
  print('  Stopping…')
  await server.stop(async () => {
    await athm.close()
    await backend.simulator?.close()
  })
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

function describe(url: string, { simulator, isLive }: OpenBackend): string {
  const backend = `  Backend        ${url}${PATHS.backend}/
  Script tag     <script type="module" src="${url}${PATHS.backend}/athm-button.js"></script>`
  if (isLive) return `\n  athm-button · LIVE: real money moves\n\n${backend}\n`
  const pages = simulator
    ? `\n  Your phone     ${url}${PATHS.simulator}/phone\n  Your desk      ${url}${PATHS.simulator}/desk`
    : ''
  return `
  athm-button · SANDBOX: nothing real moves

  Shop           ${url}/${pages}
${backend}

  Pay with 787-555-0100 and confirm on the phone; 0101 confirms by itself, 0102 refuses, 0103 never answers.
  Ctrl-C stops.
`
}
