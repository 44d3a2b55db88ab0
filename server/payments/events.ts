/** What the merchant can hear of, and the handlers that listen. `outbox.ts` is what calls them. */

import type { CompletedPayment, Payment } from '../../src/protocol/index.ts'
import type { Refund } from './refund.ts'
import type { Source } from './source.ts'
import type { WebhookDelivery } from './webhook-delivery.ts'

/** A fact that the merchant hears of. */
export type PaymentFact =
  | 'payment.initiated'
  | 'payment.confirmed'
  | 'payment.completed'
  | 'payment.cancelled'
  | 'payment.expired'
  | 'payment.failed'

interface EventOf<Type extends PaymentFact, Of extends Payment> {
  /** Derived from the fact: the same on every try and every path. */
  readonly id: string
  readonly type: Type
  readonly occurredAt: Date
  /** How it was learnt. */
  readonly source: Source
  /** The payment as it is at the time of delivery. */
  readonly payment: Of
}

/** What `on()` can listen to, and what each handler then gets. */
export interface EventMap {
  'payment.initiated': EventOf<'payment.initiated', Payment>
  'payment.confirmed': EventOf<'payment.confirmed', Payment>
  'payment.completed': EventOf<'payment.completed', CompletedPayment>
  'payment.cancelled': EventOf<'payment.cancelled', Payment>
  'payment.expired': EventOf<'payment.expired', Payment>
  'payment.failed': EventOf<'payment.failed', Payment>
  'refund.sent': RefundEventOf
  'webhook.received': WebhookEventOf
}

/** ATH Móvil delivered a webhook, of whatever kind. It is a hint, not yet a fact: the other events are the facts. */
export interface WebhookEventOf {
  readonly id: string
  readonly type: 'webhook.received'
  readonly occurredAt: Date
  readonly source: 'webhook'
  readonly webhook: WebhookDelivery
}

/** A refund went out: by the API, the library, the command, or found in ATH Móvil's books. */
export interface RefundEventOf {
  readonly id: string
  readonly type: 'refund.sent'
  readonly occurredAt: Date
  readonly source: Source
  readonly payment: CompletedPayment
  readonly refund: Refund
}

/** A name that `on()` takes. */
export type EventType = keyof EventMap

/** Any event. */
export type AnyEvent = EventMap[EventType]

/** What the merchant does on an event. A throw or a rejection means: try again later. */
export type Handler<E> = (event: E) => unknown

/** The merchant's handlers. */
export interface Handlers {
  /** Adds a handler for one type of event, or for all with `*`. */
  on<T extends EventType>(type: T, handler: Handler<EventMap[T]>): void
  on(type: '*', handler: Handler<AnyEvent>): void
  /** The types that somebody listens to. */
  types(): readonly EventType[]
  /** Calls all handlers of an event's type; rejects with the first failure, after all were called. */
  handle(event: AnyEvent): Promise<void>
}

/** Every name that `on()` takes but `*`. */
export const EVENT_TYPES: readonly EventType[] = [
  'payment.initiated',
  'payment.confirmed',
  'payment.completed',
  'payment.cancelled',
  'payment.expired',
  'payment.failed',
  'refund.sent',
  'webhook.received',
]

/** Builds an empty list of handlers. */
export function createHandlers(): Handlers {
  const handlers = new Map<EventType | '*', Handler<AnyEvent>[]>()
  return {
    on(type: EventType | '*', handler: Handler<never>) {
      if (type !== '*' && !EVENT_TYPES.includes(type)) {
        throw new TypeError(
          `There is no event "${type}". There are: ${EVENT_TYPES.join(', ')}, and "*" for all.`,
        )
      }
      handlers.set(type, [...(handlers.get(type) ?? []), handler as Handler<AnyEvent>])
    },
    types: () => (handlers.has('*') ? EVENT_TYPES : EVENT_TYPES.filter((type) => handlers.has(type))),
    async handle(event) {
      const called = [...(handlers.get(event.type) ?? []), ...(handlers.get('*') ?? [])].map(
        async (handler) => {
          await handler(event)
        },
      )
      const failed = (await Promise.allSettled(called)).find((result) => result.status === 'rejected')
      if (failed) throw failed.reason
    },
  }
}
