/**
 * The least that a server between a browser and ATH Móvil could do: pass each body on and each answer back, with no
 * check, no database and no secret. What it takes on this machine is the noise below every figure of the real server.
 */

import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const [, , upstreamUrl = ''] = process.argv

function passOn(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, url = '', headers } = incoming
  const asked = request(upstreamUrl + url, { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(outgoing)
  })
  asked.on('error', () => outgoing.destroy())
  incoming.pipe(asked)
}

const server = createServer(passOn)
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit())
