/** The light end of a load benchmark: calls over connections that stay open, each timed. */

import { Agent, request } from 'node:http'

/** An answer and its time. */
export interface Called {
  readonly status: number
  readonly body: string
  /** From the moment the request was handed over until the whole answer was there, in milliseconds. */
  readonly tookMs: number
}

/** Posts JSON text. Rejects when the connection breaks. */
export type Post = (url: string, body: string, headers?: Readonly<Record<string, string>>) => Promise<Called>

/** Makes a caller with its own connections, as many as are needed at once. */
export function createCaller(): { readonly post: Post; close(): void } {
  const agent = new Agent({ keepAlive: true })
  return {
    post: (url, body, headers = {}) =>
      new Promise((resolve, reject) => {
        const startedAt = performance.now()
        const length = String(Buffer.byteLength(body))
        const all = { 'content-type': 'application/json', 'content-length': length, ...headers }
        const asked = request(url, { method: 'POST', agent, headers: all }, (answer) => {
          const chunks: Buffer[] = []
          answer.on('data', (chunk: Buffer) => chunks.push(chunk))
          answer.on('error', reject)
          answer.on('end', () => {
            const tookMs = performance.now() - startedAt
            resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString(), tookMs })
          })
        })
        asked.on('error', reject)
        asked.end(body)
      }),
    close: () => agent.destroy(),
  }
}
