/** Sends webhooks and books what came back. No document speaks of a retry, so there is none. */

import type { WebhookKind } from '../../src/protocol/index.ts'
import type { Clock } from '../context.ts'
import type { DeliverWebhook, UpstreamAnswer } from '../athmovil/transport.ts'
import type { Business } from './business.ts'
import type { Changes } from './changes.ts'
import type { PostWebhook } from './http-post.ts'
import type { Ledger, WebhookRecord } from './ledger.ts'
import { scenarioOf, type WebhookHabit } from './scenarios.ts'
import type { Refund, Ticket, TicketEvent } from './tickets.ts'
import { toWebhookBody } from './webhook-bodies.ts'
import { factsOfRefund, factsOfTicket, type WebhookFacts } from './webhook-facts.ts'
import type { EventKind } from './webhook-kinds.ts'

/** How long after the fact, and at least after its answer, a webhook leaves. The samples show seconds. */
export const WEBHOOK_DELAY_MS = 200

/**
 * When the copies of a webhook leave that comes three times: in turn those of one and those of the next, so that what
 * happens within three seconds is told in the wrong order, and mixed.
 */
export const THRICE_DELAYS_MS = [
  [3000, 6000, 9000],
  [200, 4500, 7500],
] as const

/** How much of an answer the ledger keeps. */
const MAX_ANSWER_LENGTH = 2000

const KIND_OF_EVENT: Readonly<Record<TicketEvent, EventKind | null>> = {
  confirmed: null,
  refused: 'ecommerce_cancelled',
  cancelled: 'ecommerce_cancelled',
  expired: 'ecommerce_expired',
  completed: 'ecommerce_completed',
}

/** A webhook on its way out. A body that is a text is sent as it is, anything else as JSON. */
export interface OutgoingWebhook {
  readonly business: Business
  readonly kind: WebhookKind
  readonly ecommerceId: string | null
  readonly body: unknown
}

/** The webhooks of one simulator. */
export interface Webhooks {
  /** Says where they go from now on when a business has no listener. */
  deliverTo(deliver: DeliverWebhook): void
  /** Sends the webhook of a ticket's event, if it has one: later, whatever comes of it. */
  tellOfTicket(ticket: Ticket, event: TicketEvent): void
  /** Sends the webhook of a refund: later, whatever comes of it. */
  tellOfRefund(ticket: Ticket, refund: Refund): void
  /** Sends a webhook now, whatever the listener has subscribed to. Resolves with what was booked; never rejects. */
  sendNow(webhook: OutgoingWebhook): Promise<WebhookRecord>
}

/** What webhooks are sent with. */
export interface WebhookOptions {
  readonly clock: Clock
  readonly ledger: Ledger
  readonly changes: Changes
  /** What a call's answer takes after its effect: a webhook is never sent before it. */
  readonly answerMs: number
  readonly post: PostWebhook
  /** Ends every delivery under way. */
  readonly closing: AbortSignal
}

/** Makes the sender. */
export function createWebhooks(options: WebhookOptions): Webhooks {
  const { clock, ledger, changes, answerMs, post, closing } = options
  let deliverBeside: DeliverWebhook | null = null
  let turn = 0

  async function deliver(to: string | null, text: string): Promise<UpstreamAnswer> {
    if (to !== null) return await post(to, text, closing)
    if (!deliverBeside) throw new Error('Nobody listens.')
    return await deliverBeside(text)
  }

  async function sendNow({ business, kind, ecommerceId, body }: OutgoingWebhook): Promise<WebhookRecord> {
    const to = business.subscription?.url ?? null
    const nothing = { status: null, answer: null, error: null }
    const record: WebhookRecord = { at: clock.now(), event: kind, ecommerceId, to, body, ...nothing }
    ledger.webhooks.push(record)
    changes.tell('webhooks')
    try {
      book(record, await deliver(to, typeof body === 'string' ? body : JSON.stringify(body)))
    } catch (thrown) {
      record.error = thrown instanceof Error ? thrown.message : String(thrown)
    }
    changes.tell('webhooks')
    return record
  }

  function toDelaysMs(habit: WebhookHabit | undefined): readonly number[] {
    if (habit === 'never') return []
    return habit === 'thrice' ? THRICE_DELAYS_MS[turn++ % 2 === 0 ? 0 : 1] : [WEBHOOK_DELAY_MS]
  }

  function tell(
    { business, ecommerceId, phone }: Ticket,
    kind: EventKind,
    getFacts: () => WebhookFacts,
  ): void {
    const { webhooks: habit } = scenarioOf(phone)
    const generation = habit === 'of_2020' ? '2020' : undefined
    let body: object | null = null
    for (const delayMs of toDelaysMs(habit)) {
      clock.setTimer(answerMs + delayMs, () => {
        if (business.subscription && !business.subscription.kinds.includes(kind)) return
        // What comes again is the same to the letter.
        body ??= toWebhookBody(kind, getFacts(), { sentAt: clock.now(), generation })
        void sendNow({ business, kind, ecommerceId, body })
      })
    }
  }

  return {
    deliverTo(deliverWebhook) {
      deliverBeside = deliverWebhook
    },
    tellOfTicket(ticket, event) {
      const kind = KIND_OF_EVENT[event]
      if (kind) tell(ticket, kind, () => factsOfTicket(ticket))
    },
    tellOfRefund: (ticket, refund) => tell(ticket, 'refund', () => factsOfRefund(ticket, refund)),
    sendNow,
  }
}

function book(record: WebhookRecord, { status, body }: UpstreamAnswer): void {
  record.status = status
  record.answer = body.slice(0, MAX_ANSWER_LENGTH)
  if (status < 200 || status > 299) record.error = `The listener answered ${status}.`
}
