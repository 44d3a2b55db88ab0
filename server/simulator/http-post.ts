/** The way of webhooks to a subscribed listener: the one place of the simulator that opens a connection. */

import type { UpstreamAnswer } from '../athmovil/transport.ts'
import { readText } from './responses.ts'

/** How long a listener has to answer, in real time. */
const ANSWER_WITHIN_MS = 5_000

/** How much of an answer is read. */
const MAX_ANSWER_BYTES = 16 * 1024

/** Posts a webhook, JSON by its words, to a URL. Resolves with the answer; rejects when there is none. */
export type PostWebhook = (url: string, body: string, signal: AbortSignal) => Promise<UpstreamAnswer>

/** Posts over a connection of its own, once, following no redirect. A self-signed certificate is refused. */
export const postOverHttp: PostWebhook = async (url, body, signal) => {
  const late = new AbortController()
  const timer = setTimeout(() => {
    late.abort(new Error(`The listener did not answer within ${ANSWER_WITHIN_MS / 1000} seconds.`))
  }, ANSWER_WITHIN_MS)
  try {
    const answer = await fetch(url, {
      method: 'POST',
      // A connection that stayed open would keep a listener from ending. A browser decides that by itself.
      headers: { 'content-type': 'application/json', connection: 'close' },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, late.signal]),
    })
    return { status: answer.status, body: await readText(answer, MAX_ANSWER_BYTES) }
  } catch (thrown) {
    throw toReason(thrown)
  } finally {
    clearTimeout(timer)
  }
}

/** fetch itself says only that it failed; why is in the cause, or, where several addresses were tried, in its code. */
function toReason(thrown: unknown): unknown {
  if (!(thrown instanceof TypeError) || !(thrown.cause instanceof Error)) return thrown
  const { cause } = thrown
  return cause.message === '' && 'code' in cause ? new Error(String(cause.code), { cause }) : cause
}
