/** node:http → the handler. */

import type { RequestListener } from 'node:http'
import { getRequestListener } from '@hono/node-server'

/**
 * Makes a listener for `http.createServer` of a fetch handler. The body reaches the handler untouched.
 *
 * @example createServer(toNodeListener(athm.fetch)).listen(8787)
 */
export function toNodeListener(
  fetch: (request: Request, info: { address?: string | undefined }) => Promise<Response>,
): RequestListener {
  const answer = (
    request: Request,
    { incoming }: { incoming: { socket: { remoteAddress?: string | undefined } } },
  ) => fetch(request, { address: incoming.socket.remoteAddress })
  const listen = getRequestListener(answer, { overrideGlobalObjects: false })
  return (incoming, outgoing) => {
    listen(incoming, outgoing).catch(() => outgoing.destroy())
  }
}
