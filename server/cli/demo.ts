/** The demo shop, and the database's own row of a payment: what a newcomer wants to see, read by a second connection. */

import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { serveStatic } from '@hono/node-server/serve-static'
import type { App } from './app.ts'

/** The demo's built files: beside this module's folder as built, and in `dist` seen from the sources. */
const DEMO = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../dist/demo' : '../demo', import.meta.url),
)

/** As strict as a careful shop's: the button has to live with it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "require-trusted-types-for 'script'",
].join('; ')

/** The columns that a browser may see: no hashes, no tokens, and no ecommerceId before it is paid. */
const COLUMNS = `id, status, version, CASE status WHEN 'COMPLETED' THEN ecommerce_id END AS ecommerce_id, reference_number, total_cents, subtotal_cents, tax_cents,
  fee_cents, net_cents, refunded_cents, metadata1, metadata2, items, phone, created_at, confirmed_at, completed_at, ended_at`

/** Adds the demo's pages at `/`, and `GET /demo/payments/{id}`. */
export function mountDemo(app: App, database: string): void {
  app.get('/demo/payments/:id', (c) => {
    const row = readRow(database, c.req.param('id'))
    return row ? c.json({ row }) : c.json({ error: 'There is no such row.' }, 404)
  })
  app.use('/*', async (c, next) => {
    await next()
    c.header('content-security-policy', POLICY)
  })
  if (existsSync(DEMO)) app.use('/*', serveStatic({ root: DEMO }))
  else app.get('/', (c) => c.text('The demo is not built yet: run npm run build.\n', 404))
}

function readRow(database: string, id: string): unknown {
  if (!existsSync(database)) return undefined
  const connection = new DatabaseSync(database, { readOnly: true })
  try {
    return connection.prepare(`SELECT ${COLUMNS} FROM payments WHERE id = ?`).get(id)
  } finally {
    connection.close()
  }
}
