/**
 * The life of a payment as a pure reducer: what a payment knows of itself, what can be learnt or wanted, and what then
 * becomes of it. No clock, no database, no network: `record.ts` stores what is decided here, and the watcher does it.
 *
 * The rules, in short. No end without evidence from upstream. While the outcome of one write is unknown, no other is
 * sent. COMPLETED absorbs, and money wins: late evidence of a capture completes even what had ended.
 */

import {
  canBecome,
  isEnd,
  type Cents,
  type ErrorCode,
  type Intent,
  type PaymentStatus,
} from '../../src/protocol/index.ts'
import type { TicketStatus } from '../athmovil/wire.ts'
import type { CancelCause, ReviewReason } from '../store/schema.ts'
import type { PaymentFact } from './events.ts'

/** After an authorization without an answer: twice the call's time-out plus 30 s, before it may be sent again. */
export const SETTLE_MS = 50_000
/** How long after its end a ticket that is still open is cancelled by us. */
export const DEADLINE_GRACE_MS = 60_000
/** How long an intent may stay unresolved before a person is asked. */
export const REVIEW_AFTER_MS = 15 * 60_000
/** How long after one cancel without effect the next may be sent: what the first call could still take. */
export const CANCEL_AGAIN_MS = 10_000
/** How long a new payment's creation may go without an answer: the lease of whoever asked. */
export const CREATE_LEASE_MS = 30_000

/** What decides a payment's fate. Instants are milliseconds since 1970. */
export interface PaymentState {
  readonly status: PaymentStatus
  readonly intent: Intent | null
  readonly intentAt: number | null
  readonly intentSince: number | null
  readonly unanswered: boolean
  readonly authorizeSent: boolean
  readonly cancelCause: CancelCause | null
  readonly cancelRequestedAt: number | null
  readonly expiredHint: boolean
  readonly review: ReviewReason | null
  readonly late: boolean
  readonly code: ErrorCode | null
  readonly athmCode: string | null
  readonly total: Cents
  readonly ecommerceId: string | null
  readonly referenceNumber: string | null
  readonly tokenEndsAt: number | null
  readonly expiresAt: number | null
}

/** Something learnt or wanted. */
export type LifecycleEvent =
  | { type: 'created'; ecommerceId: string; tokenEndsAt: number; expiresAt: number }
  | { type: 'create_refused'; code: ErrorCode; athmCode: string }
  | { type: 'create_lost'; athmCode?: string }
  | {
      type: 'seen'
      status: TicketStatus
      total: Cents | null
      referenceNumber: string | null
      ecommerceId: string | null
    }
  | { type: 'ticket_unknown' }
  | { type: 'authorize_begun' }
  | { type: 'authorize_refused'; code: ErrorCode; athmCode: string }
  | { type: 'write_unanswered' }
  | { type: 'cancel_wanted'; cause: CancelCause }
  | { type: 'cancel_begun' }
  | { type: 'cancel_accepted' }
  | { type: 'expired_hint' }
  /** Upstream names a reference number that another payment here has. */
  | { type: 'reference_taken' }
  | { type: 'overdue' }

/** What an event changes, and what there is to tell of it. */
export interface Change {
  readonly state: PaymentState
  readonly facts: readonly PaymentFact[]
}

/** The state of a payment that was just asked for: the intent to create it, and nothing known yet. */
export function beginPayment(total: Cents, now: number): PaymentState {
  return {
    status: 'OPEN',
    intent: 'creating',
    intentAt: now,
    intentSince: now,
    unanswered: false,
    authorizeSent: false,
    cancelCause: null,
    cancelRequestedAt: null,
    expiredHint: false,
    review: null,
    late: false,
    code: null,
    athmCode: null,
    total,
    ecommerceId: null,
    referenceNumber: null,
    tokenEndsAt: null,
    expiresAt: null,
  }
}

/** Decides what an event makes of a payment. Null when it changes nothing: it is old, repeated, or not allowed. */
export function step(state: PaymentState, event: LifecycleEvent, now: number): Change | null {
  switch (event.type) {
    case 'created':
      return onCreated(state, event)
    case 'create_refused':
      if (state.intent !== 'creating') return null
      return end(state, 'FAILED', { code: event.code, athmCode: event.athmCode })
    case 'create_lost':
      if (state.intent !== 'creating') return null
      return end(state, 'FAILED', { code: 'create_unknown', athmCode: event.athmCode ?? null })
    case 'seen':
      return onSeen(state, event, now)
    case 'ticket_unknown':
      if (isEnd(state.status) || !isOver(state.tokenEndsAt, now)) return null
      // Once an authorization was sent, a ticket that is forgotten says nothing of the money: a person has to look.
      if (state.authorizeSent) return review(state, 'intent_unresolved')
      // Money-safe without evidence: the token is over and was never used, so nothing can capture it any more.
      return end(state, endOfCancel(state, now))
    case 'authorize_begun':
      if (!mayAuthorize(state, now)) return null
      return change(state, { ...begun(state, 'authorizing', now), authorizeSent: true })
    case 'authorize_refused':
      if (state.intent !== 'authorizing' || state.cancelCause === 'refused') return null
      return change(state, {
        cancelCause: 'refused',
        cancelRequestedAt: state.cancelRequestedAt ?? now,
        code: event.code,
        athmCode: event.athmCode,
        unanswered: false,
      })
    case 'write_unanswered':
      return state.intent === null || state.unanswered ? null : change(state, { unanswered: true })
    case 'cancel_wanted':
      if (isEnd(state.status) || state.cancelCause !== null) return null
      return change(state, { cancelCause: event.cause, cancelRequestedAt: now })
    case 'cancel_begun':
      if (!mayCancel(state, now)) return null
      // Nobody asked for it: then it is the ticket's time that is over.
      return change(state, {
        ...begun(state, 'canceling', now),
        cancelCause: state.cancelCause ?? 'deadline',
      })
    case 'cancel_accepted':
      return state.intent === 'canceling' ? end(state, endOfCancel(state, now)) : null
    case 'expired_hint':
      return isEnd(state.status) || state.expiredHint ? null : change(state, { expiredHint: true })
    case 'reference_taken':
      return review(state, 'reference_taken')
    case 'overdue':
      if (state.intent === null || state.review !== null) return null
      return now - (state.intentSince ?? now) < REVIEW_AFTER_MS ? null : review(state, 'intent_unresolved')
  }
}

/** What to send upstream next, right after a reading that said `seen`. Null is: nothing, look again later. */
export function nextWrite(
  state: PaymentState,
  seen: TicketStatus,
  now: number,
): 'authorize' | 'cancel' | null {
  if (isEnd(state.status) || (seen !== 'OPEN' && seen !== 'CONFIRM')) return null
  if (mayCancel(state, now)) {
    const wanted = state.cancelCause !== null || state.intent === 'canceling'
    const late = state.expiresAt !== null && now >= state.expiresAt + DEADLINE_GRACE_MS
    if (wanted || late || isOver(state.tokenEndsAt, now)) return 'cancel'
  }
  return seen === 'CONFIRM' && mayAuthorize(state, now) ? 'authorize' : null
}

/**
 * Tells whether the outcome of a payment is open in a way that the customer has to know: a cancel is undecided, a
 * write went without an answer, or a person is looking. An ordinary first authorization is no such thing.
 */
export function isVerifying(state: PaymentState): boolean {
  if (isEnd(state.status)) return false
  return (
    state.intent === 'creating' || state.unanswered || state.cancelCause !== null || state.review !== null
  )
}

function onCreated(state: PaymentState, event: LifecycleEvent & { type: 'created' }): Change | null {
  const { ecommerceId, tokenEndsAt, expiresAt } = event
  if (state.intent === 'creating') {
    const opened = { ...settled, ecommerceId, tokenEndsAt, expiresAt }
    return { state: { ...state, ...opened }, facts: ['payment.initiated'] }
  }
  // An answer after the lease: the payment stays FAILED, but the ticket is known now, and can be cancelled.
  return state.ecommerceId === null ? change(state, { ecommerceId, tokenEndsAt, expiresAt }) : null
}

function onSeen(state: PaymentState, event: LifecycleEvent & { type: 'seen' }, now: number): Change | null {
  switch (event.status) {
    case 'OPEN':
    case 'CONFIRM':
      return onSeenLive(state, event, now)
    case 'COMPLETED':
      return onSeenCompleted(state, event)
    case 'CANCEL':
      return isEnd(state.status) ? null : end(state, endOfCancel(state, now))
  }
}

function onSeenLive(
  state: PaymentState,
  event: LifecycleEvent & { type: 'seen' },
  now: number,
): Change | null {
  if (isEnd(state.status)) return null
  const confirmed = event.status === 'CONFIRM' && state.status === 'OPEN'
  const otherTotal = event.total !== null && event.total !== state.total
  const wrongTotal = otherTotal && state.cancelCause === null && state.intent === null
  // Upstream refused the authorization, and still waits for one: it moved nothing. The way to cancel is free.
  const refused = state.intent === 'authorizing' && state.cancelCause === 'refused'
  if (!confirmed && !wrongTotal && !refused) return null
  return {
    state: {
      ...state,
      ...(confirmed && { status: 'CONFIRM' }),
      ...(wrongTotal && { cancelCause: 'amount', cancelRequestedAt: now, code: 'amount_mismatch' }),
      ...(refused && settled),
    },
    facts: confirmed ? ['payment.confirmed'] : [],
  }
}

function onSeenCompleted(state: PaymentState, event: LifecycleEvent & { type: 'seen' }): Change | null {
  if (state.status === 'COMPLETED') return null
  if (event.total !== state.total) return review(state, 'captured_total_differs')
  if (event.referenceNumber === null) return review(state, 'completed_without_reference')
  const { referenceNumber } = event
  const ecommerceId = state.ecommerceId ?? event.ecommerceId
  const late = isEnd(state.status)
  return end({ ...state, ecommerceId, review: null, late }, 'COMPLETED', { referenceNumber })
}

/** How a ticket that upstream calls CANCEL ended: by us, by time, or by the customer. */
function endOfCancel(state: PaymentState, now: number): 'CANCEL' | 'EXPIRED' | 'FAILED' {
  if (state.cancelCause === 'refused') return 'FAILED'
  if (state.cancelCause === 'deadline') return 'EXPIRED'
  if (state.cancelCause !== null) return 'CANCEL'
  return state.expiredHint || isOver(state.expiresAt, now) ? 'EXPIRED' : 'CANCEL'
}

const FACT_OF_END = {
  COMPLETED: 'payment.completed',
  CANCEL: 'payment.cancelled',
  EXPIRED: 'payment.expired',
  FAILED: 'payment.failed',
} as const satisfies Record<string, PaymentFact>

type End = keyof typeof FACT_OF_END
type EndFacts = Partial<Pick<PaymentState, 'code' | 'athmCode' | 'referenceNumber'>>

function end(state: PaymentState, status: End, facts: EndFacts = {}): Change | null {
  if (!canBecome(state.status, status)) return null
  const code = status === 'COMPLETED' ? null : (facts.code ?? codeOfCause(state))
  return {
    state: { ...state, ...settled, ...facts, status, code, review: null },
    facts: [FACT_OF_END[status]],
  }
}

function codeOfCause(state: PaymentState): ErrorCode | null {
  if (state.cancelCause === 'veto') return 'vetoed'
  return state.cancelCause === 'order_paid' ? 'order_paid' : state.code
}

/** What a payment looks like once no write is under way. */
const settled = { intent: null, intentAt: null, intentSince: null, unanswered: false } as const

function begun(state: PaymentState, intent: Intent, now: number): Partial<PaymentState> {
  return { intent, intentAt: now, intentSince: state.intent === intent ? state.intentSince : now }
}

/** A first authorization needs a confirmed ticket; a second one, that the first can't take effect any more. */
function mayAuthorize(state: PaymentState, now: number): boolean {
  if (state.status !== 'CONFIRM' || state.cancelCause !== null || state.review !== null) return false
  if (isOver(state.tokenEndsAt, now)) return false
  return state.intent === null || (state.intent === 'authorizing' && isSettled(state, SETTLE_MS, now))
}

function mayCancel(state: PaymentState, now: number): boolean {
  if (isEnd(state.status) || state.ecommerceId === null) return false
  if (state.intent === 'canceling') return isSettled(state, CANCEL_AGAIN_MS, now)
  return state.intent === null || (state.intent === 'authorizing' && isSettled(state, SETTLE_MS, now))
}

function isSettled(state: PaymentState, afterMs: number, now: number): boolean {
  return state.intentAt !== null && now >= state.intentAt + afterMs
}

function isOver(endsAt: number | null, now: number): boolean {
  return endsAt !== null && now >= endsAt
}

function change(state: PaymentState, patch: Partial<PaymentState>): Change {
  return { state: { ...state, ...patch }, facts: [] }
}

function review(state: PaymentState, reason: ReviewReason): Change | null {
  return state.review === reason ? null : change(state, { review: reason })
}
