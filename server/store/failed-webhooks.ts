/** Deliveries that came to nothing, or are stuck: listed, put back in line, and counted. */

import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import type { WebhookState } from '../../src/protocol/index.ts'
import type { Schema } from './schema.ts'
import { inChunks, type Db } from './store.ts'

const FAILED: readonly WebhookState[] = ['unmatched', 'unverified', 'malformed']
const OPEN: readonly WebhookState[] = ['received', 'asking', 'stranger']

/** A delivery that failed. */
export interface FailedWebhook {
  readonly id: string
  /** The length of its body, in bytes. */
  readonly size: number
}

/** Lists what failed or is under way with an error, the oldest first; only one state's, or one by its id, where that is said. */
export function listFailedWebhooks(
  db: Db,
  { id, state }: { id?: string | undefined; state?: WebhookState | undefined },
): Promise<FailedWebhook[]> {
  let failed = db
    .selectFrom('webhook_events')
    .select(['id', (is) => is.fn<number>('length', ['body']).as('size')])
    .where(isFailed)
    .orderBy('last_received_at')
  if (state !== undefined) failed = failed.where('state', '=', state)
  if (id !== undefined) failed = failed.where('id', '=', id)
  return failed.execute()
}

/** Puts deliveries back in line, if they are still what they were. Returns those; belongs into a transaction. */
export async function putBackInLine(db: Db, ids: readonly string[], now: number): Promise<string[]> {
  const rows = await db
    .updateTable('webhook_events')
    .set({ state: 'received', attempts: 0, next_at: now, error: null, processed_at: null })
    .where('id', 'in', ids)
    .where(isFailed)
    .returning(['id', 'payment_id'])
    .execute()
  // What was read of their payments before is an old story: else each would be given up on it, and nobody asked.
  const payments = rows.flatMap(({ payment_id: payment }) => payment ?? [])
  for (const chunk of inChunks(payments)) {
    // oxlint-disable-next-line no-await-in-loop -- one connection, one transaction
    await db.updateTable('payments').set({ looked_at: null }).where('id', 'in', chunk).execute()
  }
  return rows.map(({ id }) => id)
}

/** What has become of deliveries by now. */
export interface StateCount {
  /** How many are still under way. */
  readonly waiting: number
  /** How many are over, by their state. */
  readonly states: Readonly<Partial<Record<WebhookState, number>>>
}

/** Counts them. */
export async function countStates(db: Db, ids: readonly string[]): Promise<StateCount> {
  const states: Partial<Record<WebhookState, number>> = {}
  let waiting = 0
  for (const chunk of inChunks(ids)) {
    // oxlint-disable-next-line no-await-in-loop -- one connection
    const rows = await db.selectFrom('webhook_events').select('state').where('id', 'in', chunk).execute()
    for (const { state } of rows) {
      if (OPEN.includes(state)) waiting += 1
      else states[state] = (states[state] ?? 0) + 1
    }
  }
  return { waiting, states }
}

function isFailed(is: ExpressionBuilder<Schema, 'webhook_events'>): Expression<SqlBool> {
  const isStuck = is.and([is('state', 'in', OPEN), is('error', 'is not', null)])
  return is.or([is('state', 'in', FAILED), isStuck])
}
