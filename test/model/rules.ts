/**
 * Everything that decides, in one object: the shipped reducers as they are, and beside them the habits of the code that
 * drives them, which has to be said again here because it lives in queries and in the order of statements. A mutant is
 * this object with one entry changed.
 */

import {
  beginPayment,
  nextWrite,
  step,
  type LifecycleEvent,
  type PaymentState,
} from '../../server/payments/lifecycle.ts'
import { beginRefund, isInFlight, stepRefund, toRefundable } from '../../server/payments/refund-lifecycle.ts'

/** The decision makers, and what the code around them keeps to. */
export interface Rules {
  readonly beginPayment: typeof beginPayment
  readonly step: typeof step
  readonly nextWrite: typeof nextWrite
  readonly beginRefund: typeof beginRefund
  readonly stepRefund: typeof stepRefund
  readonly toRefundable: typeof toRefundable
  readonly isInFlight: typeof isInFlight
  /** The intent is committed, then the call is sent (`authorize.ts`, `cancel.ts`, `initiate.ts`). */
  readonly commitsFirst: boolean
  /** A change is decided on the row as it is at that moment, not on one that was read before (`record.ts`). */
  readonly comparesAndSwaps: boolean
  /** A repeated key, or a second try at an order, finds the live payment (`initiate.ts`). */
  readonly findsLivePayment: boolean
  /** The token of a ticket that came after its payment had been given up is not kept (`record.ts`). */
  readonly dropsLateTokens: boolean
  /** A hint that names a payment still being created doesn't hurry the watcher (`claims.ts`). */
  readonly leavesCreationsAlone: boolean
  /** What an error that is the answer to a cancel says. */
  readonly onCancelError: LifecycleEvent
  /** What is recorded because a webhook says COMPLETED: null, it is a hint. */
  readonly onCompletedWebhook: (payment: PaymentState) => LifecycleEvent | null
  /** An event that a worker records because it finds a ticket past its time, without asking upstream. */
  readonly onLocalEnd: LifecycleEvent | null
  /** What ATH Móvil has refunded so far is read before a refund is sent. */
  readonly readsBaseline: boolean
  /** A refund begins only if no other has begun or changed since its baseline was read. */
  readonly guardsBaseline: boolean
  /** A refund without an answer is sent again by itself. */
  readonly resendsRefunds: boolean
}

/** What ships. */
export const SHIPPED: Rules = {
  beginPayment,
  step,
  nextWrite,
  beginRefund,
  stepRefund,
  toRefundable,
  isInFlight,
  commitsFirst: true,
  comparesAndSwaps: true,
  findsLivePayment: true,
  dropsLateTokens: true,
  leavesCreationsAlone: true,
  onCancelError: { type: 'write_unanswered' },
  onCompletedWebhook: () => null,
  onLocalEnd: null,
  readsBaseline: true,
  guardsBaseline: true,
  resendsRefunds: false,
}
