/** `athm.customers`, as the shop's own code sees it. */

import type { Phone } from '../../src/protocol/index.ts'

/** A person who paid. */
export interface Customer {
  readonly phone: Phone
  /** As ATH Móvil told by the newest payment that told it. */
  readonly name: string | null
  readonly email: string | null
  readonly firstPaidAt: Date
  readonly lastPaidAt: Date
}

/** A plain object, ready for JSON: amounts are dollars as text, instants RFC 3339 in UTC. */
export interface CustomerExport {
  readonly phone: Phone
  /** Null when nobody has paid with this phone. */
  readonly customer: object | null
  readonly payments: readonly object[]
  /** Deliveries of ATH Móvil's that name the phone or belong to one of the payments, as they came. */
  readonly webhooks: readonly object[]
  /** When requests were sent to the phone, as far as that is still kept for the limits. */
  readonly pushes: readonly object[]
}

/** What was taken away: all zero the second time. */
export interface Erasure {
  /** Whether there was a customer with this phone. */
  readonly isFound: boolean
  /** How many payments were the person's. */
  readonly payments: number
  /** How many deliveries lost their body. */
  readonly webhooks: number
  /** How many answers of ATH Móvil's went from the journals. */
  readonly evidence: number
}

/** The customers of a backend. Each function takes a phone as people write it, and rejects with `invalid_phone_number`. */
export interface Customers {
  /** Reads who paid with a phone; undefined when nobody has, or the person was erased. */
  retrieve(phone: string): Promise<Customer | undefined>
  /** Collects everything that is kept about a phone, as a plain object for JSON. */
  export(phone: string): Promise<CustomerExport>
  /**
   * Takes name, e-mail and phone out of everything that is kept here; what was sold and paid stays. It can not be undone,
   * and may be repeated. Rejects with `customer_has_payment` while a payment of this phone is under way, and then nothing is
   * changed. What ATH Móvil tells of these payments later names nobody any more; the raw body of a delivery that comes again
   * is kept like any other, until its retention is over.
   */
  erase(phone: string): Promise<Erasure>
}
