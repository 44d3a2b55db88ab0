/** Sends a ticket's webhooks and books what came back. No document speaks of a retry, so there is none. */

import type { Clock } from '../context.ts'
import type { DeliverWebhook, UpstreamAnswer } from '../athmovil/transport.ts'
import type { Ledger, WebhookRecord } from './ledger.ts'
import type { Ticket, TicketEvent } from './tickets.ts'
import { toWebhookBody, toWebhookEvent } from './webhook-bodies.ts'

/** How long after the fact, and at least after its answer, a webhook leaves. The samples show seconds. */
export const WEBHOOK_DELAY_MS = 200

/** How much of an answer the ledger keeps. */
const MAX_ANSWER_LENGTH = 2000

/** The webhooks of one simulator. */
export interface Webhooks {
  /** Says where they go from now on. */
  deliverTo(deliver: DeliverWebhook): void
  /** Sends the webhook of a ticket's event, if it has one: later, whatever comes of it. */
  send(ticket: Ticket, event: TicketEvent): void
}

/** Makes the sender. `answerMs` is what a call's answer takes after its effect: a webhook is never sent before it. */
export function createWebhooks(clock: Clock, ledger: Ledger, answerMs: number): Webhooks {
  let deliver: DeliverWebhook | null = null

  async function deliverNow(record: WebhookRecord): Promise<void> {
    if (!deliver) {
      record.error = 'Nobody listens.'
      return
    }
    try {
      book(record, await deliver(JSON.stringify(record.body)))
    } catch (thrown) {
      record.error = thrown instanceof Error ? thrown.message : String(thrown)
    }
  }

  return {
    deliverTo(newDeliver) {
      deliver = newDeliver
    },
    send(ticket, event) {
      const webhookEvent = toWebhookEvent(event)
      if (!webhookEvent) return
      clock.setTimer(answerMs + WEBHOOK_DELAY_MS, () => {
        const at = clock.now()
        const body = toWebhookBody(ticket, webhookEvent, at)
        const { ecommerceId } = ticket
        const record = { at, event: webhookEvent, ecommerceId, body, status: null, answer: null, error: null }
        ledger.webhooks.push(record)
        void deliverNow(record)
      })
    },
  }
}

function book(record: WebhookRecord, { status, body }: UpstreamAnswer): void {
  record.status = status
  record.answer = body.slice(0, MAX_ANSWER_LENGTH)
  if (status < 200 || status > 299) record.error = `The listener answered ${status}.`
}
