/**
 * The dialect of a django-athm backend (1.0). It knows a payment by its ecommerceId, tells its status and reference alone,
 * authorizes when a page asks, and answers a cancel with the same words whether or not it succeeded. So here its answers
 * are read with care: only a status that it names, with what belongs to it, counts.
 */

import { AthmError, isAthmError } from '../protocol/errors.ts'
import { isObject, LIMITS, type InitiateBody, type PaymentView } from '../protocol/messages.ts'
import { formatDollars, isCents, parseDollars } from '../protocol/money.ts'
import { isEnd, isPaymentStatus, type PaymentStatus } from '../protocol/payment.ts'
import { ROUTES } from '../protocol/routes.ts'
import type { Connection } from './connection.ts'
import type { DjangoHandle } from './payment-handle.ts'

/** The part of the client that speaks to django-athm, about one payment. */
export interface DjangoDialect {
  /** Shows the payment; one that the customer confirmed is authorized meanwhile. */
  status(payment: DjangoHandle, signal: AbortSignal): Promise<PaymentView>
  /** The same, but waits for what becomes of it. */
  authorize(payment: DjangoHandle): Promise<PaymentView>
  /** Resolves once the payment is over, one way or the other; throws while it isn't. */
  cancel(payment: DjangoHandle): Promise<PaymentView>
}

/** What that backend says of a payment. */
interface Told {
  readonly status: PaymentStatus
  readonly reference: string
}

/** Between two tries to authorize: what became of the first may show meanwhile. */
const SETTLE_MS = 5_000

/** A payment that stays confirmed while that backend answers with errors for so long can't be authorized. */
const GIVE_UP_MS = 60_000

/**
 * Reads the answer to an initiate: `{ecommerce_id, status}` and no client secret. Undefined for anything else. `key` becomes
 * the button's own name for the payment, so that events don't tell the ecommerceId before its time.
 */
export function readDjangoInitiated(
  answer: unknown,
  { total, timeout = LIMITS.defaultTimeoutS }: InitiateBody,
  { key, now }: { readonly key: string; readonly now: number },
): { readonly payment: DjangoHandle; readonly view: PaymentView } | undefined {
  if (!isObject(answer) || 'client_secret' in answer || 'payment_id' in answer) return undefined
  const { ecommerce_id: ecommerceId, status } = answer
  if (typeof ecommerceId !== 'string' || ecommerceId === '' || !isPaymentStatus(status)) return undefined
  const cents = parseDollars(total)
  const payment = {
    paymentId: key,
    ecommerceId,
    total: isCents(cents) ? formatDollars(cents) : '',
    expiresAt: new Date(now + timeout * 1000).toISOString(),
  }
  // Whatever its status, a payment that was just made has moved no money.
  return { payment, view: toView(payment, { status: 'OPEN', reference: '' }) }
}

/** Makes the dialect's client of one payment. */
export function createDjangoDialect(ask: Connection['ask'], now: () => number): DjangoDialect {
  /** The authorization on its way: one at a time. */
  let authorizing: Promise<PaymentView> | undefined
  let nextTryAt = 0
  /** When an authorization was first answered with an error. */
  let refusedAt: number | undefined
  /** An authorization ended without an answer that settles it. */
  let isUnsure = false
  /** Who is done with the payment. From then on nothing is authorized. */
  let isLeftBy: 'customer' | 'page' | undefined

  const show = (payment: DjangoHandle, told: Told): PaymentView => {
    const view = toView(payment, told)
    if (view.status !== 'CANCEL') return isEnd(view.status) || !isUnsure ? view : { ...view, verifying: true }
    if (isLeftBy === 'page') return { ...view, status: 'FAILED', code: 'refused' }
    if (isLeftBy) return { ...view, cancelled_by: isLeftBy }
    // Upstream has one word for cancelled and for expired. Where nobody here cancelled, the time tells.
    const isOver = now() >= Date.parse(payment.expiresAt)
    return isOver ? { ...view, status: 'EXPIRED' } : view
  }

  const look = async ({ ecommerceId }: DjangoHandle, signal?: AbortSignal): Promise<Told> =>
    readTold(await ask(ROUTES.status, { query: { ecommerce_id: ecommerceId }, ...(signal && { signal }) }))

  const post = (route: typeof ROUTES.authorize | typeof ROUTES.cancel, { ecommerceId }: DjangoHandle) =>
    ask(route, { body: { ecommerce_id: ecommerceId } })

  /** Tries once. Whatever comes of it, it is the status that tells. */
  const tryToAuthorize = async (payment: DjangoHandle): Promise<PaymentView> => {
    try {
      const told = readTold(await post(ROUTES.authorize, payment))
      if (isProven(told)) return show(payment, told)
    } catch (thrown) {
      const isAnswered = isAthmError(thrown) && thrown.code !== 'backend_unreachable'
      if (isAnswered) refusedAt ??= now()
    }
    isUnsure = true
    nextTryAt = now() + SETTLE_MS
    const told = await look(payment)
    if (told.status !== 'CONFIRM' || refusedAt === undefined || now() - refusedAt < GIVE_UP_MS)
      return show(payment, told)
    // Cancelling settles it: where the money moved after all, ATH Móvil refuses, and the webhook brings the truth.
    await post(ROUTES.cancel, payment)
    isLeftBy ??= 'page'
    return show(payment, await look(payment))
  }

  const begin = (payment: DjangoHandle, { status }: Told): Promise<PaymentView> | undefined => {
    if (status !== 'CONFIRM' || isLeftBy || now() < nextTryAt) return undefined
    authorizing = tryToAuthorize(payment).finally(() => {
      authorizing = undefined
    })
    return authorizing
  }

  return {
    async status(payment, signal) {
      if (authorizing) return authorizing
      const told = await look(payment, signal)
      // The customer sees at once that the app was heard; the next look waits for the outcome, and for its error.
      if (!authorizing) begin(payment, told)?.catch(() => {})
      return show(payment, told)
    },

    async authorize(payment) {
      if (authorizing) return authorizing
      const told = await look(payment)
      return authorizing ?? begin(payment, told) ?? show(payment, told)
    },

    async cancel(payment) {
      isLeftBy = 'customer'
      const settled = await authorizing?.catch(() => undefined)
      if (settled && isEnd(settled.status)) return settled
      // Its answer is "cancelled" whatever happened, so the status is asked.
      await post(ROUTES.cancel, payment)
      const told = await look(payment)
      if (isEnd(told.status)) return show(payment, told)
      throw new AthmError('upstream_unknown', 'The payment is not cancelled yet.')
    },
  }
}

/** Reads what that backend tells: a status that it knows, and a reference where there is one. */
function readTold(answer: unknown): Told {
  const { status, reference_number: reference } = isObject(answer) ? answer : {}
  if (!isPaymentStatus(status)) throw new AthmError('unexpected_answer', 'The answer is no status.')
  return { status, reference: typeof reference === 'string' ? reference : '' }
}

/** That backend writes COMPLETED after any authorization that is no error. Money that moved has a reference. */
function isProven({ status, reference }: Told): boolean {
  return status === 'COMPLETED' && reference !== ''
}

function toView({ paymentId, ecommerceId, total, expiresAt }: DjangoHandle, told: Told): PaymentView {
  const isPaid = isProven(told)
  const isUnproven = told.status === 'COMPLETED' && !isPaid
  return {
    payment_id: paymentId,
    status: isUnproven ? 'CONFIRM' : told.status,
    verifying: isUnproven,
    reference_number: isPaid ? told.reference : null,
    ecommerce_id: isPaid ? ecommerceId : null,
    total,
    refunded: '0.00',
    expires_at: expiresAt,
    server_time: '',
    code: null,
    cancelled_by: null,
  }
}
