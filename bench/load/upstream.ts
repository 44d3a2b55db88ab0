/**
 * ATH Móvil's stand-in in a process of its own: the simulator over HTTP, which notes when each call came and how long
 * its answer took. Started with how long a call takes in milliseconds; any message brings the calls so far.
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { toNodeListener } from '../../server/adapters/node.ts'
import type { UpstreamRequest } from '../../server/athmovil/transport.ts'
import { createSimulator } from '../../server/simulator/simulator.ts'

/** One call, as the upstream saw it. */
export interface UpstreamCall {
  /** The last part of its path, such as `findPayment`. */
  readonly name: string
  /** When its head had arrived, in milliseconds since 1970. */
  readonly at: number
  /** From then until its answer had left, in milliseconds. */
  readonly tookMs: number
  /** The ticket that it created; null for every other call. */
  readonly ecommerceId: string | null
}

const simulator = createSimulator({ latencyMs: Number(process.argv[2]) })
const calls: UpstreamCall[] = []
const answerOthers = toNodeListener(simulator.fetch)

async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const [at, startedAt] = [Date.now(), performance.now()]
  const { method, url: path = '', headers } = incoming
  const chunks: Buffer[] = []
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk)
  const body = Buffer.concat(chunks).toString()
  const request = { host: 'payments', method, path, headers, body } as UpstreamRequest
  const answered = await simulator.send(request, new AbortController().signal)
  const ecommerceId = /"ecommerceId":"([^"]+)","auth_token"/.exec(answered.body)?.[1] ?? null
  outgoing.writeHead(answered.status, { 'content-type': 'application/json' })
  outgoing.end(answered.body, () => {
    const name = path.split('/').at(-1) ?? ''
    calls.push({ name, at, tookMs: performance.now() - startedAt, ecommerceId })
  })
}

const server = createServer((incoming, outgoing) => {
  if (!incoming.url?.startsWith('/api/')) return answerOthers(incoming, outgoing)
  answer(incoming, outgoing).catch((error: unknown) => {
    console.error(error)
    outgoing.destroy()
  })
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.on('message', () => process.send?.(calls))
process.on('disconnect', () => process.exit())
