/**
 * The small world around payments: rows, tickets upstream, two workers, calls on their way. Worlds never change; a move
 * makes a new one. Now is always 0, and every instant is milliseconds from now.
 *
 * Two clocks keep it small. The short one runs through settle times and pauses; the long one jumps from stage to stage
 * of a ticket: its end, the grace after it, the end of its token, the 15 minutes of an intent. A long jump may come at
 * any time, and so may the end of a lease: that allows more than can happen, and leaves nothing out that can.
 */

import {
  CANCEL_AGAIN_MS,
  CREATE_LEASE_MS,
  DEADLINE_GRACE_MS,
  REVIEW_AFTER_MS,
  SETTLE_MS,
  type PaymentState,
} from '../../server/payments/lifecycle.ts'
import type { PaymentFact } from '../../server/payments/events.ts'
import { isEnd, toCents } from '../../src/protocol/index.ts'

/** What the order costs, and what a ticket with the wrong amount asks for instead. */
export const TOTAL = toCents(1000)
export const OTHER_TOTAL = toCents(1)
/** A ticket's life in the model: the shortest that can be asked for. */
export const TICKET_MS = 120_000
export const TOKEN_MS = 900_000

/** What upstream has. */
export interface Ticket {
  readonly status: 'OPEN' | 'CONFIRM' | 'COMPLETED' | 'CANCEL' | 'FORGOTTEN'
  readonly total: typeof TOTAL
  readonly captures: number
}

/** The request that creates a ticket, and what its sender still does. */
export interface Creator {
  readonly at: 'call' | 'wait' | 'answer' | 'call_cancel' | 'wait_cancel' | 'done'
  readonly result?: Result
}

/** What upstream answers to a write. `lost` is none. */
export type Result = 'done' | 'refused' | 'error' | 'lost'

/** A payment: its row and what hangs on it, and its ticket. */
export interface Payment {
  readonly row: PaymentState
  readonly facts: readonly PaymentFact[]
  readonly hasToken: boolean
  /** The worker that holds the lease. How long is left of it doesn't matter: it may lapse at any time. */
  readonly leasedTo: number | null
  /** Due before its time: a creation that a hint named. */
  readonly isNudged: boolean
  /** Ended, and to be looked at once more. */
  readonly isLookedAgain: boolean
  readonly creator: Creator
  readonly ticket: Ticket | null
}

/** A write that a worker may make. */
export type Write = 'authorize' | 'cancel'

/** Where a worker is in its visit to a payment, and all that it remembers. */
export type Worker =
  | { readonly at: 'idle' }
  | (Visit & { readonly at: 'lost_creation' })
  | (Visit & { readonly at: 'read'; readonly status: Ticket['status']; readonly total: typeof TOTAL | null })
  | (Visit & { readonly at: 'kept'; readonly write: Write })
  | (Visit & { readonly at: 'call'; readonly write: Write; readonly bornAt: number })
  | (Visit & { readonly at: 'wait'; readonly write: Write; readonly bornAt: number })
  | (Visit & { readonly at: 'answer'; readonly write: Write; readonly result: Result })

interface Visit {
  readonly of: number
  /** The row as this worker read it: remembered only where changes don't compare and swap. */
  readonly stale?: PaymentState | undefined
}

/** A request under way. */
export interface Call {
  readonly kind: 'create' | Write
  readonly of: number
  /** Who waits for it: a worker's number, `creator`, or nobody any more. */
  readonly from: number | 'creator' | null
  /** When the intent of an authorization was committed. Creations and cancels don't age: they may come as late as can be. */
  readonly bornAt: number
}

/** All of it. */
export interface World {
  readonly payments: readonly Payment[]
  readonly workers: readonly Worker[]
  readonly calls: readonly Call[]
}

/** Replaces one payment. */
export function withPayment(world: World, index: number, patch: Partial<Payment>): World {
  const payment = world.payments[index]
  if (!payment) throw new RangeError(`There is no payment ${index}`)
  return { ...world, payments: world.payments.with(index, { ...payment, ...patch }) }
}

/** Replaces what one worker does. */
export function withWorker(world: World, index: number, worker: Worker): World {
  return { ...world, workers: world.workers.with(index, worker) }
}

/** Takes a call off the wire. */
export function withoutCall(world: World, index: number): World {
  return { ...world, calls: world.calls.toSpliced(index, 1) }
}

/** How long the open intent still keeps something from happening on the short clock; null when it doesn't. */
function intentLeft({ intent, intentAt }: PaymentState): number | null {
  if (intent === null || intentAt === null) return null
  const pause = { creating: CREATE_LEASE_MS, authorizing: SETTLE_MS, canceling: CANCEL_AGAIN_MS }[intent]
  return intentAt + pause
}

/** Whatever may still become an authorization grows old. */
function isAging<T extends Worker | Call>(actor: T): actor is T & { readonly bornAt: number } {
  return 'bornAt' in actor && ('kind' in actor ? actor.kind : actor.write) === 'authorize'
}

/** The next instant of the short clock; null when nothing on it is left to happen. */
function findNextInstant(world: World): number | null {
  const instants = [
    ...world.payments.map(({ row }) => intentLeft(row)),
    ...world.workers.map((worker) => (isAging(worker) ? worker.bornAt + SETTLE_MS : null)),
    ...world.calls.map((call) => (isAging(call) ? call.bornAt + SETTLE_MS : null)),
  ].filter((instant) => instant !== null && instant > 0)
  return instants.length === 0 ? null : Math.min(...instants.map(Number))
}

/** Lets the short clock run by so much. */
function advance(world: World, ms: number): World {
  const age = (at: number): number => Math.max(at - ms, -SETTLE_MS)
  return {
    payments: world.payments.map((payment) => ({
      ...payment,
      row: {
        ...payment.row,
        intentAt: payment.row.intentAt === null ? null : age(payment.row.intentAt),
      },
    })),
    workers: world.workers.map((worker) =>
      isAging(worker) ? { ...worker, bornAt: age(worker.bornAt) } : worker,
    ),
    calls: world.calls.map((call) => (isAging(call) ? { ...call, bornAt: age(call.bornAt) } : call)),
  }
}

/**
 * What time can do next. No authorization may take effect after its settle time: twice the client's time-out, and the
 * lease within which it is sent. So time waits for what is due on the wire; a worker may oversleep as long as it likes.
 */
export function passTime(world: World): { label: string; to: World }[] {
  if (world.calls.some((call) => isAging(call) && call.bornAt + SETTLE_MS <= 0)) return []
  const instant = findNextInstant(world)
  const moves = instant === null ? [] : [{ label: `${instant / 1000} s pass`, to: advance(world, instant) }]
  for (const [index, { row }] of world.payments.entries()) {
    const { expiresAt, tokenEndsAt } = row
    if (isEnd(row.status) || expiresAt === null || tokenEndsAt === null) continue
    const jump = (label: string, patch: Partial<PaymentState>): void => {
      moves.push({ label, to: withPayment(world, index, { row: { ...row, ...patch } }) })
    }
    if (expiresAt > 0) jump('the ticket is over', { expiresAt: 0 })
    else if (expiresAt > -DEADLINE_GRACE_MS) {
      jump('the grace after it is over', { expiresAt: -DEADLINE_GRACE_MS })
    } else if (tokenEndsAt > 0) jump('the token is over', { tokenEndsAt: 0 })
    else if (row.intentSince !== null && row.intentSince > -REVIEW_AFTER_MS) {
      jump('15 minutes pass', { intentSince: -REVIEW_AFTER_MS })
    }
  }
  for (const [index, { leasedTo }] of world.payments.entries()) {
    if (leasedTo === null) continue
    moves.push({ label: `the lease of ${index} is over`, to: withPayment(world, index, { leasedTo: null }) })
  }
  return moves
}

/** Puts a call on the wire. A cancel more of the same that nobody waits for changes nothing. */
export function withCalls(world: World, calls: readonly Call[]): World {
  const keys = calls.map((call) => JSON.stringify(call))
  const isRepeated = (call: Call, index: number): boolean =>
    call.kind === 'cancel' && call.from === null && keys.indexOf(keys[index] ?? '') < index
  const kept = calls.filter((call, index) => !isRepeated(call, index))
  return { ...world, calls: kept.toSorted((a, b) => rankOf(a) - rankOf(b)) }
}

function rankOf({ kind, of, from, bornAt }: Call): number {
  const sender = from === null ? 9 : from === 'creator' ? 8 : from
  return ['create', 'authorize', 'cancel'].indexOf(kind) * 1e9 + of * 1e8 + sender * 1e7 - bornAt
}
