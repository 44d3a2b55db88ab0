/**
 * Where deliveries arrive: stored as they came, before anybody tries to understand them. Those that arrive together share
 * one transaction, because the sync to the disk is what takes time. Identical bodies are one row, and counted.
 */

import { createHash } from 'node:crypto'
import type { PaymentDeps } from '../payments/deps.ts'
import type { WebhookWay } from '../store/schema.ts'
import type { Db } from '../store/store.ts'
import { storeArrivalEvents, storeArrivals } from '../store/webhook-arrivals.ts'

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
  const toId = createIds(deps, arrived.length)
  const rows = new Map<string, ReturnType<typeof toRow>>()
  for (const arrival of arrived) {
    const hash = createHash('sha256').update(arrival.body).digest('hex')
    const row = rows.get(hash + arrival.way)
    if (row) row.deliveries += 1
    else rows.set(hash + arrival.way, toRow(arrival, { id: toId(), hash, now }))
  }
  const stored = await storeArrivals(db, [...rows.values()], now)
  const events = stored.flatMap(({ id, deliveries, body_hash: hash, way }) => {
    const added = rows.get(hash + way)?.deliveries ?? 0
    return Array.from({ length: added }, (_, index) => toEvent(id, deliveries - index, now))
  })
  await storeArrivalEvents(db, events)
}

/** The time, in milliseconds since 1970, and chance. */
const TIME_BYTES = 6
const CHANCE_BYTES = 10

/**
 * Makes ids of so many deliveries at most. They begin with the time, so that what arrives together stands together in the
 * indexes: scattered ids have each delivery touch pages of its own, and the disk four times as much to write.
 */
function createIds({ clock, random }: PaymentDeps, count: number): () => string {
  const chance = random.bytes(count * CHANCE_BYTES)
  const bytes = Buffer.alloc(TIME_BYTES + CHANCE_BYTES)
  bytes.writeUIntBE(clock.now(), 0, TIME_BYTES)
  let at = 0
  return () => {
    bytes.set(chance.subarray(at, (at += CHANCE_BYTES)), TIME_BYTES)
    return `whk_${bytes.toString('base64url')}`
  }
}

function toRow(
  { body, contentType, way }: Arrival,
  { id, hash, now }: { id: string; hash: string; now: number },
) {
  return {
    id,
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
