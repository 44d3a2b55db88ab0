/** Filling what a payment's row doesn't say yet. */

import { sql } from 'kysely'
import type { Db } from './store.ts'

/** What may be missing. Amounts are cents, instants milliseconds since 1970; null adds nothing. */
export interface PaymentDetails {
  readonly fee: number | null
  readonly net: number | null
  readonly dailyId: string | null
  readonly at: number | null
  readonly businessName: string | null
  readonly customerName: string | null
  readonly customerEmail: string | null
  readonly phone: string | null
}

/** Fills the gaps of a payment; what is there stays. */
export async function fillPaymentDetails(db: Db, id: string, details: PaymentDetails): Promise<void> {
  await db
    .updateTable('payments')
    .set({
      fee_cents: sql`coalesce(fee_cents, ${details.fee})`,
      net_cents: sql`coalesce(net_cents, ${details.net})`,
      daily_id: sql`coalesce(daily_id, ${details.dailyId})`,
      transaction_at: sql`coalesce(transaction_at, ${details.at})`,
      business_name: sql`coalesce(business_name, ${details.businessName})`,
      customer_name: sql`coalesce(customer_name, ${details.customerName})`,
      customer_email: sql`coalesce(customer_email, ${details.customerEmail})`,
      phone: sql`case when phone = '' then ${details.phone ?? ''} else phone end`,
    })
    .where('id', '=', id)
    .execute()
}
