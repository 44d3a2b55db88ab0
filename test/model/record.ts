/** The only way a row changes in the model: the reducer decides on it, and what it decided is held against the rules. */

import { isEnd, type ErrorCode } from '../../src/protocol/index.ts'
import { SETTLE_MS, type LifecycleEvent, type PaymentState } from '../../server/payments/lifecycle.ts'
import type { Rules } from './rules.ts'
import { TOTAL, withPayment, type Payment, type World } from './world.ts'

/** A world after an event was recorded in it. */
export interface Recorded {
  readonly world: World
  readonly row: PaymentState
  readonly changed: boolean
  readonly breach?: string | undefined
}

/** A refusal of the kind that is certain. */
export const REFUSAL = { code: 'refused_limit' satisfies ErrorCode, athmCode: 'BTRA_0004' } as const

/**
 * Commits what the reducer makes of an event. `stale` is the row as whoever records it read it before: what counts,
 * and is overwritten, where changes don't compare and swap.
 */
export function record(
  rules: Rules,
  world: World,
  event: LifecycleEvent,
  { of, stale }: { of: number; stale?: PaymentState | undefined },
): Recorded {
  const payment = world.payments[of]
  if (!payment) throw new RangeError(`There is no payment ${of}`)
  const before = rules.comparesAndSwaps ? payment.row : (stale ?? payment.row)
  const change = rules.step(before, event, 0)
  if (!change) return { world, row: before, changed: false }
  const row = normalize(change.state)
  const news = change.facts.filter((fact) => !payment.facts.includes(fact))
  const ended = isEnd(row.status)
  const after = withPayment(world, of, {
    row,
    facts: [...payment.facts, ...news].toSorted(),
    hasToken: payment.hasToken && !ended,
    isNudged: payment.isNudged && row.intent === 'creating',
    isLookedAgain: payment.isLookedAgain && row.status !== 'COMPLETED',
  })
  const breach =
    news.length < change.facts.length
      ? 'a fact is announced twice'
      : (breachOfEnd(payment, row) ?? breachOfBegin(world, { payment, of, event }))
  return { world: after, row, changed: true, breach }
}

/** What nobody decides by is made equal, so that worlds that differ in nothing else are one. */
function normalize(row: PaymentState): PaymentState {
  const plain = { ...row, cancelRequestedAt: null, code: null, athmCode: null }
  if (!isEnd(row.status)) return plain
  return { ...plain, cancelCause: null, expiredHint: false, expiresAt: row.expiresAt === null ? null : 0 }
}

/** An end needs evidence, and stays. */
function breachOfEnd({ row: before, ticket, hasToken }: Payment, after: PaymentState): string | undefined {
  if (before.status === after.status) return undefined
  if (after.status === 'COMPLETED') {
    const isPaid = ticket?.captures === 1 && ticket.total === TOTAL && after.total === TOTAL
    return isPaid && after.referenceNumber !== null ? undefined : 'COMPLETED without evidence'
  }
  if (isEnd(before.status)) return `an end is reversed: ${before.status} became ${after.status}`
  if (!isEnd(after.status) || !ticket || ticket.status === 'CANCEL' || ticket.status === 'FORGOTTEN')
    return undefined
  const canBeCaptured = before.authorizeSent || (hasToken && before.tokenEndsAt !== 0)
  return canBeCaptured || ticket.captures > 0 ? `${after.status} without evidence` : undefined
}

/** A write needs that no other can still take effect, and that it is wanted. */
function breachOfBegin(
  world: World,
  { payment, of, event }: { payment: Payment; of: number; event: LifecycleEvent },
): string | undefined {
  if (event.type !== 'authorize_begun') return undefined
  if (payment.row.cancelCause !== null) return 'an authorization after a cancel was wanted'
  const onTheWay = [
    ...world.calls.flatMap((call) => (call.kind === 'authorize' && call.of === of ? [call.bornAt] : [])),
    ...world.workers.flatMap((worker) =>
      'bornAt' in worker && worker.write === 'authorize' && worker.of === of ? [worker.bornAt] : [],
    ),
  ]
  return onTheWay.some((bornAt) => bornAt + SETTLE_MS > 0) ? 'two authorizations at once' : undefined
}
