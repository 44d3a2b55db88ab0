/**
 * Every rule, taken away one at a time: what ships, with one entry changed. A search that finds nothing wrong with one
 * of these worlds would prove nothing about ours.
 */

import { isEnd } from '../../src/protocol/index.ts'
import { REVIEW_AFTER_MS, SETTLE_MS, type PaymentState } from '../../server/payments/lifecycle.ts'
import { SHIPPED, type Rules } from './rules.ts'
import { RUNS, type SceneName } from './runs.ts'
import type { Found } from './search.ts'
import { TOTAL } from './world.ts'

/** A rule that is switched off. */
export interface Mutant {
  readonly name: string
  readonly scene: SceneName
  readonly rules: Rules
}

function without(scene: Mutant['scene'], name: string, changed: Partial<Rules>): Mutant {
  return { name, scene, rules: { ...SHIPPED, ...changed } }
}

/** The reducer of payments, with another answer where there is one. */
function steppingLike(
  other: (...given: Parameters<Rules['step']>) => ReturnType<Rules['step']> | undefined,
): Partial<Rules> {
  return {
    step: (state, event, now) => {
      const answer = other(state, event, now)
      return answer === undefined ? SHIPPED.step(state, event, now) : answer
    },
  }
}

/** A status that is written without asking anybody. */
function overwritten(state: PaymentState, status: PaymentState['status']): ReturnType<Rules['step']> {
  if (state.status === status) return null
  const settled = { intent: null, intentAt: null, intentSince: null, unanswered: false } as const
  return { state: { ...state, ...settled, status }, facts: [] }
}

const OF_PAYMENTS: readonly Mutant[] = [
  without('two workers, no faults', 'a write is sent before its intent is committed', {
    commitsFirst: false,
  }),
  without('two workers, no faults', 'a change overwrites what came in between', { comparesAndSwaps: false }),
  without(
    'two workers, no faults',
    'an authorization is sent again without a settle time',
    steppingLike((state, event, now) =>
      event.type === 'authorize_begun' ? SHIPPED.step(agedBy(state, SETTLE_MS), event, now) : undefined,
    ),
  ),
  without('two workers, no faults', 'an authorization is sent after a cancel was wanted', {
    ...steppingLike((state, event, now) =>
      event.type === 'authorize_begun'
        ? SHIPPED.step({ ...state, cancelCause: null }, event, now)
        : undefined,
    ),
    nextWrite: (state, seen, now) => SHIPPED.nextWrite({ ...state, cancelCause: null }, seen, now),
  }),
  without('two workers, no faults', "a cancel's error counts as cancelled", {
    onCancelError: { type: 'cancel_accepted' },
  }),
  without('two workers, no faults', 'a webhook is believed', {
    onCompletedWebhook: (payment) =>
      isEnd(payment.status)
        ? null
        : { type: 'seen', status: 'COMPLETED', total: TOTAL, referenceNumber: 'ref', ecommerceId: 'ticket' },
  }),
  without('two workers, no faults', 'a webhook hurries the end of a creation', {
    leavesCreationsAlone: false,
  }),
  without('two workers, no faults', 'a payment ends by the local clock', {
    onLocalEnd: {
      type: 'seen',
      status: 'CANCEL',
      total: TOTAL,
      referenceNumber: null,
      ecommerceId: 'ticket',
    },
  }),
  without(
    'two workers, no faults',
    'COMPLETED does not absorb a late silence',
    steppingLike((state, event) =>
      state.status === 'COMPLETED' && event.type === 'write_unanswered'
        ? overwritten(state, 'FAILED')
        : undefined,
    ),
  ),
  without(
    'two workers, no faults',
    'a capture does not win over a cancel',
    steppingLike((state, event) =>
      event.type === 'seen' && event.status === 'COMPLETED' && state.cancelCause !== null
        ? overwritten(state, 'CANCEL')
        : undefined,
    ),
  ),
  without(
    'one worker, any faults',
    'the cents are not compared',
    steppingLike((state, event, now) =>
      event.type === 'seen' ? SHIPPED.step(state, { ...event, total: state.total }, now) : undefined,
    ),
  ),
  without(
    'two workers, no faults',
    'a creation is given up although its ticket came',
    steppingLike((state, event) =>
      event.type === 'create_lost' && !isEnd(state.status) ? overwritten(state, 'FAILED') : undefined,
    ),
  ),
  without('two workers, no faults', 'a ticket that came late revives its payment', {
    dropsLateTokens: false,
    ...steppingLike((state, event, now) =>
      event.type === 'created' && state.status === 'FAILED'
        ? SHIPPED.step({ ...state, status: 'OPEN', intent: 'creating' }, event, now)
        : undefined,
    ),
  }),
  without(
    'two workers, no faults',
    'a refused authorization counts as the end',
    steppingLike((state, event) =>
      event.type === 'authorize_refused' && !isEnd(state.status) ? overwritten(state, 'FAILED') : undefined,
    ),
  ),
  without(
    'two workers, no faults',
    'silence counts as a failure',
    steppingLike((state, event) =>
      event.type === 'write_unanswered' && !isEnd(state.status) ? overwritten(state, 'FAILED') : undefined,
    ),
  ),
  without(
    'one worker, any faults',
    'nobody is asked when an intent stays open',
    steppingLike((_, { type }) => (type === 'overdue' || type === 'ticket_unknown' ? null : undefined)),
  ),
  without('an order, no faults', 'a second click makes a second ticket', { findsLivePayment: false }),
]

const OF_REFUNDS: readonly Mutant[] = [
  without('two refunds, any faults', 'a refund is sent without a baseline', { readsBaseline: false }),
  without('two refunds, any faults', 'a baseline is used after another refund changed', {
    guardsBaseline: false,
  }),
  without('two refunds, any faults', 'two refunds are in flight', { isInFlight: () => false }),
  without('two refunds, any faults', 'a refund is sent again on silence', {
    resendsRefunds: true,
    stepRefund: (state, event, now) =>
      event.type === 'seen' && event.refunded === state.baseline
        ? null
        : SHIPPED.stepRefund(state, event, now),
  }),
  without('two refunds, any faults', 'an unchanged total counts as refused at once', {
    stepRefund: (state, event, now) =>
      event.type === 'seen' && event.refunded === state.baseline
        ? SHIPPED.stepRefund(state, { type: 'refused', code: 'refused', athmCode: '' }, now)
        : SHIPPED.stepRefund(state, event, now),
  }),
]

/** All of them. */
export const MUTANTS: readonly Mutant[] = [...OF_PAYMENTS, ...OF_REFUNDS]

/** Searches the scene in which a mutant's rule counts, with as many faults as it takes. */
export function searchMutant({ scene, rules }: Mutant): Found {
  return RUNS[scene](rules, { maxFaults: Infinity })
}

function agedBy(state: PaymentState, ms: number): PaymentState {
  return state.intentAt === null
    ? state
    : { ...state, intentAt: state.intentAt - Math.min(ms, REVIEW_AFTER_MS) }
}
