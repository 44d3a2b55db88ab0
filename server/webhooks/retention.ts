/**
 * Forgets deliveries whose time is over: their bodies hold names, e-mails and phones. What was applied keeps its row and
 * its key, so that the same event is still known when it comes again; everything else goes altogether.
 */

import type { PaymentDeps } from '../payments/deps.ts'
import { BATCH, listOldWebhooks, listWebhookFacts, type Place } from '../store/old-webhooks.ts'
import type { WebhookState } from '../../src/protocol/index.ts'
import { inChunks, type Db } from '../store/store.ts'

const DAY_MS = 86_400_000
const EVERY_MS = 3_600_000
/** How long others may write between two batches. */
const PAUSE_MS = 50

/** The states of deliveries that are over, and of which nothing has to be known any more. */
const FORGOTTEN: readonly WebhookState[] = ['ignored', 'malformed', 'unmatched', 'unverified', 'duplicate']
const OVER: readonly WebhookState[] = ['applied', ...FORGOTTEN]

/** The forgetting of one process. */
export interface Retention {
  /** Goes one batch on, if it is time. Returns when the next one is, in milliseconds since 1970. */
  forget(): Promise<number>
}

/** Takes one batch of a walk, and returns where it stopped; null at the end. */
type Step = (db: Db, after: Place | null, before: number) => Promise<Place | null>

/** Makes a walk that has not begun. Each hour it goes through the deliveries, and their events, that are older than so many days. */
export function createRetention({ db, clock }: Pick<PaymentDeps, 'db' | 'clock'>, days: number): Retention {
  const steps: readonly Step[] = [forgetEvents, forgetDeliveries]
  let at = 0
  let place: Place | null = null
  let nextAt = -Infinity

  return {
    async forget() {
      const now = clock.now()
      if (now < nextAt) return nextAt
      place = (await steps[at]?.(db, place, now - days * DAY_MS)) ?? null
      if (place === null) at = (at + 1) % steps.length
      const isDone = place === null && at === 0
      nextAt = clock.now() + (isDone ? EVERY_MS : PAUSE_MS)
      return nextAt
    },
  }
}

/** Deletes the events that told of deliveries, once they were heard or nobody wanted to. */
async function forgetEvents(db: Db, after: Place | null, before: number): Promise<Place | null> {
  const batch = await listWebhookFacts(db, after)
  const old = batch.filter(({ occurredAt, isOver }) => isOver && occurredAt < before)
  for (const chunk of inChunks(old.map(({ seq }) => seq))) {
    // oxlint-disable-next-line no-await-in-loop -- one short write after the other
    await db.deleteFrom('events').where('seq', 'in', chunk).execute()
  }
  const last = batch.at(-1)
  return batch.length < BATCH || !last ? null : [last.webhookId, last.seq]
}

/** Empties the bodies of deliveries that are over, and deletes those that nothing depends on. */
async function forgetDeliveries(db: Db, after: Place | null, before: number): Promise<Place | null> {
  const batch = await listOldWebhooks(db, before, after)
  const full = batch.filter(({ state, size }) => OVER.includes(state) && size > 0)
  for (const chunk of inChunks(full.map(({ id }) => id))) {
    // oxlint-disable-next-line no-await-in-loop -- one short write after the other
    await emptyBodies(db, chunk, before)
  }
  const forgotten = batch.filter(({ state }) => FORGOTTEN.includes(state))
  for (const chunk of inChunks(forgotten.map(({ id }) => id))) {
    // oxlint-disable-next-line no-await-in-loop -- one short write after the other
    await deleteRows(db, chunk, before)
  }
  const last = batch.at(-1)
  return batch.length < BATCH || !last ? null : [last.lastReceivedAt, last.row]
}

/** Whatever has come again meanwhile is left alone. */
async function emptyBodies(db: Db, ids: readonly string[], before: number): Promise<void> {
  await db
    .updateTable('webhook_events')
    .set({ body: new Uint8Array() })
    .where('id', 'in', ids)
    .where('state', 'in', OVER)
    .where('last_received_at', '<', before)
    .execute()
}

/** An event that its handler still fails to take, and a refund that was told of, hold their delivery's row. */
async function deleteRows(db: Db, ids: readonly string[], before: number): Promise<void> {
  await db
    .deleteFrom('webhook_events')
    .where('id', 'in', ids)
    .where('state', 'in', FORGOTTEN)
    .where('last_received_at', '<', before)
    .where('id', 'not in', (held) =>
      held
        .selectFrom('events')
        .select('webhook_id')
        .where('webhook_id', 'in', ids)
        .$castTo<{ webhook_id: string }>(),
    )
    .where('id', 'not in', (held) =>
      held
        .selectFrom('refunds')
        .select('webhook_id')
        .where('webhook_id', 'in', ids)
        .$castTo<{ webhook_id: string }>(),
    )
    .execute()
}
