/** Who paid: what a payment's row, and a trusted reading of it, tell of its customer. */

import type { Transaction } from '../athmovil/wire.ts'
import { noteCustomer } from '../store/customers.ts'
import type { PaymentRow } from '../store/schema.ts'
import type { Db } from '../store/store.ts'

/** Adds a completed payment's customer, or what a reading says of them. */
export async function noteCustomerOf(
  db: Db,
  row: PaymentRow,
  reading: Pick<Transaction, 'customerName' | 'customerEmail'> | undefined,
): Promise<void> {
  if (row.status !== 'COMPLETED' || row.phone === '') return
  await noteCustomer(db, {
    phone: row.phone,
    paidAt: row.transaction_at ?? row.completed_at ?? row.updated_at,
    name: reading?.customerName ?? null,
    email: reading?.customerEmail ?? null,
  })
}
