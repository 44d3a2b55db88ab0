/** Pages with buttons on them, and the files that define those. No backend: a config is all that a button asks of one. */

import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { ROOT } from '../../scripts/child.ts'
import type { Contender } from './contenders.ts'

/** A server of such pages. */
export interface PageServer {
  readonly url: string
  close(): void
}

/** Below the buttons: what would move if they did. Painted only where it is asked for, since the first paint is measured. */
const BELOW = '<p>What comes after.</p>'

/** The rule by which a page reserves a button's size until it is defined, as it is documented. */
function readReserved(): string {
  const guide = readFileSync(join(ROOT, 'docs', 'customizing.md'), 'utf8')
  const rule = guide.split('```').find((part) => part.startsWith('css') && part.includes(':not(:defined)'))
  if (rule === undefined) throw new Error('docs/customizing.md reserves no size.')
  return rule.slice('css'.length)
}

/** Serves, for each contender, `/<tag>?count=1`: a page of so many, which aren't defined yet; with `&below`, something stands below them. */
export async function servePages(contenders: readonly Contender[]): Promise<PageServer> {
  const config = JSON.stringify({
    mode: 'live',
    business_name: 'Café',
    available: true,
    orders_required: false,
  })
  const scripts = new Map(contenders.map(({ path, file }) => [path, readFileSync(file)]))
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const answer = (type: string, body: string | Buffer): void => {
      response.writeHead(200, { 'content-type': type, 'cache-control': 'max-age=60' }).end(body)
    }
    const script = scripts.get(pathname)
    if (script) return answer('text/javascript', script)
    if (pathname.startsWith('/athm/api/config')) return answer('application/json', config)
    const contender = contenders.find(({ tag }) => pathname === `/${tag}`)
    if (contender) return answer('text/html; charset=utf-8', toPage(contender, searchParams))
    response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function toPage({ html }: Contender, query: URLSearchParams): string {
  const buttons = html.repeat(Number(query.get('count') ?? 1))
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Bench</title>
    <style>${readReserved()}</style><body>${buttons}${query.has('below') ? BELOW : ''}</body></html>`
}
