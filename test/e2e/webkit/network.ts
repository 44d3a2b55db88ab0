/** The way of a browser under test to the servers: sees each request, and answers in their place where a test says so. */

import { once } from 'node:events'
import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { language } from './playwright-parts.ts'

/** The address, on every host, of what runs before a page's own scripts. */
const EARLY_SCRIPT = '/__athm-early.js'

/** Which addresses a route is for. */
export type UrlMatch = string | RegExp | ((url: URL) => boolean)

/** A request of the browser's. */
export class WebKitRequest {
  readonly #message: IncomingMessage
  readonly body: Buffer

  constructor(message: IncomingMessage, body: Buffer) {
    this.#message = message
    this.body = body
  }

  url(): string {
    return this.#message.url ?? ''
  }

  method(): string {
    return this.#message.method ?? 'GET'
  }

  headers(): Record<string, string> {
    return this.#message.headers as Record<string, string>
  }

  postData(): string | null {
    return this.body.length > 0 ? this.body.toString() : null
  }

  postDataJSON(): unknown {
    return JSON.parse(this.body.toString())
  }
}

/** What a server answered. */
export interface Answered {
  status(): number
  headers(): Record<string, string>
  body(): Promise<Buffer>
  text(): Promise<string>
  json(): Promise<unknown>
}

/** What a test may answer in a server's place. */
export interface Fulfillment {
  readonly status?: number
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  readonly json?: unknown
  readonly response?: Answered
}

/** What a test may do with a request. */
export class WebKitRoute {
  readonly #request: WebKitRequest
  readonly #response: ServerResponse
  readonly #pass: () => Promise<void>

  constructor(request: WebKitRequest, response: ServerResponse, pass: () => Promise<void>) {
    this.#request = request
    this.#response = response
    this.#pass = pass
  }

  request(): WebKitRequest {
    return this.#request
  }

  async fulfill({ response, json, ...given }: Fulfillment): Promise<void> {
    const body = json === undefined ? (given.body ?? (await response?.body()) ?? '') : JSON.stringify(json)
    const type = json === undefined ? given.contentType : 'application/json'
    const headers = {
      ...response?.headers(),
      ...given.headers,
      ...(type !== undefined && { 'content-type': type }),
    }
    answerWith(this.#response, given.status ?? response?.status() ?? 200, headers, Buffer.from(body))
  }

  /** Asks the server itself, or another one. */
  async fetch({ url = this.#request.url() }: { readonly url?: string } = {}): Promise<Answered> {
    const upstream = await ask(this.#request, url)
    const body = await readAll(upstream)
    return {
      status: () => upstream.statusCode ?? 502,
      headers: () => upstream.headers as Record<string, string>,
      body: () => Promise.resolve(body),
      text: () => Promise.resolve(body.toString()),
      json: () => Promise.resolve(JSON.parse(body.toString()) as unknown),
    }
  }

  async continue(): Promise<void> {
    await this.#pass()
  }

  /** Cuts the connection; `aborted`, as by a customer, leaves the page as it is. */
  async abort(reason = 'failed'): Promise<void> {
    if (reason === 'aborted') this.#response.writeHead(204).end()
    else this.#response.destroy()
    await Promise.resolve()
  }
}

type Handler = (route: WebKitRoute, request: WebKitRequest) => unknown

/** A proxy for one browser. */
export class Network {
  readonly #server = createServer((message, response) => void this.#take(message, response))
  readonly #routes: { readonly match: UrlMatch; readonly handler: Handler }[] = []
  readonly #listeners: ((request: WebKitRequest) => void)[] = []
  /** What runs in every page before its own scripts, as JavaScript. */
  readonly earlyScripts: string[] = []
  isOffline = false

  /** Returns where it listens: host and port. */
  async start(): Promise<string> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening')
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  stop(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  route(match: UrlMatch, handler: Handler): void {
    this.#routes.unshift({ match, handler })
  }

  /** Takes the routes of an address away, or all of them. */
  unroute(match?: UrlMatch): void {
    for (const route of this.#routes.filter((one) => match === undefined || one.match === match)) {
      this.#routes.splice(this.#routes.indexOf(route), 1)
    }
  }

  onRequest(listener: (request: WebKitRequest) => void): void {
    this.#listeners.push(listener)
  }

  async #take(message: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => response.destroy())
    if (this.isOffline) return void response.destroy()
    const request = new WebKitRequest(message, await readAll(message))
    const url = new URL(request.url())
    if (url.pathname === EARLY_SCRIPT) {
      const script = Buffer.from(this.earlyScripts.map((early) => `${early};\n`).join(''))
      return answerWith(
        response,
        200,
        { 'content-type': 'text/javascript', 'cache-control': 'no-store' },
        script,
      )
    }
    for (const listener of this.#listeners) listener(request)
    const pass = () => passOn(request, response).catch(() => void response.destroy())
    const route = this.#routes.find(({ match }) => isMatch(match, url))
    if (route) await route.handler(new WebKitRoute(request, response, pass), request)
    else await pass()
  }
}

function isMatch(match: UrlMatch, url: URL): boolean {
  if (typeof match === 'function') return match(url)
  return (typeof match === 'string' ? new RegExp(language.globToRegexPattern(match)) : match).test(url.href)
}

async function passOn(request: WebKitRequest, response: ServerResponse): Promise<void> {
  const upstream = await ask(request, request.url(), response)
  const headers = upstream.headers as Record<string, string>
  if (isPage(headers))
    return answerWith(response, upstream.statusCode ?? 502, headers, await readAll(upstream))
  response.writeHead(upstream.statusCode ?? 502, upstream.headers)
  // A server that is killed ends its answers in the middle, and the browser has to see that.
  upstream.on('error', () => response.destroy())
  upstream.pipe(response)
}

async function ask(request: WebKitRequest, url: string, forWhom?: ServerResponse): Promise<IncomingMessage> {
  const { 'proxy-connection': _proxy, 'accept-encoding': _encoding, ...headers } = request.headers()
  const sent = send(url, { method: request.method(), headers: { ...headers, host: new URL(url).host } })
  forWhom?.once('close', () => sent.destroy())
  sent.end(request.body)
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  sent.on('error', () => answer.destroy())
  return answer
}

async function readAll(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function isPage(headers: Readonly<Record<string, string>>): boolean {
  return (headers['content-type'] ?? '').startsWith('text/html')
}

/** Sends a whole answer; a page gets the script that runs before its own. */
function answerWith(
  response: ServerResponse,
  status: number,
  { 'content-length': _length, 'transfer-encoding': _encoding, ...headers }: Record<string, string>,
  body: Buffer,
): void {
  response.writeHead(status, headers)
  const early = `<script src="${EARLY_SCRIPT}"></script>`
  response.end(isPage(headers) ? body.toString().replace(/^\s*(<!doctype[^>]*>)?/i, `$&${early}`) : body)
}
