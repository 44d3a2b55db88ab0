/** What the merchant heard: every fact, under one id, in order. */

import { isEnd, type PaymentStatus } from '../../src/protocol/index.ts'
import type { AnyEvent } from '../../server/payments/events.ts'
import type { Books } from './books.ts'
import type { World } from './world.ts'

const FACT_OF: Readonly<Partial<Record<PaymentStatus, string>>> = {
  CONFIRM: 'payment.confirmed',
  COMPLETED: 'payment.completed',
  CANCEL: 'payment.cancelled',
  EXPIRED: 'payment.expired',
  FAILED: 'payment.failed',
}

/** Holds what the merchant heard against what happened. */
export function* checkEvents(world: World, books: Books): Iterable<string> {
  const heard = new Map<string, string>()
  const order = new Map<string, string[]>()
  for (const { event, failed } of world.memory.heard) {
    const fact = toFact(event)
    if (heard.has(fact) && heard.get(fact) !== event.id) yield `one id per fact: ${fact}`
    if (failed || heard.has(fact)) continue
    heard.set(fact, event.id)
    if ('payment' in event)
      order.set(event.payment.paymentId, [...(order.get(event.payment.paymentId) ?? []), event.id])
  }
  for (const fact of toFacts(books)) {
    if (!heard.has(fact)) yield `every fact is heard: ${fact}`
  }
  if (new Set(heard.values()).size !== heard.size) yield 'one id per fact: two facts have the same id'
  for (const [paymentId, ids] of order) {
    const written = books.events.filter((event) => event.payment_id === paymentId).map(({ id }) => id)
    if (written.join() !== ids.join()) yield `events come in order: ${paymentId}`
  }
}

function toFact(event: AnyEvent): string {
  if (event.type === 'webhook.received') return event.id
  return 'refund' in event ? event.refund.refundId : `${event.payment.paymentId} ${event.type}`
}

/** What happened, by the journal, and not by the outbox that is being checked. */
function* toFacts({ journal, refunds, webhooks }: Books): Iterable<string> {
  for (const { payment_id: id, change, from_status: from, to_status: to } of journal) {
    if (change === 'found') yield `${id} ${FACT_OF[to]}`
    if (change === 'created' && !isEnd(to)) yield `${id} payment.initiated`
    if (from !== null && from !== to) yield `${id} ${FACT_OF[to]}`
  }
  for (const { id, deliveries } of webhooks) {
    for (let number = 1; number <= deliveries; number++) yield `evt_${id}_${number}`
  }
  for (const { id, status } of refunds) if (status === 'succeeded') yield id
}
