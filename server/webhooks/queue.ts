/** Whose turn it is among the stored deliveries, and what their turn came to. */

import type { WebhookKind, WebhookState } from '../../src/protocol/index.ts'
import type { PaymentDeps } from '../payments/deps.ts'
import type { WebhookEventRow } from '../store/schema.ts'
import { literal, type Db } from '../store/store.ts'

/** How long a claimed delivery is left to its worker. */
const LEASE_MS = 60_000

/** A state in which a delivery waits for its turn. */
export type OpenState = 'received' | 'asking' | 'stranger'

/** What a delivery's turn came to. */
export interface Turn {
  readonly state: WebhookState
  readonly paymentId?: string | null
  /** When it is its turn again, in milliseconds since 1970; none when it is over. */
  readonly nextAt?: number
  /** The turn does not count as a try. */
  readonly isFree?: boolean
  readonly error?: string
  readonly kind?: WebhookKind
  readonly key?: string
  readonly discriminator?: string
}

/** When the next delivery in a state is due; null when none waits. */
export async function findNextTurn(db: Db, state: OpenState): Promise<number | null> {
  const next = await db
    .selectFrom('webhook_events')
    .select((is) => is.fn.min('next_at').as('next_at'))
    .where('state', '=', literal(state))
    .where('next_at', 'is not', null)
    .executeTakeFirst()
  return next?.next_at ?? null
}

/** Claims deliveries that are due, the one that waits longest first. */
export function claimTurns(
  db: Db,
  { state, now, limit }: { state: OpenState; now: number; limit: number },
): Promise<WebhookEventRow[]> {
  return db
    .updateTable('webhook_events')
    .set({ next_at: now + LEASE_MS })
    .where('id', 'in', (due) =>
      due
        .selectFrom('webhook_events')
        .select('id')
        .where('state', '=', literal(state))
        .where('next_at', '<=', now)
        .orderBy('next_at')
        .limit(literal(limit)),
    )
    .returningAll()
    .execute()
}

/** Writes down what turns came to, all at once. */
export async function settleTurns(
  deps: PaymentDeps,
  turns: readonly (readonly [WebhookEventRow, Turn])[],
): Promise<void> {
  if (turns.length === 0) return
  await deps.db.transaction().execute(async (db) => {
    for (const [row, turn] of turns) {
      // oxlint-disable-next-line no-await-in-loop -- one connection, one transaction
      await settle(deps, db, row, turn)
    }
  })
}

async function settle(deps: PaymentDeps, db: Db, row: WebhookEventRow, turn: Turn): Promise<void> {
  const now = deps.clock.now()
  const key = turn.key ?? row.key
  const discriminator = turn.discriminator ?? row.discriminator
  const isTaken = turn.state === 'applied' && (await isApplied(db, key, discriminator, row.id))
  const state = isTaken ? 'duplicate' : turn.state
  const isOver = turn.nextAt === undefined
  await db
    .updateTable('webhook_events')
    .set({
      state,
      key,
      discriminator,
      kind: turn.kind ?? row.kind,
      payment_id: turn.paymentId ?? row.payment_id,
      attempts: row.attempts + (turn.isFree === true ? 0 : 1),
      next_at: turn.nextAt ?? null,
      error: turn.error ?? null,
      processed_at: isOver ? now : null,
    })
    .where('id', '=', row.id)
    // Whoever took too long has lost the turn to somebody else, whose word stands.
    .where('next_at', '=', row.next_at)
    .execute()
  if (isOver) deps.log.info('webhook processed', { webhookId: row.id, status: state })
}

/** Tells whether another delivery with this key was applied. */
export async function isApplied(
  db: Db,
  key: string | null,
  discriminator: string | null,
  id: string,
): Promise<boolean> {
  if (key === null || discriminator === null) return false
  const other = await db
    .selectFrom('webhook_events')
    .select('id')
    .where('state', '=', literal('applied'))
    .where('key', '=', key)
    .where('discriminator', '=', discriminator)
    .where('id', '<>', id)
    .executeTakeFirst()
  return other !== undefined
}
