/** Which events a change of the checkout is, in their order. */

import { isPaidBefore, type CheckoutState, type EndPhase, type Phase } from './checkout/machine.ts'
import {
  AthmCancelledEvent,
  AthmCloseEvent,
  AthmCompletedEvent,
  AthmConfirmedEvent,
  AthmExpiredEvent,
  AthmFailedEvent,
  AthmInitiatedEvent,
  AthmOpenEvent,
  AthmStatusChangeEvent,
  type AthmDetail,
  type AthmEvent,
} from './events.ts'
import type { Terms } from './setup.ts'
import { ERROR_TEXTS } from './texts/index.ts'

const END_EVENTS = {
  completed: AthmCompletedEvent,
  cancelled: AthmCancelledEvent,
  expired: AthmExpiredEvent,
  failed: AthmFailedEvent,
} satisfies Record<EndPhase, unknown>

const isEndPhase = (phase: Phase): phase is EndPhase => phase in END_EVENTS

/** The events of one change. `tell` says what an event of a state tells. */
export function toEvents(
  before: CheckoutState,
  after: CheckoutState,
  tell: (state: CheckoutState) => AthmDetail,
): AthmEvent[] {
  const events: AthmEvent[] = []
  const { phase, payment } = after
  const detail = tell(after)
  if (after.open && !before.open) events.push(new AthmOpenEvent(detail))
  // What this page goes on with was told by the page before it, but for an end, which that page may not have lived to
  // tell. And a payment that is shown once more, to somebody who comes back to a paid order, is no news.
  const isNews = before.phase !== 'idle' || (isEndPhase(phase) && !isPaidBefore(after))
  if (payment && payment.status !== before.payment?.status && isNews) {
    events.push(new AthmStatusChangeEvent(detail))
    if (before.phase === 'initiating' && !before.payment) events.push(new AthmInitiatedEvent(detail))
    if (payment.status === 'CONFIRM') events.push(new AthmConfirmedEvent(detail))
    // An end in the phone step is a number being changed: no end that the page should hear of.
    if (isEndPhase(phase)) events.push(new END_EVENTS[phase](detail))
  }
  // A refusal is told once the customer has given up on it.
  if (phase === 'idle' && before.error && !before.payment) events.push(new AthmFailedEvent(tell(before)))
  if (before.open && !after.open) events.push(new AthmCloseEvent(tell(before)))
  return events
}

/** What an event of a state tells. */
export function toDetail(
  { payment, error }: CheckoutState,
  { total, metadata1, metadata2 }: Pick<Terms, 'total' | 'metadata1' | 'metadata2'>,
): AthmDetail {
  const code = error ?? payment?.code
  return {
    status: payment?.status ?? null,
    total: payment?.total ?? String(total),
    paymentId: payment?.payment_id ?? null,
    ecommerceId: payment?.ecommerce_id ?? null,
    referenceNumber: payment?.reference_number ?? null,
    metadata1,
    metadata2,
    ...(code && { code, recoverable: ERROR_TEXTS[code].retryHelps }),
  }
}
