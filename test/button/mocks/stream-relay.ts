/**
 * Event streams for browsers in which a service worker's page can't hand it a stream, as in WebKit: the page posts what
 * is to be told, and the server of the test files writes it to whoever listens.
 */

import { PassThrough } from 'node:stream'
import type { TestRunnerConfig } from '@web/test-runner'

/**
 * A browser opens six connections to a server, and WebKit closes none of a button that is gone from the page: not even
 * of an earlier test's, whose stream may begin after that test ended.
 */
const MAX_STREAMS = 4

type Middleware = NonNullable<TestRunnerConfig['middleware']>[number]

/** Answers `GET /backend-…/api/events/` with a stream, and takes what it tells at `POST /backend-…/relay`. */
export function relayStreams(): Middleware {
  const last = new Map<string, Buffer>()
  /** The open ones with the name of their backend, oldest first. */
  const open = new Map<PassThrough, string>()

  return async (context, next) => {
    const [, name = '', what] = /^(\/backend-[^/]+)\/(api\/events\/|relay)$/.exec(context.path) ?? []
    if (what === undefined) {
      await next()
      return
    }
    if (what === 'relay') {
      const chunks: Buffer[] = []
      for await (const chunk of context.req) chunks.push(chunk as Buffer)
      const told = Buffer.concat(chunks)
      for (const [stream, owner] of open) {
        if (owner !== name) continue
        if (told.length === 0) stream.end()
        else stream.write(told)
      }
      last.set(name, told)
      context.status = 204
      return
    }
    const stream = new PassThrough()
    open.set(stream, name)
    const [oldest] = open.keys()
    if (oldest && open.size > MAX_STREAMS) {
      oldest.end()
      open.delete(oldest)
    }
    stream.once('close', () => open.delete(stream))
    stream.write(last.get(name) ?? '')
    context.type = 'text/event-stream'
    context.body = stream
  }
}
