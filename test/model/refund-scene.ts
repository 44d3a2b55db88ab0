/**
 * The scene of refunds: read the baseline, commit under the lock, send, record; and when there is no answer, one
 * reading after the settle time decides, or a person.
 */

import { toCents } from '../../src/protocol/index.ts'
import type { RefundEvent } from '../../server/payments/refund-lifecycle.ts'
import { toKey } from './key.ts'
import { REFUSAL } from './record.ts'
import { SHIPPED, type Rules } from './rules.ts'
import type { Move, Scene } from './search.ts'
import {
  CAPTURED,
  isTimeFree,
  PART,
  refundedOf,
  rowsOf,
  settleAll,
  withRefund,
  type Refund,
  type RefundResult,
  type RefundWorld,
} from './refund-world.ts'

/** Builds the scene in which parts of a captured payment are sent back. */
export function createRefundScene(operators: number, rules: Rules = SHIPPED): Scene<RefundWorld> {
  const idle: Refund = { operator: { at: 'idle' }, row: null, announced: 0 }
  return {
    start: {
      books: [{ elsewhere: toCents(0), done: Array.from({ length: operators }, () => 0) }],
      refunds: Array.from({ length: operators }, () => idle),
      reader: [{ at: 'idle' }],
      calls: [],
    },
    movesOf: (world) => [
      ...world.refunds.flatMap((_, of) => operatorMoves(rules, world, of)),
      ...readerMoves(rules, world),
      ...wireMoves(world),
      ...outsideMoves(world),
    ],
    keyOf: toKey,
    breachOf,
    isQuiet,
  }
}

function operatorMoves(rules: Rules, world: RefundWorld, of: number): Move<RefundWorld>[] {
  const refund = world.refunds[of]
  if (!refund) return []
  const { operator } = refund
  const over = (from = world): RefundWorld => withRefund(from, of, { operator: { at: 'over' } })
  const die: Move<RefundWorld> = {
    label: `the server of operator ${of} crashes`,
    by: 'fault',
    to: { ...over(), calls: leave(world, of) },
  }
  switch (operator.at) {
    case 'idle': {
      const baseline = rules.readsBaseline ? refundedOf(world) : toCents(0)
      const to = withRefund(world, of, { operator: { at: 'baseline', baseline, known: toSignature(world) } })
      return [{ label: `operator ${of} reads: ${baseline} refunded`, by: 'others', to }]
    }
    case 'baseline':
      return [commit(rules, world, { of, ...operator }), die]
    case 'call': {
      const to = withRefund(world, of, { operator: { at: 'wait' } })
      const calls = [...world.calls, { of, isAwaited: true }]
      const breach = refund.row ? undefined : 'a refund without a committed intent'
      return [{ label: `operator ${of} sends the refund`, by: 'ours', to: { ...to, calls }, breach }, die]
    }
    case 'wait': {
      const to = withRefund(world, of, { operator: { at: 'answer', result: 'lost' } })
      const label = `operator ${of} gets no answer`
      return [{ label, by: 'fault', to: { ...to, calls: leave(world, of) } }, die]
    }
    case 'answer': {
      const event = toEvent(operator.result)
      const lost: Move<RefundWorld> = {
        label: `the answer to operator ${of} is lost`,
        by: 'fault',
        to: withRefund(world, of, { operator: { at: 'answer', result: 'lost' } }),
      }
      const recorded = over(recordRefund(rules, world, { of, event }))
      return [{ label: `operator ${of} records: ${event.type}`, by: 'ours', to: recorded }, lost, die]
    }
    case 'over':
      return []
  }
}

/** Under the payment's lock: nothing else in flight, enough left, and nothing new since the baseline was read. */
function commit(
  rules: Rules,
  world: RefundWorld,
  { of, baseline, known }: { of: number; baseline: ReturnType<typeof toCents>; known: string },
): Move<RefundWorld> {
  const rows = rowsOf(world)
  if (rules.guardsBaseline && known !== toSignature(world)) {
    const to = withRefund(world, of, { operator: { at: 'idle' } })
    return { label: `operator ${of} has to read again: another refund changed`, by: 'ours', to }
  }
  const isAllowed =
    !rows.some((row) => rules.isInFlight(row)) && rules.toRefundable(CAPTURED, baseline, rows) >= PART
  if (!isAllowed) {
    const to = withRefund(world, of, { operator: { at: 'over' } })
    return { label: `operator ${of} may not refund`, by: 'ours', to }
  }
  const row = rules.beginRefund(PART, baseline, 0)
  return {
    label: `operator ${of} commits: sending`,
    by: 'ours',
    to: withRefund(world, of, { operator: { at: 'call' }, row }),
    breach: world.calls.length > 0 ? 'two refunds in flight' : undefined,
  }
}

/** Tells two moments apart between which a refund began or changed. */
function toSignature(world: RefundWorld): string {
  return world.refunds.map(({ row }) => row?.status ?? '').join()
}

function toEvent(result: RefundResult): RefundEvent {
  if (result === 'done') return { type: 'answered' }
  return result === 'refused' ? { type: 'refused', ...REFUSAL } : { type: 'unanswered' }
}

function recordRefund(
  rules: Rules,
  world: RefundWorld,
  { of, event }: { of: number; event: RefundEvent },
): RefundWorld {
  const refund = world.refunds[of]
  if (!refund?.row) return world
  const change = rules.stepRefund(refund.row, event, 0)
  if (!change) return world
  return withRefund(world, of, { row: change.state, announced: refund.announced + (change.isSent ? 1 : 0) })
}

/** The worker: a refund in flight is read after its settle time, and what the reading says is recorded. */
function readerMoves(rules: Rules, world: RefundWorld): Move<RefundWorld>[] {
  const [reader] = world.reader
  if (reader.at === 'read') {
    const { of, refunded } = reader
    const read = recordRefund(rules, world, { of, event: { type: 'seen', refunded } })
    const isUndecided = rules.resendsRefunds && read.refunds[of]?.row?.status === 'unknown'
    const again = isUndecided ? [...read.calls, { of, isAwaited: false }] : read.calls
    const to: RefundWorld = { ...read, reader: [{ at: 'idle' }], calls: again }
    const crashed: RefundWorld = { ...world, reader: [{ at: 'idle' }] }
    return [
      { label: `the worker records for ${of}: seen ${refunded}`, by: 'ours', to },
      { label: 'the worker crashes', by: 'fault', to: crashed },
    ]
  }
  return world.refunds.flatMap(({ row }, of): Move<RefundWorld>[] => {
    if (!row || !rules.isInFlight(row)) return []
    const refunded = refundedOf(world)
    const to: RefundWorld = { ...world, reader: [{ at: 'read', of, refunded }] }
    return [{ label: `the worker reads for ${of}: ${refunded} refunded`, by: 'ours', to }]
  })
}

function wireMoves(world: RefundWorld): Move<RefundWorld>[] {
  return world.calls.flatMap(({ of, isAwaited }, index): Move<RefundWorld>[] => {
    const rest: RefundWorld = { ...world, calls: world.calls.toSpliced(index, 1) }
    const answer = (result: RefundResult, from: RefundWorld): RefundWorld =>
      isAwaited ? withRefund(from, of, { operator: { at: 'answer', result } }) : from
    const [books] = rest.books
    const done = books.done.with(of, (books.done[of] ?? 0) + 1)
    const late = isAwaited ? '' : ' (nobody waits)'
    return [
      {
        label: `upstream: refund ${of} is done${late}`,
        by: 'ours',
        to: answer('done', { ...rest, books: [{ ...books, done }] }),
      },
      { label: `upstream: refund ${of} is refused${late}`, by: 'ours', to: answer('refused', rest) },
      { label: `the wire loses: refund ${of}${late}`, by: 'fault', to: answer('lost', rest) },
    ]
  })
}

function outsideMoves(world: RefundWorld): Move<RefundWorld>[] {
  const moves: Move<RefundWorld>[] = []
  const [books] = world.books
  const isUntouched = world.refunds.every(({ operator }) => operator.at === 'idle')
  if (isUntouched && books.elsewhere === 0) {
    const to: RefundWorld = { ...world, books: [{ ...books, elsewhere: PART }] }
    moves.push({ label: "a part is refunded in ATH Móvil's own app", by: 'others', to })
  }
  if (isTimeFree(world)) moves.push({ label: '50 s pass', by: 'ours', to: settleAll(world) })
  return moves
}

/** Nobody waits any more for what this operator had sent. */
function leave(world: RefundWorld, of: number): RefundWorld['calls'] {
  return world.calls.map((call) => (call.of === of ? { ...call, isAwaited: false } : call))
}

function breachOf(world: RefundWorld): string | null {
  const [{ done }] = world.books
  if (refundedOf(world) > CAPTURED) return 'more is refunded than was captured'
  if (done.some((times) => times > 1)) return 'a refund is sent twice'
  for (const [of, { row, announced }] of world.refunds.entries()) {
    const isDone = done[of] === 1
    if (announced > 1) return 'a refund is announced twice'
    if (row?.status === 'succeeded' && !isDone) return 'a refund succeeded here, and not upstream'
    if (row?.status === 'succeeded' && announced === 0) return 'a refund succeeded, and nobody was told'
    if (isDone && row?.status === 'refused') return 'a refund is refused here, and done upstream'
    if (isDone && !row) return 'a refund that nobody here knows of'
    if (isQuiet(world) && isDone && row?.status !== 'succeeded' && row?.status !== 'review') {
      return 'at rest, and the books disagree'
    }
  }
  return null
}

function isQuiet({ refunds, reader: [reader], calls }: RefundWorld): boolean {
  return (
    calls.length === 0 &&
    reader.at === 'idle' &&
    refunds.every(
      ({ operator, row }) =>
        (operator.at === 'idle' || operator.at === 'over') &&
        row?.status !== 'sending' &&
        row?.status !== 'unknown',
    )
  )
}
