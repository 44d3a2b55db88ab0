/** The way from the servers to ATH Móvil and back: what is on it is watched, and webhooks get lost on it. */

import type { Send, UpstreamAnswer, UpstreamRequest } from '../../server/athmovil/transport.ts'
import { parseJson } from '../../server/athmovil/wire.ts'
import type { Clock } from '../../server/context.ts'
import type { Dice } from './dice.ts'
import type { Timeline } from './timeline.ts'

/** A call of which nothing was heard for so long has had its effect, or never will: more than any fault delays one. */
const OVER_AFTER_MS = 45_000

/** The network. */
export interface Network {
  /** The way of one process. */
  sendOf(process: string): Send
  /** Calls whose effect may still come. */
  underWay(): number
  /** Two authorizations of one ticket that were on their way at once. */
  readonly violations: string[]
  /** How many calls there were. */
  readonly calls: { count: number }
}

/** Builds the network around whatever answers in ATH Móvil's place. */
export function createNetwork(send: Send, clock: Clock, timeline: Timeline): Network {
  const violations: string[] = []
  const pending = new Set<{ name: string; ticket: string; at: number }>()
  const calls = { count: 0 }
  const isUnderWay = ({ at }: { at: number }): boolean => clock.now() - at < OVER_AFTER_MS

  function depart(request: UpstreamRequest): { name: string; ticket: string; at: number } {
    const call = { name: request.path.split('/').at(-1) ?? '', ticket: toTicket(request), at: clock.now() }
    if (call.name === 'authorization') {
      const others = [...pending].filter(({ name, ticket }) => name === call.name && ticket === call.ticket)
      if (others.some(isUnderWay)) violations.push(`two authorizations of ${call.ticket} at once`)
    }
    calls.count += 1
    pending.add(call)
    return call
  }

  return {
    violations,
    calls,
    underWay: () => [...pending].filter(isUnderWay).length,
    sendOf: (process) => async (request, signal) => {
      const call = depart(request)
      const label = `${process} ${call.name} ${call.ticket.slice(0, 4)}`
      const isWrite = call.name !== 'findPayment'
      if (isWrite) timeline.note(`${label} →`)
      // The caller may stop waiting; the call goes on.
      const answer = send(request, new AbortController().signal).finally(() => pending.delete(call))
      answer.then(
        ({ status, body }) => timeline.note(`${label} ${status}${toWords(body)}`),
        () => timeline.note(`${label} ✗`),
      )
      return unlessAborted(answer, signal)
    },
  }
}

/** The ticket that a request is about, as far as its own words tell. */
function toTicket({ headers, body }: UpstreamRequest): string {
  const claims = headers['authorization']?.split('.')[1]
  if (claims !== undefined) return textOf(parseJson(Buffer.from(claims, 'base64url').toString()), 'sub')
  const fields = parseJson(body ?? '')
  return textOf(fields, 'ecommerceId') || textOf(fields, 'referenceNumber').slice(10) || 'new'
}

function toWords(body: string): string {
  const answer = parseJson(body)
  const data = typeof answer === 'object' && answer !== null ? (answer as { data?: unknown }).data : null
  const words = [
    textOf(data, 'ecommerceStatus'),
    textOf(answer, 'errorcode'),
    textOf(data, 'ecommerceId').slice(0, 4),
  ]
  return words
    .filter((word) => word !== '')
    .map((word) => ` ${word}`)
    .join('')
}

function textOf(value: unknown, name: string): string {
  const field =
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
  return typeof field === 'string' ? field : ''
}

function unlessAborted(answer: Promise<UpstreamAnswer>, signal: AbortSignal): Promise<UpstreamAnswer> {
  return new Promise((resolve, reject) => {
    answer.then(resolve, reject)
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
}

/** How unreliable the way of webhooks is. */
export interface WebhookWeather {
  readonly lost: number
  readonly doubled: number
  readonly lateMs: number
}

/** Rolls the weather of a run. */
export function rollWeather(dice: Dice): WebhookWeather {
  return {
    lost: dice.pick([0, 0.2, 1]),
    doubled: dice.pick([0, 0.3]),
    lateMs: dice.pick([0, 0, 5_000, 40_000]),
  }
}
