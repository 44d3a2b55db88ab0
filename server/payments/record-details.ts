/** What a webhook adds to a payment that ATH Móvil has confirmed by itself: only what is still missing. */

import type { Transaction } from '../athmovil/wire.ts'
import type { PaymentRow } from '../store/schema.ts'
import { fillPaymentDetails } from '../store/payment-details.ts'
import { findPaymentRow } from '../store/store.ts'
import type { PaymentDeps } from './deps.ts'
import { noteCustomerOf } from './paid-by.ts'

/**
 * Fills the gaps of a completed payment from a webhook whose reference and total are the payment's own. Names and e-mails
 * are taken only if `isTrusted`: the webhook came by the secret address. No status changes, so there is no journal row.
 */
export async function recordDetails(
  deps: PaymentDeps,
  { id }: PaymentRow,
  webhook: Transaction,
  { isTrusted }: { isTrusted: boolean },
): Promise<void> {
  await deps.db.transaction().execute(async (db) => {
    const row = await findPaymentRow(db, id)
    if (row?.status !== 'COMPLETED') return
    // Whoever paid had the phone that was asked: another phone's name is another person's.
    const isSamePhone = webhook.phone === null || row.phone === '' || webhook.phone === row.phone
    const mayName = isTrusted && isSamePhone && row.erased_at === null
    const person = mayName ? webhook : { customerName: null, customerEmail: null, phone: null }
    await fillPaymentDetails(db, id, { ...webhook, ...person })
    const filled = await findPaymentRow(db, id)
    if (filled) await noteCustomerOf(db, filled, toPerson(filled))
  })
}

const toPerson = ({ customer_name: customerName, customer_email: customerEmail }: PaymentRow) => ({
  customerName,
  customerEmail,
})
