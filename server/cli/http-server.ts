/** A server from its first connection to its last answer: for the commands that serve. */

import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { toNodeListener } from '../adapters/node.ts'
import { OptionsError, type Address } from '../options.ts'

/** How long a request that is arriving when the server is told to stop may take to be whole. */
const ARRIVE_WITHIN_MS = 1_000
/** How long answers may take to reach whoever asked, once all work is done. */
const FLUSH_MS = 200
/** How long a signal may be followed by its double: when Node ends, it lets go of signals, and one would then count as a kill. */
const DOUBLE_WITHIN_MS = 250
/** How long calls under way may take once the server was told to stop. */
const STOP_WITHIN_MS = 15_000

/** A server that listens. */
export interface HttpServer {
  /** Its address, as this machine reaches it; without a slash at the end. */
  readonly url: string
  /** Where it listens: an address of this machine, or 0.0.0.0 or :: for all of them. */
  readonly host: string
  readonly port: number
  /** Resolves at SIGINT or SIGTERM. */
  readonly untilToldToStop: Promise<void>
  /** Takes no more connections, finishes `work`, and lets its answers leave. */
  stop(work: () => Promise<void>): Promise<void>
}

/** Answers one request; `address` is whose connection it came by. */
export type Answer = (
  request: Request,
  info: { address?: string | undefined },
) => Response | Promise<Response>

/** Listens. Throws an OptionsError when the port is taken, or when nobody can listen there. */
export async function startHttpServer(answer: Answer, address: Address): Promise<HttpServer> {
  const server = await listen(answer, address)
  const cutArriving = watchArriving(server)
  const { address: host, port } = server.address() as AddressInfo
  return {
    url: `http://${host === '127.0.0.1' || isAnyAddress(host) ? 'localhost' : toUrlHost(host)}:${port}`,
    host,
    port,
    // Asked for before anything is printed: who reads that the server is up may tell it to stop at once.
    untilToldToStop: waitForSignal(),
    stop: (work) => stop(server, cutArriving, work),
  }
}

const SENTENCES: Readonly<Record<string, (address: Address) => string>> = {
  EADDRINUSE: ({ port }) => `Port ${port} is taken; set PORT to another one.`,
  EACCES: ({ port }) => `Port ${port} is not for everybody; set PORT to one above 1023.`,
  EADDRNOTAVAIL: ({ host }) => `This machine does not have the address ${host}; set HOST to one of its own.`,
  ENOTFOUND: ({ host }) => `Nobody knows the host ${host}; set HOST to an address of this machine.`,
}

function listen(answer: Answer, address: Address): Promise<Server> {
  const listener = toNodeListener(async (request, info) => await answer(request, info), { ownsProcess: true })
  const server = createServer(listener)
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const sentence = SENTENCES[error.code ?? '']
      reject(sentence ? new OptionsError(sentence(address)) : error)
    })
    server.listen(address.port, address.host, () => resolve(server))
  })
}

/** Tells whether an address stands for all that this machine has. */
export function isAnyAddress(address: string): boolean {
  return address === '0.0.0.0' || address === '::'
}

/** Writes an address as URLs do. */
export function toUrlHost(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}

/** Watches for requests whose body isn't there yet. Returns how to cut them: nothing has begun on their behalf. */
function watchArriving(server: Server): () => void {
  const begun = new Set<IncomingMessage>()
  server.on('request', (incoming, outgoing) => {
    begun.add(incoming)
    outgoing.once('close', () => begun.delete(incoming))
  })
  return () => {
    for (const incoming of begun) if (!incoming.complete) incoming.socket.destroy()
  }
}

function waitForSignal(): Promise<void> {
  // What a pipe leads to (`| tee`) hears the same Ctrl-C, and may be gone first: that must not end the stop halfway.
  for (const output of [process.stdout, process.stderr]) output.on('error', () => {})
  return new Promise((resolve) => {
    // A terminal's Ctrl-C comes twice under npm, which passes it on: the second one must not end it halfway either.
    process.on('SIGINT', () => resolve())
    process.on('SIGTERM', () => resolve())
  })
}

async function stop(server: Server, cutArriving: () => void, work: () => Promise<void>): Promise<void> {
  // A call that hangs must not hang the stop: what was not finished is found again at the next start.
  setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const doubled = new Promise((resolve) => setTimeout(resolve, DOUBLE_WITHIN_MS))
  setTimeout(cutArriving, ARRIVE_WITHIN_MS).unref()
  await work()
  // What was answered gets a moment to leave; whoever holds a connection open without a word is not waited for.
  server.closeIdleConnections()
  setTimeout(() => server.closeAllConnections(), FLUSH_MS).unref()
  await closed
  await doubled
}
