/** How payments begin, and what the request that began one still does (`initiate.ts`). */

import { isEnd } from '../../src/protocol/index.ts'
import type { LifecycleEvent } from '../../server/payments/lifecycle.ts'
import { record, REFUSAL } from './record.ts'
import type { Rules } from './rules.ts'
import type { Move } from './search.ts'
import { TICKET_MS, TOKEN_MS, TOTAL, withCalls, withPayment, type Payment, type World } from './world.ts'

/** A customer begins a payment, clicks twice, or tries again after one that came to nothing. */
export function beginMoves(rules: Rules, world: World, maxPayments: number): Move<World>[] {
  const latest = world.payments.at(-1)
  if (world.payments.length >= maxPayments) return []
  if (!latest) return [{ label: 'initiate: committed', by: 'others', to: withNewPayment(rules, world) }]
  const isOver = isEnd(latest.row.status) && latest.row.status !== 'COMPLETED'
  if (isOver)
    return [
      { label: 'initiate again: the first came to nothing', by: 'others', to: withNewPayment(rules, world) },
    ]
  if (rules.findsLivePayment) return [{ label: 'initiate again: the same payment', by: 'others', to: world }]
  return [{ label: 'initiate again: another payment', by: 'others', to: withNewPayment(rules, world) }]
}

function withNewPayment(rules: Rules, world: World): World {
  const payment: Payment = {
    row: rules.beginPayment(TOTAL, 0),
    facts: [],
    hasToken: false,
    leasedTo: null,
    isNudged: false,
    isLookedAgain: false,
    creator: { at: 'call' },
    ticket: null,
  }
  return { ...world, payments: [...world.payments, payment] }
}

/** What the request behind one payment does next. */
export function creatorMoves(rules: Rules, world: World, of: number): Move<World>[] {
  const payment = world.payments[of]
  if (!payment) return []
  const { creator } = payment
  const die: Move<World> = {
    label: `the server of payment ${of}'s request crashes`,
    by: 'fault',
    to: leave(withPayment(world, of, { creator: { at: 'done' } }), of),
  }
  switch (creator.at) {
    case 'call':
    case 'call_cancel':
      return [sendMove(world, of, creator.at), die]
    case 'wait':
    case 'wait_cancel': {
      const giveUp = leave(withPayment(world, of, { creator: afterWait(creator.at, 'lost') }), of)
      return [{ label: `payment ${of}'s request gets no answer`, by: 'fault', to: giveUp }, die]
    }
    case 'answer':
      return [answerMove(rules, world, { of, payment }), die]
    case 'done':
      return []
  }
}

function sendMove(world: World, of: number, at: 'call' | 'call_cancel'): Move<World> {
  const kind = at === 'call' ? 'create' : 'cancel'
  const sent = withPayment(world, of, { creator: { at: at === 'call' ? 'wait' : 'wait_cancel' } })
  const calls = [...world.calls, { kind, of, from: 'creator', bornAt: 0 } as const]
  return { label: `payment ${of}'s request sends: ${kind}`, by: 'ours', to: withCalls(sent, calls) }
}

/** What the request does with an answer, or without one. The answer to the cancel of a late ticket interests nobody. */
export function afterWait(
  at: Payment['creator']['at'],
  result: 'done' | 'refused' | 'lost',
): Payment['creator'] {
  return at === 'wait' ? { at: 'answer', result } : { at: 'done' }
}

function answerMove(
  rules: Rules,
  world: World,
  { of, payment: { creator } }: { of: number; payment: Payment },
): Move<World> {
  const { world: recorded, row, changed, breach } = record(rules, world, toEvent(creator.result), { of })
  const isCreated = creator.result === 'done'
  const keepsToken = isCreated && changed && (!isEnd(row.status) || !rules.dropsLateTokens)
  const to = withPayment(recorded, of, {
    creator: { at: isCreated && row.status === 'FAILED' ? 'call_cancel' : 'done' },
    ...(keepsToken && { hasToken: true }),
  })
  return { label: `payment ${of}'s request records: ${toEvent(creator.result).type}`, by: 'ours', to, breach }
}

function toEvent(result: Payment['creator']['result']): LifecycleEvent {
  if (result === 'done') {
    return { type: 'created', ecommerceId: 'ticket', tokenEndsAt: TOKEN_MS, expiresAt: TICKET_MS }
  }
  return result === 'refused' ? { type: 'create_refused', ...REFUSAL } : { type: 'create_lost' }
}

/** Nobody waits any more for what the request had sent. */
function leave(world: World, of: number): World {
  const calls = world.calls.map((call) =>
    call.of === of && call.from === 'creator' ? { ...call, from: null } : call,
  )
  return withCalls(world, calls)
}
