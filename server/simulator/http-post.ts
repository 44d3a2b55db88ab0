/** The way of webhooks to a subscribed listener: the one place of the simulator that opens a connection. */

import { request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { UpstreamAnswer } from '../athmovil/transport.ts'

/** How long a listener has to answer, in real time. */
const ANSWER_WITHIN_MS = 5_000

/** How much of an answer is read. */
const MAX_ANSWER_BYTES = 16 * 1024

/** Posts a webhook, JSON by its words, to a URL. Resolves with the answer; rejects when there is none. */
export type PostWebhook = (url: string, body: string, signal: AbortSignal) => Promise<UpstreamAnswer>

/** Posts over a connection of its own, once, following no redirect. A self-signed certificate is refused. */
export const postOverHttp: PostWebhook = (url, body, signal) =>
  new Promise<UpstreamAnswer>((resolve, reject) => {
    const open = url.startsWith('https:') ? requestHttps : requestHttp
    const bytes = Buffer.from(body)
    const headers = { 'content-type': 'application/json', 'content-length': bytes.length }
    const outgoing = open(url, { method: 'POST', headers, agent: false, signal }, (incoming) => {
      readAnswer(incoming)
        .then(resolve, reject)
        .finally(() => outgoing.destroy())
    })
    outgoing.on('error', reject)
    giveUpLate(outgoing)
    outgoing.end(bytes)
  })

function giveUpLate(outgoing: ClientRequest): void {
  const timer = setTimeout(() => {
    outgoing.destroy(new Error(`The listener did not answer within ${ANSWER_WITHIN_MS / 1000} seconds.`))
  }, ANSWER_WITHIN_MS)
  outgoing.once('close', () => clearTimeout(timer))
}

async function readAnswer(incoming: IncomingMessage): Promise<UpstreamAnswer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    if (length >= MAX_ANSWER_BYTES) break
  }
  return { status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString() }
}
