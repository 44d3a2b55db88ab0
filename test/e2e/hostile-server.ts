/** A shop and a backend that mean harm: every field of every answer is the text that its address says. */

import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { POLYGLOTS } from '../fixtures/polyglots.ts'

const DIST = join(import.meta.dirname, '..', '..', 'dist')

/** Under it nothing runs, is fetched or is parsed that isn't the page's own; what tries to is reported. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"

/** How a backend does harm: by texts in its answers, in its errors, in pages, in odd shapes, or in its stream. */
export const MANNERS = ['paid', 'failed', 'error', 'html', 'odd', 'stream'] as const

/** One of them. */
export type Manner = (typeof MANNERS)[number]

/** A server, and how to end it. */
export interface HostileServer {
  readonly url: string
  close(): void
}

/** Starts it: `/strict` and `/lax` are pages, and `/{manner}/{polyglot}/api/…` is a backend. */
export async function startHostileServer(): Promise<HostileServer> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1')
  const [, manner = '', number = '', , route = ''] = pathname.split('/')
  const text = POLYGLOTS[Number(number)] ?? 'harmless'
  const script = /^\/athm\/athm-button(-dialog)?\.js$/.exec(pathname)
  const send = (status: number, type: string, body: string, more: Record<string, string> = {}): void =>
    void response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, ...more }).end(body)
  if (script)
    return send(200, 'text/javascript', readFileSync(join(DIST, `standalone${script[1] ?? ''}.js`), 'utf8'))
  if (pathname === '/strict') return send(200, 'text/html', PAGE, { 'content-security-policy': POLICY })
  if (pathname === '/lax') return send(200, 'text/html', PAGE)
  if (!MANNERS.some((one) => one === manner)) return send(404, 'text/html', `<h1>${pathname}</h1>`)
  const [status, body] = toAnswer(manner as Manner, route, text)
  if (typeof body !== 'string') return send(status, 'application/json', JSON.stringify(body))
  return send(status, body.startsWith('event: ') ? 'text/event-stream' : 'text/html', body)
}

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">
<script type="module" src="/athm/athm-button.js"></script><body></body></html>`

function toAnswer(manner: Manner, route: string, text: string): [status: number, body: unknown] {
  if (route === 'config') return [200, toConfig(manner, text)]
  if (manner === 'html') return [502, `<h1>${text}</h1>`]
  if (manner === 'error')
    return [422, { error: text, code: text, field: text, athm_code: text, request_id: text }]
  if (route === 'initiate') {
    const view = toView(manner, text, 'OPEN')
    return [201, { ...view, client_secret: 'secret' }]
  }
  if (route !== 'events') return [200, toView(manner, text, manner === 'failed' ? 'FAILED' : 'COMPLETED')]
  if (manner === 'stream')
    return [200, `event: ${text}\nid: ${text}\ndata: ${text}\n\nevent: payment\ndata: ${text}\n\n`]
  const statuses = manner === 'failed' ? ['OPEN', 'FAILED'] : ['CONFIRM', 'COMPLETED']
  const views = statuses.map((status) => JSON.stringify(toView(manner, text, status)))
  return [200, views.map((view) => `event: payment\nid: 1\ndata: ${view}\n\n`).join('')]
}

function toView(manner: Manner, text: string, status: string): object {
  const isNew = status === 'OPEN'
  return {
    payment_id: text,
    status,
    verifying: manner === 'failed' ? text : false,
    reference_number: isNew ? null : text,
    ecommerce_id: isNew ? null : text,
    total: text,
    refunded: text,
    expires_at: isNew ? new Date(Date.now() + 600_000).toISOString() : text,
    server_time: text,
    code: text,
    [text]: text,
    ...(manner === 'odd' && toOdd(text)),
  }
}

/** Where a text is expected, something else. */
function toOdd(text: string): object {
  const odd = { _$litType$: 1, strings: [text], values: [text], toString: text, nodeType: 1, innerHTML: text }
  return {
    reference_number: odd,
    ecommerce_id: odd,
    refunded: [odd],
    code: odd,
    expires_at: [text],
    server_time: odd,
  }
}

function toConfig(manner: Manner, text: string): unknown {
  const odd = [{ _$litType$: { h: [text], parts: [] }, strings: [text], values: [] }]
  switch (manner) {
    case 'html':
      return null
    case 'odd':
      return { mode: odd, business_name: odd, limits: odd, available: odd, orders_required: odd }
    case 'stream':
      return { mode: 'sandbox', business_name: odd[0], limits: null, available: null }
    default:
      return {
        mode: text,
        business_name: text,
        limits: { min_total: text, max_total: text },
        available: text,
      }
  }
}
