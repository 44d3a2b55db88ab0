/** The browser's claim on a payment: its id, and the client secret that was given out with it. */

import { AthmError, parsePaymentId } from '../../src/protocol/index.ts'
import { hashSecret, isSameHash } from '../payments/keyring.ts'
import type { PaymentRow } from '../store/schema.ts'
import { findPaymentRow, type Db } from '../store/store.ts'
import { readBearer } from './request.ts'

/** Stands in for the hash of a payment that doesn't exist, so that both cases take the same way. */
const NO_HASH = '0'.repeat(64)

/**
 * Reads the payment that a request names and may see. Throws the same `payment_not_found` for a wrong id and for a
 * wrong secret: nobody learns which ids exist.
 */
export async function findOwnPayment(db: Db, request: Request, paymentId: unknown): Promise<PaymentRow> {
  const row = await findPaymentRow(db, parsePaymentId(paymentId))
  const isOwn = isSameHash(hashSecret(readBearer(request)), row?.client_secret_hash ?? NO_HASH)
  if (row && isOwn) return row
  throw new AthmError('payment_not_found', 'There is no such payment, or the client secret is not its own.')
}
