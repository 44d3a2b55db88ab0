/**
 * The small world around refunds: one captured payment, two operators who each send a part of it back, and the worker
 * that reads what became of a refund without an answer. Now is always 0, as in the world of payments.
 */

import { SETTLE_MS } from '../../server/payments/lifecycle.ts'
import type { RefundState } from '../../server/payments/refund-lifecycle.ts'
import { toCents, type Cents } from '../../src/protocol/index.ts'

/** What was captured, and what each operator sends back: equal parts, of which three would be too much. */
export const CAPTURED = toCents(1000)
export const PART = toCents(400)

/** What upstream has. */
export interface Books {
  /** Refunded in ATH Móvil's own app before anybody here began. */
  readonly elsewhere: Cents
  /** How often each refund took effect, by the number of its operator. */
  readonly done: readonly number[]
}

/** What a refund's request comes to. `lost` is no answer. */
export type RefundResult = 'done' | 'refused' | 'lost'

/** Where one operator's request is, and all that it remembers. */
export type Operator =
  | { readonly at: 'idle' | 'over' }
  | { readonly at: 'baseline'; readonly baseline: Cents; readonly known: string }
  | { readonly at: 'call' | 'wait' }
  | { readonly at: 'answer'; readonly result: RefundResult }

/** A refund: its row, once it is committed. */
export interface Refund {
  readonly operator: Operator
  readonly row: RefundState | null
  readonly announced: number
}

/** Where the worker is: it has read how much is refunded, for one refund. */
export type Reader =
  | { readonly at: 'idle' }
  | { readonly at: 'read'; readonly of: number; readonly refunded: Cents }

/** A refund on the wire. */
export interface RefundCall {
  readonly of: number
  readonly isAwaited: boolean
}

/** All of it. */
export interface RefundWorld {
  readonly books: readonly [Books]
  readonly refunds: readonly Refund[]
  readonly reader: readonly [Reader]
  readonly calls: readonly RefundCall[]
}

/** Replaces one refund. */
export function withRefund(world: RefundWorld, of: number, patch: Partial<Refund>): RefundWorld {
  const refund = world.refunds[of]
  if (!refund) throw new RangeError(`There is no refund ${of}`)
  return { ...world, refunds: world.refunds.with(of, { ...refund, ...patch }) }
}

/** What ATH Móvil says of all refunds together. */
export function refundedOf({ books: [{ elsewhere, done }] }: RefundWorld): Cents {
  return toCents(elsewhere + done.reduce((sum, times) => sum + times * PART, 0))
}

/** The rows that are committed. */
export function rowsOf(world: RefundWorld): RefundState[] {
  return world.refunds.flatMap(({ row }) => (row ? [row] : []))
}

/** When time may go on: a refund takes effect within its settle time or never, and its request is sent by then. */
export function isTimeFree({ refunds, calls }: RefundWorld): boolean {
  return calls.length === 0 && refunds.every(({ operator }) => operator.at !== 'call')
}

/** Lets the settle time of every refund pass. */
export function settleAll(world: RefundWorld): RefundWorld {
  const refunds = world.refunds.map((refund) =>
    refund.row ? { ...refund, row: { ...refund.row, sentAt: -SETTLE_MS } } : refund,
  )
  return { ...world, refunds }
}
