/** Storing deliveries as they arrive. */

import type { Insertable } from 'kysely'
import type { WebhookState } from '../../src/protocol/index.ts'
import { compiledOnce } from './compiled-once.ts'
import type { EventsTable, WebhookEventsTable } from './schema.ts'
import { inChunks, type Db } from './store.ts'

/** A delivery that has just arrived. */
export type NewArrival = Insertable<WebhookEventsTable>

/** A row of webhook_events that was just written, or counted up. */
export interface StoredArrival {
  readonly id: string
  readonly deliveries: number
  readonly body_hash: string
  readonly way: string
  readonly state: WebhookState
}

const insertArrivals = compiledOnce<NewArrival, StoredArrival>((db, rows) =>
  db
    .insertInto('webhook_events')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['body_hash', 'way']).doUpdateSet((is) => ({
        deliveries: is('webhook_events.deliveries', '+', is.ref('excluded.deliveries')),
        last_received_at: is.ref('excluded.last_received_at'),
        // Its retention may have been over.
        body: is.ref('excluded.body'),
      })),
    )
    .returning(['id', 'deliveries', 'body_hash', 'way', 'state']),
)

/** Inserts deliveries; one whose body came the same way before is counted on its row instead. */
export async function storeArrivals(
  db: Db,
  rows: readonly NewArrival[],
  now: number,
): Promise<StoredArrival[]> {
  const stored: StoredArrival[] = []
  for (const chunk of inChunks(rows)) {
    // oxlint-disable-next-line no-await-in-loop -- one connection, one transaction
    stored.push(...(await insertArrivals(db, chunk)))
  }
  const again = stored.filter(({ state }) => state === 'unmatched' || state === 'unverified')
  for (const chunk of inChunks(again.map(({ id }) => id))) {
    // oxlint-disable-next-line no-await-in-loop -- one connection, one transaction
    await tryAgain(db, chunk, now)
  }
  return stored
}

/** What was kept without a match, or could not be verified, gets another try when it comes again. */
async function tryAgain(db: Db, ids: readonly string[], now: number): Promise<void> {
  await db
    .updateTable('webhook_events')
    .set({ state: 'received', next_at: now, attempts: 0 })
    .where('id', 'in', ids)
    .execute()
}

const insertEvents = compiledOnce<Insertable<EventsTable>, unknown>((db, rows) =>
  db.insertInto('events').values(rows),
)

/** Inserts the events that tell of deliveries. */
export async function storeArrivalEvents(db: Db, events: readonly Insertable<EventsTable>[]): Promise<void> {
  for (const chunk of inChunks(events)) {
    // oxlint-disable-next-line no-await-in-loop -- one connection, one transaction
    await insertEvents(db, chunk)
  }
}
