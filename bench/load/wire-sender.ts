/**
 * Requests written byte by byte on connections that stay open, one at a time on each: what a sender of thousands a second
 * can afford beside a server on the same machine.
 */

import { connect, type Socket } from 'node:net'
import { once } from 'node:events'

/** What came of one request. */
export interface Answered {
  readonly index: number
  readonly status: number
  readonly tookMs: number
}

/** Writes the `index`th request's body; null when there is no more to send. */
export type NextBody = (index: number) => string | null

/** Sends bodies to one address over so many connections, each as fast as it is answered. Resolves with all answers. */
export async function sendOverWire(
  url: string,
  { connections, next }: { connections: number; next: NextBody },
): Promise<Answered[]> {
  const { hostname, port, pathname } = new URL(url)
  const answers: Answered[] = []
  let sent = 0
  const run = async (): Promise<void> => {
    const socket = connect(Number(port), hostname)
    await once(socket, 'connect')
    socket.setNoDelay(true)
    await exchange(
      socket,
      () => {
        const index = sent
        const body = next(index)
        if (body === null) return null
        sent += 1
        return { index, text: toRequest(`${hostname}:${port}`, pathname, body) }
      },
      answers,
    )
    socket.destroy()
  }
  await Promise.all(Array.from({ length: connections }, run))
  return answers
}

function toRequest(host: string, path: string, body: string): string {
  return (
    `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  )
}

function exchange(
  socket: Socket,
  next: () => { index: number; text: string } | null,
  answers: Answered[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    let read = ''
    let current = next()
    let startedAt = performance.now()
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('The server cut the connection.')))
    socket.on('data', (chunk: Buffer) => {
      read += chunk.toString('latin1')
      const status = readStatus(read)
      if (status === null || !current) return
      answers.push({ index: current.index, status, tookMs: performance.now() - startedAt })
      read = ''
      current = next()
      if (!current) {
        socket.removeAllListeners()
        return resolve()
      }
      startedAt = performance.now()
      socket.write(current.text)
    })
    if (!current) return resolve()
    socket.write(current.text)
  })
}

/** The status of an answer that is whole; null while some of it is missing. */
function readStatus(read: string): number | null {
  const headEnd = read.indexOf('\r\n\r\n')
  if (headEnd < 0) return null
  const head = read.slice(0, headEnd)
  const length = /content-length: *(\d+)/i.exec(head)?.[1]
  const isWhole =
    length === undefined ? read.endsWith('0\r\n\r\n') : read.length >= headEnd + 4 + Number(length)
  return isWhole ? Number(head.slice(9, 12)) : null
}
