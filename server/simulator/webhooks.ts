/** Tells the listener of what happens, in the way that the policies say. */

import type { Random } from '../context.ts'
import type { DeliverWebhook } from '../athmovil/transport.ts'
import type { Business } from './business.ts'
import type { Speech } from './dialects.ts'
import type { UnsentWebhook, WebhookCause, WebhookRecord } from './ledger.ts'
import type { Refund, Ticket, TicketEvent } from './tickets.ts'
import { toWebhookBody, type WebhookForm } from './webhook-bodies.ts'
import { factsOfRefund, factsOfTicket } from './webhook-facts.ts'
import { createWebhookGathering } from './webhook-gathering.ts'
import type { EventKind } from './webhook-kinds.ts'
import {
  createWebhookPolicies,
  type WebhookCase,
  type WebhookPlan,
  type WebhookPlanner,
} from './webhook-policies.ts'
import { createWebhookSender, type OutgoingWebhook, type WebhookSenderOptions } from './webhook-sender.ts'

/** How long the backend beside has to answer before it is tried again. A listener over HTTP has as long anyway. */
const ANSWER_WITHIN_MS = 5000

const KIND_OF_EVENT: Readonly<Record<TicketEvent, EventKind | null>> = {
  confirmed: null,
  refused: 'ecommerce_cancelled',
  cancelled: 'ecommerce_cancelled',
  expired: 'ecommerce_expired',
  completed: 'ecommerce_completed',
}

/** Something to tell of. */
export interface News extends WebhookCase {
  readonly ecommerceId: string | null
  /** What it tells of, where it is to be told even after a restart. */
  readonly of?: Pick<UnsentWebhook, 'event' | 'refund'>
  /** Writes the body, once, when the webhook leaves: what comes again is the same to the letter. */
  write(form: WebhookForm): unknown
}

/** The webhooks of one simulator. */
export interface Webhooks {
  readonly policies: WebhookPlanner
  /** Says where they go from now on when a business has no listener. */
  deliverTo(deliver: DeliverWebhook): void
  /** Sends a webhook by the policies, if the listener has subscribed to its kind: later, whatever comes of it. */
  tell(news: News): void
  /** Sends the webhook of a ticket's event, if it has one, by the policies. */
  tellOfTicket(ticket: Ticket, event: TicketEvent): void
  /** Sends the webhook of a refund by the policies. */
  tellOfRefund(ticket: Ticket, refund: Refund): void
  /**
   * Sends a webhook now, whatever the policies say and the listener has subscribed to: one of its own, or that of an
   * earlier record again. Resolves with what was booked; never rejects.
   */
  sendNow(webhook: OutgoingWebhook, again?: WebhookRecord): Promise<WebhookRecord>
}

/** What webhooks are made with. */
export interface WebhookOptions extends WebhookSenderOptions {
  readonly random: Random
  /** Decides how a webhook of a business is spoken. */
  readonly speak: (business: Business) => Speech
  /** What a call's answer takes after its effect: a webhook is never sent before it. */
  readonly answerMs: number
}

/** Makes the webhooks of a simulator. */
export function createWebhooks(options: WebhookOptions): Webhooks {
  const { clock, changes, random, speak, answerMs, closing } = options
  const policies = createWebhookPolicies(random, changes)
  const gathering = createWebhookGathering(clock)
  const sender = createWebhookSender(options)

  /** Sends it now, and once more after each failure, as long as the plan has a wait left. Answers its id. */
  function send(webhook: OutgoingWebhook, plan: WebhookPlan, why: Why): number {
    const [waitMs, ...retryAfterMs] = plan.retryAfterMs
    const usualMs = waitMs !== undefined && webhook.business.subscription === null ? ANSWER_WITHIN_MS : null
    const { record, over } = sender.send(webhook, {
      ...why,
      answerWithinMs: plan.answerWithinMs ?? usualMs,
    })
    void over.then(({ id, error }) => {
      if (error === null || waitMs === undefined || closing.aborted) return
      clock.setTimer(waitMs, () => {
        if (isWanted(webhook)) send(webhook, { ...plan, retryAfterMs }, { cause: 'retry', repeats: id })
      })
    })
    return record.id
  }

  function tell(news: News): void {
    const plan = policies.plan(news)
    if (!plan) return
    const { business, kind, ecommerceId } = news
    const note = (waits: boolean): void => {
      const unsent = toUnsent(news, waits)
      if (unsent) changes.tell('unsent', unsent)
    }
    note(true)
    let body: unknown
    let firstId: number | null = null
    const leave = (): void => {
      if (!isWanted(news)) return
      body ??= news.write({
        sentAt: clock.now(),
        generation: plan.generation,
        speech: speak(business),
      })
      const cause = firstId === null ? 'event' : 'copy'
      const id = send({ business, kind, ecommerceId, body }, plan, { cause, repeats: firstId })
      firstId ??= id
    }
    const leaveWithCopies = (): void => {
      leave()
      note(false)
      for (const afterMs of plan.copiesAfterMs) clock.setTimer(afterMs, leave)
    }
    clock.setTimer(answerMs + plan.delayMs, () => {
      if (plan.reorder) gathering.add(business, plan.reorder, leaveWithCopies)
      else leaveWithCopies()
    })
  }

  return {
    policies,
    deliverTo: sender.deliverTo,
    tell,
    tellOfTicket(ticket, event) {
      const kind = KIND_OF_EVENT[event]
      if (kind) tell(toNewsOfTicket(ticket, event, kind))
    },
    tellOfRefund: (ticket, refund) => tell(toNewsOfRefund(ticket, refund)),
    sendNow(webhook, again) {
      const why: Why = again ? { cause: 'resend', repeats: again.id } : { cause: 'control', repeats: null }
      return sender.send(webhook, { ...why, answerWithinMs: null }).over
    },
  }
}

function toNewsOfTicket(ticket: Ticket, event: TicketEvent, kind: EventKind): News {
  const { business, phone, ecommerceId } = ticket
  const write = (form: WebhookForm): object => toWebhookBody(kind, factsOfTicket(ticket), form)
  return { business, phone, kind, ecommerceId, of: { event, refund: null }, write }
}

function toNewsOfRefund(ticket: Ticket, refund: Refund): News {
  const { business, phone, ecommerceId } = ticket
  const write = (form: WebhookForm): object => toWebhookBody('refund', factsOfRefund(ticket, refund), form)
  const of = { event: null, refund: refund.referenceNumber }
  return { business, phone, kind: 'refund', ecommerceId, of, write }
}

function toUnsent({ ecommerceId, of }: News, waits: boolean): UnsentWebhook | null {
  if (!of || ecommerceId === null) return null
  return { key: `${ecommerceId} ${of.event ?? of.refund}`, waits, ecommerceId, ...of }
}

interface Why {
  readonly cause: WebhookCause
  readonly repeats: number | null
}

/** Whether the business's listener, if it has one, has subscribed to the kind. A test event needs no subscription. */
function isWanted({ business, kind }: { business: Business; kind: OutgoingWebhook['kind'] }): boolean {
  const { subscription } = business
  return !subscription || kind === 'simulated' || subscription.kinds.some((each) => each === kind)
}
