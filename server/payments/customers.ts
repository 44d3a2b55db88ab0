/** Builds `athm.customers`: what is kept about a person who paid, handed out and taken away. */

import { AthmError, parsePhone, type Phone } from '../../src/protocol/index.ts'
import { findCustomer } from '../store/customers.ts'
import type { Customers } from './customer.ts'
import { eraseCustomer } from './customer-erase.ts'
import { exportCustomer } from './customer-export.ts'
import type { PaymentDeps } from './deps.ts'

/** Builds the functions. They wait for the database by themselves; `track` keeps it open until they are done. */
export function createCustomers(
  opening: Promise<{ readonly deps: PaymentDeps }>,
  track: <T>(promise: Promise<T>) => Promise<T>,
): Customers {
  return {
    async retrieve(phone) {
      const digits = parse(phone)
      const row = await findCustomer((await opening).deps.db, digits)
      return (
        row && {
          phone: digits,
          name: row.name,
          email: row.email,
          firstPaidAt: new Date(row.first_paid_at),
          lastPaidAt: new Date(row.last_paid_at),
        }
      )
    },
    export: async (phone) => {
      const digits = parse(phone)
      return exportCustomer((await opening).deps.db, digits)
    },
    erase: async (phone) => {
      const digits = parse(phone)
      return track(opening.then(({ deps }) => eraseCustomer(deps, digits)))
    },
  }
}

function parse(phone: string): Phone {
  const digits = parsePhone(phone)
  if (digits !== undefined) return digits
  throw new AthmError('invalid_phone_number', 'A phone number has ten digits, such as 787-555-0100.', {
    field: 'phone',
  })
}
