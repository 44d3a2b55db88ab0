/** The real way to ATH Móvil: node:http, because fetch can't send the body that a GET of the transaction report needs. */

import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Send, UpstreamAnswer, UpstreamHost } from './transport.ts'

/** A day's report of a busy shop is some megabytes; nothing is nearly as large, and more is not read. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024

/** Where the two hosts are. */
export type UpstreamUrls = Readonly<Record<UpstreamHost, string>>

/** ATH Móvil itself. */
export const ATH_MOVIL_URLS: UpstreamUrls = {
  payments: 'https://payments.athmovil.com',
  www: 'https://www.athmovil.com',
}

/** Builds a sender. A URL may have a path, below which the upstream's own paths then lie: a simulator elsewhere. */
export function createNodeSend(urls: UpstreamUrls): Send {
  return ({ host, method, path, headers, body }, signal) =>
    new Promise<UpstreamAnswer>((resolve, reject) => {
      const url = new URL(urls[host].replace(/\/$/, '') + path)
      const open = url.protocol === 'https:' ? requestHttps : requestHttp
      const bytes = body === undefined ? undefined : Buffer.from(body)
      const length = bytes ? { 'content-length': String(bytes.length) } : {}
      const outgoing = open(url, { method, headers: { ...headers, ...length }, signal }, (incoming) => {
        readAnswer(incoming).then(resolve, reject)
      })
      outgoing.on('error', reject)
      outgoing.end(bytes)
    })
}

async function readAnswer(incoming: IncomingMessage): Promise<UpstreamAnswer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > MAX_ANSWER_BYTES) throw new Error('The answer is too large')
    chunks.push(chunk)
  }
  return { status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }
}
