/**
 * Where a checkout is, and what each thing that happens makes of it. Pure: no clock, no network, no page.
 *
 * It is honest by construction: only a view from the server ends a payment, never a clock and never a failed request;
 * COMPLETED wins over everything; and a late answer can't undo a newer one.
 */

import type { ErrorCode } from '../protocol/errors.ts'
import type { PaymentView } from '../protocol/messages.ts'
import { canBecome, isEnd, type EndStatus } from '../protocol/payment.ts'
import type { Phone } from '../protocol/phone.ts'

/** The ends, in the button's words. */
export const END_PHASES = {
  COMPLETED: 'completed',
  CANCEL: 'cancelled',
  EXPIRED: 'expired',
  FAILED: 'failed',
} as const satisfies Record<EndStatus, string>

/** A phase in which a payment is over, or never began. */
export type EndPhase = (typeof END_PHASES)[EndStatus]

/** Where a checkout is. */
export type Phase = 'idle' | 'phone' | 'initiating' | 'waiting' | 'authorizing' | 'verifying' | EndPhase

/** Everything that the dialog shows of a checkout. */
export interface CheckoutState {
  readonly phase: Phase
  /** Whether the dialog is on screen. A payment goes on while it isn't. */
  readonly open: boolean
  readonly phone: Phone | null
  /** The latest view of the payment; after a refusal, none. */
  readonly payment: PaymentView | null
  /** Why the payment could not begin. */
  readonly error: ErrorCode | null
  /** The question whether to cancel is on screen. */
  readonly closing: boolean
  /** The backend can't be reached; it is being tried. */
  readonly away: boolean
  /** The customer is done with this payment: for good, or for another number. A cancel is on its way. */
  readonly leaving: 'cancel' | 'change' | null
}

/** What can happen to a checkout. */
export type CheckoutEvent =
  /** `paid`: the payment of an order that may not be paid once more. */
  | { readonly type: 'open'; readonly error: ErrorCode | null; readonly paid?: PaymentView | null }
  | { readonly type: 'submit'; readonly phone: Phone }
  | { readonly type: 'refuse'; readonly code: ErrorCode }
  | { readonly type: 'initiated' | 'view'; readonly view: PaymentView }
  /** The page is loaded again: goes on where it was. Without a view, the request was still on its way. */
  | ({ readonly type: 'resume'; readonly view: PaymentView | null } & Pick<
      CheckoutState,
      'phone' | 'open' | 'leaving'
    >)
  /** The backend knows no such payment. `isKnown`: it did, before. */
  | { readonly type: 'lost'; readonly isKnown: boolean }
  /** `slow`: the authorization takes longer than one that goes well. */
  | { readonly type: 'away' | 'slow' | 'dismiss' | 'keep' | 'cancel' | 'change' | 'retry' }

/** Nothing has begun. */
export const IDLE: CheckoutState = {
  phase: 'idle',
  open: false,
  phone: null,
  payment: null,
  error: null,
  closing: false,
  away: false,
  leaving: null,
}

/** Tells whether a payment may be under way: asked for, and not known to be over. */
export function isUnderWay({ phase }: CheckoutState): boolean {
  return phase === 'initiating' || phase === 'waiting' || phase === 'authorizing' || phase === 'verifying'
}

/** Tells whether a checkout ended because its order is paid already: by another payment, or by this one before. */
export function isPaidBefore(state: CheckoutState): boolean {
  const { phase, error, payment } = state
  const isOver = phase !== 'idle' && phase !== 'phone' && !isUnderWay(state)
  return isOver && (error ?? payment?.code) === 'order_paid'
}

/** Returns what an event makes of a state: the very same state where it means nothing. */
export function step(state: CheckoutState, event: CheckoutEvent): CheckoutState {
  const { phase } = state
  switch (event.type) {
    case 'open':
      if (phase !== 'idle') return state.open ? state : { ...state, open: true }
      if (event.paid)
        return { ...startOver(state), phase: 'completed', payment: event.paid, error: 'order_paid' }
      return { ...startOver(state), phase: event.error ? 'failed' : 'phone', error: event.error }
    case 'submit':
      return phase === 'phone' ? { ...startOver(state), phase: 'initiating', phone: event.phone } : state
    case 'refuse':
      return phase === 'initiating' ? refuse(state, event.code) : state
    case 'initiated':
      return phase === 'initiating' && !state.payment ? look(state, event.view) : state
    case 'view':
      return isNews(state, event.view) ? look(state, event.view) : state
    case 'resume': {
      if (phase !== 'idle') return state
      const { phone, open, leaving, view } = event
      const begun: CheckoutState = { ...IDLE, phase: 'initiating', phone, open, leaving }
      return view ? look(begun, view) : begun
    }
    case 'lost':
      if (!isUnderWay(state) || !state.payment) return state
      // What a tab remembers and nobody else knows is from another time: nothing to trouble a customer with.
      return event.isKnown
        ? { ...startOver(state), error: 'payment_not_found' }
        : { ...IDLE, phone: state.phone }
    case 'slow':
      return phase === 'authorizing' ? { ...state, phase: 'verifying' } : state
    case 'away':
      return isUnderWay(state) && !state.away ? { ...state, away: true } : state
    case 'keep':
      return state.closing ? { ...state, closing: false } : state
    case 'change':
      return phase === 'waiting' ? leave(state, 'change') : state
    case 'cancel':
      return isUnderWay(state) ? leave(state, 'cancel') : state
    case 'retry':
      return phase === 'cancelled' || phase === 'expired' || phase === 'failed' ? startOver(state) : state
    case 'dismiss':
      return dismiss(state)
  }
}

function startOver({ phone }: CheckoutState): CheckoutState {
  return { ...IDLE, phase: 'phone', open: true, phone }
}

/** Back to the phone step, which says why; but an order that is paid already is an end, and not to be tried again. */
function refuse(state: CheckoutState, error: ErrorCode): CheckoutState {
  const refused = { ...startOver(state), error }
  return error === 'order_paid' ? { ...refused, phase: 'failed' } : refused
}

function leave(state: CheckoutState, leaving: 'cancel' | 'change'): CheckoutState {
  return state.leaving ? state : { ...state, leaving, closing: false }
}

/** Escape, the cross, or `close()`. A request that may be in the customer's app is never left without a word. */
function dismiss(state: CheckoutState): CheckoutState {
  const { phase, leaving, away } = state
  if (phase === 'idle') return state
  if (!isUnderWay(state)) return { ...IDLE, phone: state.phone }
  // The outcome is out of our hands: the payment is watched on, and its end opens the dialog again.
  const isStuck = away && state.payment && (leaving || phase === 'authorizing')
  if (phase === 'verifying' || isStuck) return state.open ? { ...state, open: false } : state
  if (phase === 'initiating') return leave(state, 'cancel')
  return phase === 'waiting' && !leaving && !state.closing ? { ...state, closing: true } : state
}

/** Tells whether a view is this payment's and no older than what is known of it. */
function isNews({ payment, phase }: CheckoutState, view: PaymentView): boolean {
  if (!payment || phase === 'phone' || payment.payment_id !== view.payment_id) return false
  if (payment.status !== view.status) return canBecome(payment.status, view.status)
  return !(Date.parse(view.server_time) < Date.parse(payment.server_time))
}

function look(state: CheckoutState, view: PaymentView): CheckoutState {
  const next = toPhase(view)
  // Once the outcome was called unknown, it stays so until there is one: no back and forth on screen.
  const phase = next === 'authorizing' && state.phase === 'verifying' ? 'verifying' : next
  const seen = { ...state, phase, payment: view, away: false, closing: state.closing && phase === 'waiting' }
  if (!isEnd(view.status)) return seen
  const ended = { ...seen, open: true, leaving: null }
  const hasMoney = view.status === 'COMPLETED' || view.code === 'review' || view.code === 'order_paid'
  return state.leaving === 'change' && !hasMoney ? { ...ended, phase: 'phone' } : ended
}

function toPhase({ status, verifying, code, expires_at }: PaymentView): Phase {
  if (isEnd(status)) return END_PHASES[status]
  // ATH Móvil hasn't answered the creation: there is nothing to confirm in the app yet, and no time to count.
  if (status === 'OPEN' && !expires_at) return 'initiating'
  if (verifying || code === 'review') return 'verifying'
  return status === 'OPEN' ? 'waiting' : 'authorizing'
}
