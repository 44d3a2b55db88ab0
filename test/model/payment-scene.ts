/** The scene of a payment's life: everything from the click to the end, and what must hold all along. */

import { isEnd } from '../../src/protocol/index.ts'
import { beginMoves, creatorMoves } from './creator-moves.ts'
import { toKey } from './key.ts'
import { SHIPPED, type Rules } from './rules.ts'
import type { Move, Scene } from './search.ts'
import { customerMoves, hintMoves, lostAnswerMoves, wireMoves } from './upstream-moves.ts'
import { workerMoves } from './worker-moves.ts'
import { passTime, TOTAL, type Payment, type World } from './world.ts'

/** How much there is of everything. */
export interface PaymentCast {
  readonly payments: number
  readonly workers: number
  /** Calls on the wire at the same time. */
  readonly calls: number
  /** Nobody sends webhooks: for scenes with much else in them. */
  readonly isCalm?: boolean
}

/** Builds the scene in which an order is paid. */
export function createPaymentScene(cast: PaymentCast, rules: Rules = SHIPPED): Scene<World> {
  return {
    start: { payments: [], workers: Array.from({ length: cast.workers }, () => ({ at: 'idle' })), calls: [] },
    movesOf: (world) => movesOf(rules, world, cast),
    keyOf: toKey,
    breachOf,
    isQuiet,
  }
}

function movesOf(rules: Rules, world: World, cast: PaymentCast): Move<World>[] {
  const moves = [
    ...beginMoves(rules, world, cast.payments),
    ...world.workers.flatMap((_, who) => workerMoves(rules, world, who)),
    ...world.payments.flatMap((_, of) => [
      ...creatorMoves(rules, world, of),
      ...customerMoves(rules, world, of),
    ]),
    ...wireMoves(world),
    ...lostAnswerMoves(world),
    ...passTime(world).map(({ label, to }): Move<World> => ({ label, by: 'ours', to })),
  ]
  if (cast.isCalm !== true) moves.push(...world.payments.flatMap((_, of) => hintMoves(rules, world, of)))
  return moves.filter(({ to }) => to.calls.length <= cast.calls)
}

function breachOf(world: World): string | null {
  let captures = 0
  for (const payment of world.payments) {
    captures += payment.ticket?.captures ?? 0
    const breach = breachOfPayment(payment)
    if (breach !== null) return breach
  }
  if (captures > 1) return 'one order is paid twice'
  return isQuiet(world) ? breachAtRest(world) : null
}

function breachOfPayment({ row, ticket, facts }: Payment): string | null {
  const isCaptured = ticket !== null && ticket.captures > 0
  if (isCaptured && isEnd(row.status) && row.status !== 'COMPLETED' && row.review === null) {
    return `captured upstream, and ${row.status} here`
  }
  if (row.status === 'COMPLETED' && !isCaptured) return 'COMPLETED here, and nothing captured upstream'
  if (row.status === 'COMPLETED' && ticket?.total !== TOTAL)
    return 'COMPLETED with other cents than were captured'
  if (row.status === 'COMPLETED' && !facts.includes('payment.completed'))
    return 'COMPLETED, and nobody was told'
  return null
}

function breachAtRest({ payments }: World): string | null {
  for (const { row, ticket } of payments) {
    const isCaptured = (ticket?.captures ?? 0) > 0
    if (row.review === null && isCaptured !== (row.status === 'COMPLETED'))
      return 'at rest, and the books disagree'
  }
  return null
}

/** Everybody is idle, nothing is on the wire, and each payment is over or with a person. */
function isQuiet({ payments, workers, calls }: World): boolean {
  return (
    calls.length === 0 &&
    workers.every(({ at }) => at === 'idle') &&
    payments.every(({ row, creator }) => creator.at === 'done' && (isEnd(row.status) || row.review !== null))
  )
}
