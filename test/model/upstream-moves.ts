/** What happens upstream and on the wire: calls take effect, get lost or late; the customer decides; tickets end. */

import { isEnd } from '../../src/protocol/index.ts'
import type { LifecycleEvent } from '../../server/payments/lifecycle.ts'
import { afterWait } from './creator-moves.ts'
import { record } from './record.ts'
import type { Rules } from './rules.ts'
import type { Move } from './search.ts'
import {
  OTHER_TOTAL,
  TOTAL,
  withoutCall,
  withPayment,
  withWorker,
  type Call,
  type Result,
  type Ticket,
  type World,
} from './world.ts'

/** An effect of a call: what becomes of its ticket, and what is answered. */
interface Effect {
  readonly label: string
  readonly ticket: Ticket | null
  readonly result: 'done' | 'refused' | 'error'
  readonly isFault?: boolean
}

/** What can become of each call on the wire. */
export function wireMoves(world: World): Move<World>[] {
  return world.calls.flatMap((call, index) => {
    const rest = withoutCall(world, index)
    const late = call.from === null ? ' (nobody waits)' : ''
    const moves: Move<World>[] = effectsOf(world, call).map(({ label, ticket, result, isFault }) => ({
      label: `upstream: ${call.kind} ${label}${late}`,
      by: isFault ? 'fault' : 'ours',
      to: answer(withPayment(rest, call.of, { ticket }), call, result),
    }))
    // What nobody waits for costs nothing if it is lost; a sender that waits is told nothing.
    const lost: Move<World> = {
      label: `the wire loses: ${call.kind}${late}`,
      by: 'fault',
      to: call.from === null ? rest : answer(rest, call, 'lost'),
    }
    return [...moves, lost]
  })
}

function effectsOf(world: World, { kind, of }: Call): Effect[] {
  const payment = world.payments[of]
  const ticket = payment?.ticket ?? null
  switch (kind) {
    case 'create': {
      const open = { status: 'OPEN', total: TOTAL, captures: 0 } as const
      return [
        { label: 'makes a ticket', ticket: open, result: 'done' },
        {
          label: 'makes a ticket of another amount',
          ticket: { ...open, total: OTHER_TOTAL },
          result: 'done',
          isFault: true,
        },
        { label: 'is refused', ticket, result: 'refused' },
      ]
    }
    case 'authorize':
      if (ticket?.status !== 'CONFIRM' || payment?.row.tokenEndsAt === 0)
        return [{ label: 'fails', ticket, result: 'error' }]
      return [
        {
          label: 'captures',
          ticket: { ...ticket, status: 'COMPLETED', captures: ticket.captures + 1 },
          result: 'done',
        },
        { label: 'is refused', ticket, result: 'refused' },
      ]
    case 'cancel':
      if (ticket?.status !== 'OPEN' && ticket?.status !== 'CONFIRM')
        return [{ label: 'fails', ticket, result: 'error' }]
      return [{ label: 'is done', ticket: { ...ticket, status: 'CANCEL' }, result: 'done' }]
  }
}

/** Hands an answer to whoever waits for it. */
function answer(world: World, { from, of }: Call, result: Result): World {
  if (from === null) return world
  if (from === 'creator') {
    const creator = world.payments[of]?.creator
    if (!creator) return world
    const known = result === 'error' ? 'lost' : result
    return withPayment(world, of, { creator: afterWait(creator.at, known) })
  }
  const worker = world.workers[from]
  if (worker?.at !== 'wait') return world
  const { write, stale } = worker
  return withWorker(world, from, { at: 'answer', of, write, result, stale })
}

/** Answers that are lost on the way back: upstream acted, and nobody hears of it. */
export function lostAnswerMoves(world: World): Move<World>[] {
  const ofWorkers = world.workers.flatMap((worker, who): Move<World>[] => {
    if (worker.at !== 'answer' || worker.result === 'lost') return []
    const to = withWorker(world, who, { ...worker, result: 'lost' })
    return [{ label: `the answer to worker ${who} is lost`, by: 'fault', to }]
  })
  const ofCreators = world.payments.flatMap(({ creator }, of): Move<World>[] => {
    if (creator.at !== 'answer' || creator.result === 'lost') return []
    const to = withPayment(world, of, { creator: { at: 'answer', result: 'lost' } })
    return [{ label: `the answer to payment ${of}'s request is lost`, by: 'fault', to }]
  })
  return [...ofWorkers, ...ofCreators]
}

/** What webhooks do, real or forged: they hint, and are no more than that. */
export function hintMoves(rules: Rules, world: World, of: number): Move<World>[] {
  const payment = world.payments[of]
  if (!payment) return []
  const { row } = payment
  const moves = recordedMoves(rules, world, {
    of,
    label: 'a webhook says it is expired',
    event: { type: 'expired_hint' },
  })
  const event = rules.onCompletedWebhook(row)
  if (event)
    moves.push(
      ...recordedMoves(rules, world, { of, label: 'a webhook says it is paid, and is believed', event }),
    )
  if (row.intent === 'creating' && !rules.leavesCreationsAlone && !payment.isNudged) {
    moves.push({
      label: `a webhook names payment ${of}`,
      by: 'others',
      to: withPayment(world, of, { isNudged: true }),
    })
  }
  if (isEnd(row.status) && row.status !== 'COMPLETED' && row.ecommerceId !== null && !payment.isLookedAgain) {
    const to = withPayment(world, of, { isLookedAgain: true })
    moves.push({ label: `a webhook says that payment ${of} is paid`, by: 'others', to })
  }
  return moves
}

/** What the customer does, here and in the app, and what upstream does to a ticket by itself. */
export function customerMoves(rules: Rules, world: World, of: number): Move<World>[] {
  const payment = world.payments[of]
  if (!payment) return []
  const event = { type: 'cancel_wanted', cause: 'customer' } as const
  const moves = recordedMoves(rules, world, { of, label: 'the page asks to cancel', event })
  const { row, ticket } = payment
  if (!ticket) return moves
  const become = (label: string, status: Ticket['status']): void => {
    const to = withPayment(world, of, { ticket: { ...ticket, status } })
    moves.push({ label: `${label}, payment ${of}`, by: 'others', to })
  }
  const isOpen = ticket.status === 'OPEN' || ticket.status === 'CONFIRM'
  if (ticket.status === 'OPEN') become('the customer confirms', 'CONFIRM')
  if (isOpen) become('the customer refuses', 'CANCEL')
  if (isOpen && row.expiresAt !== null && row.expiresAt <= 0) become('upstream expires the ticket', 'CANCEL')
  if (row.tokenEndsAt === 0 && ticket.status !== 'FORGOTTEN')
    become('upstream forgets the ticket', 'FORGOTTEN')
  return moves
}

function recordedMoves(
  rules: Rules,
  world: World,
  { of, label, event }: { of: number; label: string; event: LifecycleEvent },
): Move<World>[] {
  const { world: to, changed, breach } = record(rules, world, event, { of })
  return changed ? [{ label: `${label}, payment ${of}`, by: 'others', to, breach }] : []
}
