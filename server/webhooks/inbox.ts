/**
 * Where deliveries arrive: stored as they came, before anybody tries to understand them. Those that arrive together share
 * one transaction, because the sync to the disk is what takes time. Identical bodies are one row, and counted.
 */

import { createHash } from 'node:crypto'
import type { PaymentDeps } from '../payments/deps.ts'
import type { WebhookWay } from '../store/schema.ts'
import { inChunks, type Db } from '../store/store.ts'
import { storeArrivals } from '../store/webhook-arrivals.ts'

/** The largest body that is stored. */
export const MAX_WEBHOOK_BYTES = 64 * 1024

/** A delivery, as it came. */
export interface Arrival {
  readonly body: Uint8Array
  readonly contentType: string | null
  readonly way: WebhookWay
}

/** The inbox. */
export interface Inbox {
  /** Resolves when the delivery is safely stored; rejects only when it can't be. */
  take(arrival: Arrival): Promise<void>
}

interface Waiting extends Arrival {
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Makes an inbox. `atEndOfTurn` calls back when all that has arrived by now was handed over. */
export function createInbox(deps: PaymentDeps, atEndOfTurn: (act: () => void) => void): Inbox {
  let queue: Waiting[] = []

  async function store(): Promise<void> {
    const arrived = queue
    queue = []
    try {
      await deps.db.transaction().execute((db) => insert(deps, db, arrived))
    } catch (error) {
      for (const { reject } of arrived) reject(error)
      return
    }
    for (const { resolve } of arrived) resolve()
    deps.wake('webhooks', 'events')
  }

  return {
    take: (arrival) =>
      new Promise((resolve, reject) => {
        queue.push({ ...arrival, resolve, reject })
        if (queue.length === 1) atEndOfTurn(() => void store())
      }),
  }
}

async function insert(deps: PaymentDeps, db: Db, arrived: readonly Arrival[]): Promise<void> {
  const now = deps.clock.now()
  const rows = new Map<string, ReturnType<typeof toRow>>()
  for (const arrival of arrived) {
    const hash = createHash('sha256').update(arrival.body).digest('hex')
    const row = rows.get(hash + arrival.way)
    if (row) row.deliveries += 1
    else rows.set(hash + arrival.way, toRow(deps, arrival, hash, now))
  }
  for (const chunk of inChunks([...rows.values()])) {
    // oxlint-disable-next-line no-await-in-loop -- one connection, one transaction
    const stored = await storeArrivals(db, chunk, now)
    const events = stored.flatMap(({ id, deliveries, body_hash: hash, way }) => {
      const added = rows.get(hash + way)?.deliveries ?? 0
      return Array.from({ length: added }, (_, index) => toEvent(id, deliveries - index, now))
    })
    for (const part of inChunks(events)) {
      // oxlint-disable-next-line no-await-in-loop -- one connection, one transaction
      await db.insertInto('events').values(part).execute()
    }
  }
}

function toRow(deps: PaymentDeps, { body, contentType, way }: Arrival, hash: string, now: number) {
  return {
    id: `whk_${Buffer.from(deps.random.bytes(16)).toString('base64url')}`,
    received_at: now,
    last_received_at: now,
    deliveries: 1,
    body,
    body_hash: hash,
    content_type: typeof contentType === 'string' ? contentType.slice(0, 100) : null,
    way,
    state: 'received' as const,
    attempts: 0,
    next_at: now,
  }
}

/** The merchant hears of every delivery: the event's id is the delivery's own, and its number. */
function toEvent(webhookId: string, number: number, now: number) {
  return {
    id: `evt_${webhookId}_${number}`,
    type: 'webhook.received',
    webhook_id: webhookId,
    source: 'webhook',
    occurred_at: now,
    attempts: 0,
    next_at: now,
  }
}
