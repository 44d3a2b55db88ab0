/** Walking through deliveries and their events by age, some rows at a time: where a walk stopped, the next batch goes on. */

import { sql } from 'kysely'
import type { WebhookState } from '../../src/protocol/index.ts'
import { literal, type Db } from './store.ts'

/** A place in a walk: the last row that was seen, by what the walk goes by and by its number. */
export type Place = readonly [key: number | string, row: number]

/** How many rows a batch has; one with fewer is the last. */
export const BATCH = 200

/** An event that told of a delivery. */
export interface WebhookEventFact {
  readonly seq: number
  readonly webhookId: string
  readonly occurredAt: number
  /** It was delivered, or nobody wanted to hear of it. */
  readonly isOver: boolean
}

/** Lists the events of deliveries after a place. By their own index, which no other event is in. */
export async function listWebhookFacts(db: Db, after: Place | null): Promise<WebhookEventFact[]> {
  const [webhookId, seq] = after ?? ['', 0]
  const rows = await db
    .selectFrom('events')
    .select(['seq', 'webhook_id', 'occurred_at', 'delivered_at', 'unheard_at'])
    .where('webhook_id', 'is not', null)
    .where(sql<boolean>`(webhook_id, seq) > (${webhookId}, ${seq})`)
    .orderBy('webhook_id')
    .orderBy('seq')
    .limit(literal(BATCH))
    .execute()
  return rows.map((row) => ({
    seq: row.seq,
    webhookId: row.webhook_id ?? '',
    occurredAt: row.occurred_at,
    isOver: row.delivered_at !== null || row.unheard_at !== null,
  }))
}

/** A delivery that has not come again for long. */
export interface OldWebhook {
  readonly id: string
  readonly row: number
  readonly lastReceivedAt: number
  readonly state: WebhookState
  /** The length of its body, in bytes. */
  readonly size: number
}

/** Lists deliveries that came last before an instant, the oldest first, after a place. */
export async function listOldWebhooks(db: Db, before: number, after: Place | null): Promise<OldWebhook[]> {
  const [at, row] = after ?? [0, 0]
  return db
    .selectFrom('webhook_events')
    .select(['id', 'state', 'last_received_at as lastReceivedAt'])
    .select([sql<number>`rowid`.as('row'), sql<number>`length(body)`.as('size')])
    .where('last_received_at', '<', before)
    .where(sql<boolean>`(last_received_at, rowid) > (${at}, ${row})`)
    .orderBy('last_received_at')
    .orderBy(sql`rowid`)
    .limit(literal(BATCH))
    .execute()
}
