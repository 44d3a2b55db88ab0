/** Asks ATH Móvil about a payment, by the best name that it has there. */

import type { Outcome } from '../athmovil/api.ts'
import { TICKET_UNKNOWN } from '../athmovil/errors.ts'
import type { Transaction } from '../athmovil/wire.ts'
import type { PaymentDeps } from './deps.ts'

/** ATH Móvil's names of a payment. */
export interface UpstreamNames {
  readonly ecommerceId: string | null
  readonly referenceNumber: string | null
}

/** Reads a payment by its ecommerceId, else by its reference; refused with BTRA_0031 when ATH Móvil knows neither. */
export async function readUpstream(
  { athmovil }: Pick<PaymentDeps, 'athmovil'>,
  { ecommerceId, referenceNumber }: UpstreamNames,
): Promise<Outcome<Transaction>> {
  if (ecommerceId !== null) return athmovil.findPayment(ecommerceId)
  if (referenceNumber === null) return { kind: 'refused', athmCode: TICKET_UNKNOWN, raw: '' }
  const found = await athmovil.search(referenceNumber)
  if (found.kind !== 'answered') return found
  // Where a refund has its payment's reference, the payment is the row that is no refund.
  const row = found.value.find(({ transaction }) => transaction.kind !== 'refund')
  return row
    ? { kind: 'answered', value: row.transaction, raw: row.raw }
    : { kind: 'refused', athmCode: TICKET_UNKNOWN, raw: found.raw }
}
