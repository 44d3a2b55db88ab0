/** node:http → the handler. */

import type { IncomingMessage, RequestListener } from 'node:http'
import type { Http2ServerRequest } from 'node:http2'
import { Readable } from 'node:stream'
import { getRequestListener } from '@hono/node-server'

/** How a listener may go about it. */
export interface NodeListenerOptions {
  /**
   * The process is there for this server alone, so its global Request and Response may be replaced by lighter ones of the same
   * shape: an answer then needs no stream, which is a fifth of the work on a webhook. Default: they are left as they are.
   */
  readonly ownsProcess?: boolean
}

/**
 * Makes a listener for `http.createServer` of a fetch handler. The body reaches the handler untouched, even that of a
 * GET: as the `body` of its Request.
 *
 * @example createServer(toNodeListener(athm.fetch)).listen(8787)
 */
export function toNodeListener(
  fetch: (request: Request, info: { address?: string | undefined }) => Promise<Response>,
  { ownsProcess = false }: NodeListenerOptions = {},
): RequestListener {
  const answer = (request: Request, { incoming }: { incoming: IncomingMessage | Http2ServerRequest }) =>
    fetch(withBodyOfGet(request, incoming), { address: incoming.socket.remoteAddress })
  const listen = getRequestListener(answer, { overrideGlobalObjects: ownsProcess })
  return (incoming, outgoing) => {
    listen(incoming, outgoing).catch(() => outgoing.destroy())
  }
}

/**
 * Lays the body of a GET over its Request. HTTP lets a GET have one, and ATH Móvil's transaction report, which the
 * simulator answers, wants it; but the web's Request can't be made so. Whoever doesn't ask for it reads nothing.
 */
function withBodyOfGet(request: Request, incoming: IncomingMessage | Http2ServerRequest): Request {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = incoming.headers
  if (request.method !== 'GET' || (Number(length) === 0 && encoding === undefined)) return request
  let body: unknown
  return Object.defineProperty(request, 'body', { get: () => (body ??= Readable.toWeb(incoming)) })
}
