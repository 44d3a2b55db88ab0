/** The simulator as a website: the upstream's own paths, the customer's phone, and the controls. */

import type { Send, UpstreamRequest } from '../athmovil/transport.ts'
import { answerControl } from './control.ts'
import { isUpstreamPath, toUpstreamHost } from './endpoints.ts'
import { createPages } from './pages.ts'
import { answerError, ControlError, readBody } from './responses.ts'
import { ConnectionDropped } from './send.ts'
import type { Site } from './site.ts'
import { MAX_BODY_BYTES } from './upstream.ts'

/** Makes the handler of every request below the base path. */
export function createFetch(site: Site): (request: Request) => Promise<Response> {
  const basePath = site.basePath.replace(/\/+$/, '')
  const pages = createPages()

  async function route(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    if (!pathname.startsWith(`${basePath}/`))
      throw new ControlError(404, 'route_not_found', 'There is nothing here.')
    const path = pathname.slice(basePath.length)
    if (isUpstreamPath(path)) return await answerAsUpstream(site.send, request, path)
    if (path.startsWith('/control/'))
      return await afterWriting(site, answerControl(site, request, path.slice('/control/'.length)))
    const page = await pages(request, path)
    if (page) return page
    throw new ControlError(404, 'route_not_found', 'There is nothing here.')
  }

  return async (request) => {
    try {
      return await route(request)
    } catch (thrown) {
      return thrown instanceof ConnectionDropped ? answerBroken(thrown) : answerError(thrown)
    }
  }
}

/** No answer goes out before what it tells of is kept. */
async function afterWriting({ keeper }: Site, answer: Promise<Response>): Promise<Response> {
  const response = await answer
  keeper.settle()
  return response
}

async function answerAsUpstream(send: Send, request: Request, path: string): Promise<Response> {
  // One byte over the limit suffices for the endpoint to refuse the body itself, in ATH Móvil's own envelope.
  const body = await readBody(request, MAX_BODY_BYTES + 1)
  const answer = await send(
    {
      host: toUpstreamHost(path),
      // Any method that ATH Móvil doesn't know is, like these, found at no path.
      method: request.method as UpstreamRequest['method'],
      path,
      headers: Object.fromEntries(request.headers),
      body,
    },
    request.signal,
  )
  return new Response(NO_BODY_STATUSES.has(answer.status) ? null : answer.body, {
    status: answer.status,
    headers: {
      'content-type': `${answer.body.startsWith('<') ? 'text/html' : 'application/json'};charset=UTF-8`,
      'cache-control': 'no-store',
    },
  })
}

/** A Response of these must not have a body. */
const NO_BODY_STATUSES: ReadonlySet<number> = new Set([204, 205, 304])

/**
 * Stands for a connection that breaks, which a Response can't say: its body fails before its end. A server then cuts
 * the connection, so that a client of HTTP never gets a whole answer. Two blanks go ahead, because @hono/node-server
 * reads that far before it sends anything, and would turn an earlier failure into a whole answer of 500.
 */
function answerBroken(broken: ConnectionDropped): Response {
  let blanks = 2
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (blanks-- > 0) controller.enqueue(Uint8Array.of(0x20))
        else controller.error(broken)
      },
    },
    { highWaterMark: 0 },
  )
  return new Response(body, { headers: { 'content-type': 'application/json;charset=UTF-8' } })
}
