/** What the payment core works with: everything it needs is handed to it, nothing is reached for. */

import type { AthMovil } from '../athmovil/api.ts'
import type { Context } from '../context.ts'
import type { Database } from '../store/store.ts'
import type { Keyring } from './keyring.ts'
import type { PaymentChanges } from './changes.ts'
import type { BeforeAuthorize } from './policy.ts'

/** What the watcher's loops see to. */
export type Work = 'payments' | 'refunds' | 'events' | 'webhooks' | 'readings'

/** The payment core's dependencies. */
export interface PaymentDeps extends Context {
  readonly db: Database
  readonly athmovil: AthMovil
  readonly keyring: Keyring
  readonly changes: PaymentChanges
  /** Who this process is, on the leases that it takes. */
  readonly owner: string
  /** The merchant's last word before the money moves; null: always yes. */
  readonly beforeAuthorize: BeforeAuthorize | null
  /** Lets the watcher look for due work of these kinds now instead of at its next turn. */
  readonly wake: (...work: readonly Work[]) => void
}
