/** What the table of customers must hold, worked out from payments alone: the newest payment's words stay. */

import type { CustomerRow, PaymentRow } from '../../server/store/schema.ts'

/** The customers of some payments, by phone. */
export class ExpectedCustomers {
  readonly rows = new Map<string, CustomerRow>()

  /** Adds what a completed payment tells. */
  note(payment: PaymentRow): void {
    const { phone, customer_name: name, customer_email: email } = payment
    if (payment.status !== 'COMPLETED' || phone === '') return
    const paidAt = payment.transaction_at ?? payment.completed_at ?? payment.updated_at
    const known = this.rows.get(phone)
    const isNewName = name !== null && paidAt >= (known?.name_at ?? 0)
    const isNewEmail = email !== null && paidAt >= (known?.email_at ?? 0)
    this.rows.set(phone, {
      phone,
      name: isNewName ? name : (known?.name ?? null),
      name_at: isNewName ? paidAt : (known?.name_at ?? null),
      email: isNewEmail ? email : (known?.email ?? null),
      email_at: isNewEmail ? paidAt : (known?.email_at ?? null),
      first_paid_at: Math.min(known?.first_paid_at ?? paidAt, paidAt),
      last_paid_at: Math.max(known?.last_paid_at ?? paidAt, paidAt),
    })
  }
}
