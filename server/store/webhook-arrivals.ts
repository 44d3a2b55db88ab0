/** Storing deliveries as they arrive. */

import { sql, type Insertable } from 'kysely'
import type { WebhookState } from '../../src/protocol/index.ts'
import type { WebhookEventsTable } from './schema.ts'
import type { Db } from './store.ts'

/** A row of webhook_events that was just written, or counted up. */
export interface StoredArrival {
  readonly id: string
  readonly deliveries: number
  readonly body_hash: string
  readonly way: string
}

/**
 * Inserts deliveries; one whose body came the same way before is counted on its row instead. What was kept without a match,
 * or could not be verified, gets another try when it comes again.
 */
export function storeArrivals(
  db: Db,
  rows: readonly Insertable<WebhookEventsTable>[],
  now: number,
): Promise<StoredArrival[]> {
  return db
    .insertInto('webhook_events')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['body_hash', 'way']).doUpdateSet((is) => {
        const isOpen = is('webhook_events.state', 'in', ['unmatched', 'unverified'])
        const otherwise = <T>(again: T, column: 'next_at' | 'attempts' | 'state') =>
          sql<T>`case when ${isOpen} then ${again} else ${is.ref(`webhook_events.${column}`)} end`
        return {
          deliveries: sql<number>`webhook_events.deliveries + excluded.deliveries`,
          last_received_at: now,
          // Its retention may have been over.
          body: sql<Uint8Array>`excluded.body`,
          next_at: otherwise(now, 'next_at'),
          attempts: otherwise(0, 'attempts'),
          state: otherwise<WebhookState>('received', 'state'),
        }
      }),
    )
    .returning(['id', 'deliveries', 'body_hash', 'way'])
    .execute()
}
