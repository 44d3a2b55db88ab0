/** One call to ATH Móvil: its deadline, and its three outcomes. */

import { sleep, type Clock } from '../context.ts'
import { isUnknownCode } from './errors.ts'
import type { Send, UpstreamAnswer, UpstreamRequest } from './transport.ts'
import { parseJson, readText } from './wire.ts'

/** How long a call may take before its outcome counts as unknown. */
export const CALL_TIMEOUT_MS = 10_000

/** The outcome of a call. `raw` is the body as it came, for the journal. */
export type Outcome<T> =
  | { readonly kind: 'answered'; readonly value: T; readonly raw: string }
  | { readonly kind: 'refused'; readonly athmCode: string; readonly raw: string }
  | {
      readonly kind: 'unknown'
      readonly reason: 'timeout' | 'unreachable' | 'unreadable'
      readonly athmCode: string | null
      readonly raw: string | null
    }

/** Why there was no answer. */
export type Failure = 'timeout' | 'unreachable'

/** Sends a request and waits for its answer, `timeoutMs` at most. */
export async function withDeadline(
  clock: Clock,
  send: Send,
  request: UpstreamRequest,
  timeoutMs = CALL_TIMEOUT_MS,
): Promise<UpstreamAnswer | Failure> {
  const answered = new AbortController()
  const overdue = new AbortController()
  const deadline = sleep(clock, timeoutMs, answered.signal).then(
    (): Failure => {
      overdue.abort(new Error('ATH Móvil did not answer in time'))
      return 'timeout'
    },
    (): Failure => 'timeout',
  )
  const answer = send(request, overdue.signal).catch((): Failure => 'unreachable')
  const first = await Promise.race([answer, deadline])
  answered.abort()
  return first
}

/** Makes a sender that gives up as soon as `stopping` aborts, even where the one it stands on doesn't. */
export function stopWith(stopping: AbortSignal, send: Send): Send {
  return (request, overdue) => {
    const signals = [stopping, overdue]
    const either = new AbortController()
    const stopped = new Promise<never>((_, reject) => {
      either.signal.addEventListener('abort', () => reject(new Error('Nobody waits for the answer any more')))
    })
    const stop = (): void => either.abort()
    for (const signal of signals) signal.addEventListener('abort', stop)
    if (signals.some(({ aborted }) => aborted)) stop()
    return Promise.race([send(request, either.signal), stopped]).finally(() => {
      for (const signal of signals) signal.removeEventListener('abort', stop)
    })
  }
}

/** Reads an answer in its envelope. `read` gives undefined for data that isn't what it should be: then nobody knows what happened. */
export function toOutcome<T>(
  answer: UpstreamAnswer | Failure,
  read: (data: unknown) => T | undefined,
): Outcome<T> {
  if (typeof answer === 'string') return { kind: 'unknown', reason: answer, athmCode: null, raw: null }
  const envelope = parseJson(answer.body)
  const fields =
    typeof envelope === 'object' && envelope !== null ? (envelope as Record<string, unknown>) : {}
  const raw = answer.body.slice(0, 20_000)
  const unknown = (athmCode: string | null): Outcome<T> => ({
    kind: 'unknown',
    reason: 'unreadable',
    athmCode,
    raw,
  })

  const athmCode = readText(fields['errorcode'])
  if (athmCode !== null) {
    // A 5xx says nothing of the effect, whatever code it carries.
    if (answer.status >= 500 || isUnknownCode(athmCode)) return unknown(athmCode)
    return { kind: 'refused', athmCode, raw }
  }
  if (answer.status < 200 || answer.status > 299 || fields['status'] !== 'success') return unknown(null)
  const value = read(fields['data'])
  return value === undefined ? unknown(null) : { kind: 'answered', value, raw }
}
