/** What it takes to go on with a payment after the page was loaded anew: plain data, for the tab's own storage. */

import { isObject, parsePaymentView, type InitiateBody, type PaymentView } from '../protocol/messages.ts'
import { isEnd } from '../protocol/payment.ts'
import { parsePhone, type Phone } from '../protocol/phone.ts'
import type { CheckoutState } from './machine.ts'
import type { PaymentHandle } from './payment-api.ts'

/** A request to begin a payment, and its Idempotency-Key: both again bring the same payment. */
export interface PaymentRequest {
  readonly body: InitiateBody
  readonly key: string
  /** When the customer asked for it, in milliseconds since 1970. */
  readonly askedAt: number
}

/**
 * A payment as a tab remembers it. With a request it is being asked for, or was, when nobody answered and the dialog
 * was left (`open` is false then); with a handle it is under way; with neither it is over, and the view tells how.
 */
export interface KeptPayment extends Pick<CheckoutState, 'open' | 'leaving'> {
  readonly phone: Phone
  readonly request: PaymentRequest | null
  /** Nobody answered the request yet: whether it arrived is not known. */
  readonly unanswered: boolean
  readonly handle: PaymentHandle | null
  /** The latest that was known of it. */
  readonly view: PaymentView | null
  /** That it completed was told to the page, and to whoever was looking. */
  readonly told: boolean
  /** The backend is known to be one of ours. */
  readonly isOwn: boolean
  /** How far the server's clock was ahead of this one, in milliseconds. */
  readonly skewMs: number
}

/** Reads what a tab remembers. Returns null for anything else: a storage belongs to its whole origin. */
export function parseKept(value: unknown): KeptPayment | null {
  if (!isObject(value)) return null
  const { open, told, leaving, skewMs, unanswered, isOwn } = value
  const phone = parsePhone(value['phone'])
  const request = isRequest(value['request']) ? value['request'] : null
  const handle = isHandle(value['handle']) ? value['handle'] : null
  try {
    const view = value['view'] ? parsePaymentView(value['view']) : null
    const isWhole = view ? handle !== null || isEnd(view.status) : request !== null
    if (!phone || !isWhole) return null
    return {
      phone,
      request,
      unanswered: unanswered !== false,
      handle,
      view,
      open: open === true,
      told: told === true && view?.status === 'COMPLETED',
      isOwn: isOwn === true,
      leaving: leaving === 'cancel' || leaving === 'change' ? leaving : null,
      skewMs: Number.isFinite(skewMs) ? Number(skewMs) : 0,
    }
  } catch {
    return null
  }
}

function isRequest(value: unknown): value is PaymentRequest {
  return (
    isObject(value) &&
    typeof value['key'] === 'string' &&
    isObject(value['body']) &&
    Number.isFinite(value['askedAt'])
  )
}

function isHandle(value: unknown): value is PaymentHandle {
  return (
    isObject(value) && 'paymentId' in value && Object.values(value).every((one) => typeof one === 'string')
  )
}
