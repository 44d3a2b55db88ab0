/** Sends a webhook once, and books it with what came back. */

import type { WebhookKind } from '../../src/protocol/index.ts'
import type { Clock } from '../context.ts'
import type { DeliverWebhook, UpstreamAnswer } from '../athmovil/transport.ts'
import type { Business } from './business.ts'
import type { Changes } from './changes.ts'
import type { PostWebhook } from './http-post.ts'
import type { Ledger, WebhookCause, WebhookRecord } from './ledger.ts'

/** How much of an answer the ledger keeps. */
const MAX_ANSWER_LENGTH = 2000

/** A webhook on its way out. A body that is a text is sent as it is, anything else as JSON. */
export interface OutgoingWebhook {
  readonly business: Business
  readonly kind: WebhookKind
  readonly ecommerceId: string | null
  readonly body: unknown
}

/** Why it goes out, and how long the listener has: null for as long as whoever delivers it gives. */
export interface Sending {
  readonly cause: WebhookCause
  readonly repeats: number | null
  readonly answerWithinMs: number | null
}

/** A webhook that has left. */
export interface SentWebhook {
  readonly record: WebhookRecord
  /** Resolves once it was answered or lost; never rejects. */
  readonly over: Promise<WebhookRecord>
}

/** The way out of one simulator. */
export interface WebhookSender {
  /** Says where webhooks go from now on when a business has no listener. */
  deliverTo(deliver: DeliverWebhook): void
  /** Sends a webhook now, whatever the listener has subscribed to. */
  send(webhook: OutgoingWebhook, sending: Sending): SentWebhook
}

/** What webhooks are sent with. */
export interface WebhookSenderOptions {
  /** Its speed tells how long real time takes on it. */
  readonly clock: Clock & { readonly speed: number }
  readonly ledger: Ledger
  readonly changes: Changes
  readonly post: PostWebhook
  /** Ends every delivery under way. */
  readonly closing: AbortSignal
}

/** Makes the sender. */
export function createWebhookSender(options: WebhookSenderOptions): WebhookSender {
  const { clock, ledger, changes, post, closing } = options
  let deliverBeside: DeliverWebhook | null = null

  async function deliver(to: string | null, text: string, signal: AbortSignal): Promise<UpstreamAnswer> {
    if (to !== null) return await post(to, text, signal)
    if (!deliverBeside) throw new Error('Nobody listens.')
    return await deliverBeside(text)
  }

  async function deliverWithin(to: string | null, text: string, withinMs: number): Promise<UpstreamAnswer> {
    const late = new AbortController()
    const { promise, reject } = Promise.withResolvers<never>()
    const cancel = clock.setTimer(withinMs * clock.speed, () => {
      const error = new Error(`The listener did not answer within ${withinMs / 1000} seconds.`)
      reject(error)
      late.abort(error)
    })
    try {
      return await Promise.race([deliver(to, text, AbortSignal.any([closing, late.signal])), promise])
    } finally {
      cancel()
    }
  }

  async function carry(record: WebhookRecord, withinMs: number | null): Promise<WebhookRecord> {
    const { to, body } = record
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    try {
      const answer = withinMs === null ? deliver(to, text, closing) : deliverWithin(to, text, withinMs)
      book(record, await answer, clock.now())
    } catch (thrown) {
      record.error = thrown instanceof Error ? thrown.message : String(thrown)
    }
    changes.tell('webhooks', record)
    return record
  }

  return {
    deliverTo(deliverWebhook) {
      deliverBeside = deliverWebhook
    },
    send({ business, kind, ecommerceId, body }, { cause, repeats, answerWithinMs }) {
      const record: WebhookRecord = {
        id: (ledger.webhooks.at(-1)?.id ?? 0) + 1,
        at: clock.now(),
        cause,
        repeats,
        publicToken: business.publicToken,
        event: kind,
        ecommerceId,
        to: business.subscription?.url ?? null,
        body,
        status: null,
        answer: null,
        answeredAt: null,
        error: null,
      }
      ledger.webhooks.push(record)
      changes.tell('webhooks', record)
      return { record, over: carry(record, answerWithinMs) }
    },
  }
}

function book(record: WebhookRecord, { status, body }: UpstreamAnswer, now: number): void {
  record.status = status
  record.answer = body.slice(0, MAX_ANSWER_LENGTH)
  record.answeredAt = now
  if (status < 200 || status > 299) record.error = `The listener answered ${status}.`
}
