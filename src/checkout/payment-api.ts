/** The protocol's client, in both its dialects. It throws AthmErrors alone, whose codes the texts know; a server's own words stay out of sight. */

import { AthmError, isAthmError } from '../protocol/errors.ts'
import {
  isObject,
  parseInitiateView,
  parsePaymentView,
  type InitiateBody,
  type PaymentView,
} from '../protocol/messages.ts'
import { ROUTES, type Route } from '../protocol/routes.ts'
import { createConnection, type ConnectionOptions } from './connection.ts'
import { createDjangoDialect, readDjangoInitiated } from './django-athm.ts'
import { isLeftToPage, type OwnHandle, type PaymentHandle } from './payment-handle.ts'

export type { PaymentHandle } from './payment-handle.ts'

/** A payment that began: the right to it, and the first view of it. */
export interface Initiated {
  readonly payment: PaymentHandle
  readonly view: PaymentView
}

/** What the button asks of a backend. Every call but `events` ends within the deadline. */
export interface PaymentApi {
  /** `isRepeated`: the same key was sent before, perhaps by the page before this one. */
  initiate(body: InitiateBody, idempotencyKey: string, isRepeated?: boolean): Promise<Initiated>
  status(payment: PaymentHandle, signal: AbortSignal): Promise<PaymentView>
  /** Asks the backend to look at ATH Móvil now. */
  authorize(payment: PaymentHandle): Promise<PaymentView>
  cancel(payment: PaymentHandle): Promise<PaymentView>
  /** The event stream; null where the backend has none. */
  events(payment: PaymentHandle, signal: AbortSignal): Promise<ReadableStream<Uint8Array> | null>
}

/** What a client is made with. */
export interface PaymentApiOptions extends ConnectionOptions {
  readonly now: () => number
  /** Whether the backend is known to be one of ours, which honours a key: then no gateway's page says otherwise. */
  readonly isOwn: () => boolean
}

/** Makes the client of one backend. Which dialect that speaks is told by its answer to initiate, and by the handle since. */
export function createPaymentApi({ now, isOwn, ...options }: PaymentApiOptions): PaymentApi {
  const { send, ask } = createConnection(options)
  const django = createDjangoDialect(ask, now)
  /** The key of the last try that nobody answered. */
  let unanswered = ''

  const act = async (route: Route, { paymentId, clientSecret }: OwnHandle): Promise<PaymentView> =>
    parsePaymentView(await ask(route, { clientSecret, body: { payment_id: paymentId } }))

  return {
    async initiate(body, key, isRepeated = false) {
      if ((isRepeated || key === unanswered) && !isOwn() && !(await honoursKeys()))
        throw new AthmError(
          'create_unknown',
          'Nobody answered, and this backend would send a second request.',
        )
      try {
        const answer = await ask(ROUTES.initiate, { body, key })
        return readDjangoInitiated(answer, body, { key, now: now() }) ?? readInitiated(answer)
      } catch (thrown) {
        unanswered = isAthmError(thrown) && thrown.code === 'backend_unreachable' ? key : ''
        throw thrown
      }
    },

    async status(payment, signal) {
      if (isLeftToPage(payment)) return django.status(payment, signal)
      const { paymentId, clientSecret } = payment
      return parsePaymentView(
        await ask(ROUTES.status, { clientSecret, query: { payment_id: paymentId }, signal }),
      )
    },

    authorize: (payment) =>
      isLeftToPage(payment) ? django.authorize(payment) : act(ROUTES.authorize, payment),

    cancel: (payment) => (isLeftToPage(payment) ? django.cancel(payment) : act(ROUTES.cancel, payment)),

    async events(payment, signal) {
      if (isLeftToPage(payment)) return null
      const { paymentId, clientSecret } = payment
      const response = await send(ROUTES.events, { clientSecret, query: { payment_id: paymentId }, signal })
      if (response.headers.get('content-type')?.startsWith('text/event-stream') && response.ok)
        return response.body
      if (response.ok || [404, 405, 501].includes(response.status)) return null
      throw new AthmError('unexpected_answer', `The event stream answered ${response.status}.`)
    },
  }

  /**
   * Tells whether the same request again brings the same payment, and not a second push to the customer's phone: a
   * backend with a config honours the key, django-athm has neither. Throws while that can't be known.
   */
  async function honoursKeys(): Promise<boolean> {
    try {
      const config = await ask(ROUTES.config, {})
      return isObject(config) && 'mode' in config
    } catch (thrown) {
      if (isAthmError(thrown) && thrown.code === 'backend_not_found') return false
      throw new AthmError('backend_unreachable', "The backend can't be reached.", {}, thrown)
    }
  }
}

function readInitiated(answer: unknown): Initiated {
  const { client_secret: clientSecret, ...view } = parseInitiateView(answer)
  return { payment: { paymentId: view.payment_id, clientSecret }, view }
}
