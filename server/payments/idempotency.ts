/** One answer for one key: a repeated request finds the payment that the first one began. */

import { createHash } from 'node:crypto'
import { AthmError, type InitiateRequest } from '../../src/protocol/index.ts'
import type { PaymentRow } from '../store/schema.ts'
import { findPaymentRow, type Db } from '../store/store.ts'

const ROUTE = 'initiate'

/** A key as the caller sent it, and the hash of what it was sent with. */
export interface IdempotencyKey {
  readonly key: string
  readonly bodyHash: string
}

/** Binds a key to the parsed request, so that white space and the order of fields don't matter. */
export function toIdempotencyKey(key: string, request: InitiateRequest): IdempotencyKey {
  return { key, bodyHash: createHash('sha256').update(JSON.stringify(request)).digest('hex') }
}

/**
 * Finds the payment that was begun with this key. Throws `idempotency_key_reused` when it was sent with something
 * else, and `idempotency_key_in_flight` while ATH Móvil hasn't answered yet.
 */
export async function findReplay(db: Db, { key, bodyHash }: IdempotencyKey): Promise<PaymentRow | undefined> {
  const known = await db
    .selectFrom('idempotency_keys')
    .selectAll()
    .where('route', '=', ROUTE)
    .where('key', '=', key)
    .executeTakeFirst()
  if (!known) return undefined
  if (known.body_hash !== bodyHash) {
    throw new AthmError('idempotency_key_reused', 'This Idempotency-Key was sent before with another body.')
  }
  const row = await findPaymentRow(db, known.payment_id)
  if (row?.intent === 'creating') {
    throw new AthmError('idempotency_key_in_flight', 'The first request with this key is still under way.', {
      retryAfterS: 1,
    })
  }
  return row
}

/** Remembers which payment a key began. */
export async function keepKey(db: Db, { key, bodyHash }: IdempotencyKey, payment: PaymentRow): Promise<void> {
  await db
    .insertInto('idempotency_keys')
    .values({
      route: ROUTE,
      key,
      body_hash: bodyHash,
      payment_id: payment.id,
      created_at: payment.created_at,
    })
    .execute()
}

/** Forgets a key whose request came to nothing, so that the same one may be tried again. */
export async function forgetKey(db: Db, paymentId: string): Promise<void> {
  await db.deleteFrom('idempotency_keys').where('payment_id', '=', paymentId).execute()
}
