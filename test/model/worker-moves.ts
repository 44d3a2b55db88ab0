/** One worker's visits: claim, read upstream, record, keep the lease, commit an intent, call, record (`look.ts`). */

import { isEnd } from '../../src/protocol/index.ts'
import { CREATE_LEASE_MS, type LifecycleEvent } from '../../server/payments/lifecycle.ts'
import { record, REFUSAL, type Recorded } from './record.ts'
import type { Rules } from './rules.ts'
import type { Move } from './search.ts'
import {
  OTHER_TOTAL,
  TOTAL,
  withCalls,
  withPayment,
  withWorker,
  type Result,
  type Worker,
  type World,
} from './world.ts'

/** A worker that is visiting. */
type At<State extends Worker['at']> = Extract<Worker, { at: State }>

/** What one worker can do next. */
export function workerMoves(rules: Rules, world: World, who: number): Move<World>[] {
  const worker = world.workers[who]
  if (!worker) return []
  if (worker.at === 'idle') return world.payments.flatMap((_, of) => claimMoves(rules, world, { who, of }))
  const crashed = leave(withWorker(world, who, { at: 'idle' }), who)
  const die: Move<World> = { label: `worker ${who} crashes`, by: 'fault', to: crashed }
  return [...visitMoves(rules, world, { who, worker }), die]
}

function visitMoves(
  rules: Rules,
  world: World,
  { who, worker }: { who: number; worker: Exclude<Worker, { at: 'idle' }> },
): Move<World>[] {
  switch (worker.at) {
    case 'lost_creation': {
      const row = world.payments[worker.of]?.row
      const isEarly = row?.intent === 'creating' && (row.intentAt ?? 0) + CREATE_LEASE_MS > 0
      const recorded = record(rules, world, { type: 'create_lost' }, worker)
      const breach = isEarly ? 'a creation is given up while its request may be answered' : recorded.breach
      const to = release(recorded.world, who, worker.of)
      return [{ label: `worker ${who} records: create_lost`, by: 'ours', to, breach }]
    }
    case 'read':
      return [recordReading(rules, world, { who, worker })]
    case 'kept':
      return [begin(rules, world, { who, worker })]
    case 'call':
      return [toSent(world, { who, ...worker })]
    case 'wait': {
      const { of, write, stale } = worker
      const to = leave(withWorker(world, who, { at: 'answer', of, write, result: 'lost', stale }), who)
      return [{ label: `worker ${who} gets no answer`, by: 'fault', to }]
    }
    case 'answer':
      return [recordAnswer(rules, world, { who, worker })]
  }
}

/** Takes a lease, if the payment is due and free, and reads the ticket: one move, since a late reading is a later one. */
function claimMoves(rules: Rules, world: World, { who, of }: { who: number; of: number }): Move<World>[] {
  const payment = world.payments[of]
  if (!payment || payment.leasedTo !== null) return []
  const { row, ticket, isNudged, isLookedAgain } = payment
  const stale = rules.comparesAndSwaps ? undefined : row
  const leased = withPayment(world, of, { leasedTo: who, isLookedAgain: false })
  if (row.intent === 'creating') {
    const isDue = isNudged || (row.intentAt ?? 0) + CREATE_LEASE_MS <= 0
    const to = withWorker(leased, who, { at: 'lost_creation', of, stale })
    return isDue ? [{ label: `worker ${who} claims the creation of ${of}`, by: 'ours', to }] : []
  }
  if ((isEnd(row.status) && !isLookedAgain) || row.ecommerceId === null || !ticket) return []
  const { status, total } = ticket
  const read = (label: string, by: 'ours' | 'fault', seen: { total: typeof total | null }): Move<World> => {
    const to = withWorker(leased, who, { at: 'read', of, status, ...seen, stale })
    return { label: `worker ${who} reads ${status} of ${of}${label}`, by, to }
  }
  const moves = [read('', 'ours', { total })]
  const isBlurred = total === OTHER_TOTAL || status === 'COMPLETED'
  if (isBlurred) moves.push(read(', amounts unreadable', 'fault', { total: null }))
  if (rules.onLocalEnd && (row.expiresAt ?? 1) <= 0) {
    const recorded = record(rules, world, rules.onLocalEnd, { of, stale })
    moves.push(done(`worker ${who} ends it by the clock`, recorded.world, recorded))
  }
  return moves
}

function recordReading(
  rules: Rules,
  world: World,
  { who, worker: { of, status, total, stale } }: { who: number; worker: At<'read'> },
): Move<World> {
  const seen: LifecycleEvent =
    status === 'FORGOTTEN'
      ? { type: 'ticket_unknown' }
      : { type: 'seen', status, total, referenceNumber: total === null ? null : 'ref', ecommerceId: 'ticket' }
  const first = record(rules, world, seen, { of, stale })
  const second = record(rules, first.world, { type: 'overdue' }, { of, stale: first.row })
  const { row } = second
  const label = `worker ${who} records: ${seen.type} ${status}`
  const breach = first.breach ?? second.breach
  const write = status === 'FORGOTTEN' ? null : rules.nextWrite(row, status, 0)
  if (write === null || second.world.payments[of]?.leasedTo !== who) {
    return { label, by: 'ours', to: release(second.world, who, of), breach }
  }
  const next: Worker = { at: 'kept', of, write, stale: rules.comparesAndSwaps ? undefined : row }
  return { label: `${label}; wants to ${write}`, by: 'ours', to: withWorker(second.world, who, next), breach }
}

/** Commits the intent; where that comes last, sends first. */
function begin(
  rules: Rules,
  world: World,
  { who, worker: { of, write, stale } }: { who: number; worker: At<'kept'> },
): Move<World> {
  const payment = world.payments[of]
  if (!rules.commitsFirst) return toSent(world, { who, of, write, bornAt: 0, stale })
  const recorded = record(rules, world, { type: `${write}_begun` }, { of, stale })
  const canCall = recorded.changed && (write === 'cancel' || payment?.hasToken === true)
  const next: Worker = {
    at: 'call',
    of,
    write,
    bornAt: 0,
    stale: rules.comparesAndSwaps ? undefined : recorded.row,
  }
  const to = canCall ? withWorker(recorded.world, who, next) : release(recorded.world, who, of)
  return done(`worker ${who} commits: ${write}_begun`, to, recorded)
}

function toSent(
  world: World,
  { who, of, write, bornAt, stale }: Omit<At<'wait'>, 'at'> & { who: number },
): Move<World> {
  const waiting = withWorker(world, who, { at: 'wait', of, write, bornAt, stale })
  const calls = [...world.calls, { kind: write, of, from: who, bornAt }]
  const row = world.payments[of]?.row
  const isCommitted =
    write === 'authorize' ? row?.authorizeSent : row && (row.cancelCause !== null || isEnd(row.status))
  return {
    label: `worker ${who} sends: ${write}`,
    by: 'ours',
    to: withCalls(waiting, calls),
    breach: isCommitted === true ? undefined : 'a write without a committed intent',
  }
}

function recordAnswer(
  rules: Rules,
  world: World,
  { who, worker: { of, write, result, stale } }: { who: number; worker: At<'answer'> },
): Move<World> {
  const total = world.payments[of]?.ticket?.total ?? TOTAL
  const event = write === 'authorize' ? toAuthorizeEvent(result, total) : toCancelEvent(rules, result)
  const recorded = record(rules, world, event, { of, stale })
  return done(`worker ${who} records: ${event.type}`, release(recorded.world, who, of), recorded)
}

function toAuthorizeEvent(result: Result, total: typeof TOTAL): LifecycleEvent {
  if (result === 'done') {
    return { type: 'seen', status: 'COMPLETED', total, referenceNumber: 'ref', ecommerceId: 'ticket' }
  }
  return result === 'refused' ? { type: 'authorize_refused', ...REFUSAL } : { type: 'write_unanswered' }
}

function toCancelEvent(rules: Rules, result: Result): LifecycleEvent {
  if (result === 'done') return { type: 'cancel_accepted' }
  return result === 'error' ? rules.onCancelError : { type: 'write_unanswered' }
}

function done(label: string, to: World, { breach }: Recorded): Move<World> {
  return { label, by: 'ours', to, breach }
}

/** The visit is over; the lease is given back, if it is still this worker's. */
function release(world: World, who: number, of: number): World {
  const idle = withWorker(world, who, { at: 'idle' })
  return world.payments[of]?.leasedTo === who ? withPayment(idle, of, { leasedTo: null }) : idle
}

/** Nobody waits any more for what this worker had sent. */
function leave(world: World, who: number): World {
  return withCalls(
    world,
    world.calls.map((call) => (call.from === who ? { ...call, from: null } : call)),
  )
}
