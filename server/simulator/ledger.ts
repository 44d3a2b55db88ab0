/** The simulator's own books: every movement of money, in cents, and every webhook with its answer. */

import type { Cents } from '../../src/protocol/money.ts'

/** Money that moved. Instants are milliseconds since 1970, UTC. */
export interface Movement {
  readonly at: number
  readonly type: 'payment'
  readonly ecommerceId: string
  readonly referenceNumber: string
  readonly businessName: string
  readonly totalCents: Cents
  readonly feeCents: Cents
  readonly netCents: Cents
}

/** A webhook that went out. `status` and `answer` are null until, and unless, somebody answered. */
export interface WebhookRecord {
  readonly at: number
  readonly event: string
  readonly ecommerceId: string
  readonly body: unknown
  status: number | null
  answer: string | null
  error: string | null
}

/** The books of one simulator, in the order in which things happened. */
export interface Ledger {
  readonly movements: Movement[]
  readonly webhooks: WebhookRecord[]
}

/** Makes empty books. */
export function createLedger(): Ledger {
  return { movements: [], webhooks: [] }
}

const FEE_BASIS_POINTS = 250
const MIN_FEE_CENTS = 6

/**
 * Works out the fee on a total: 2.5 %, half a cent up, at least $0.06. The simulator's own choice: ATH Móvil publishes
 * no formula, and the fees in its samples follow none.
 */
export function toFee(total: Cents): Cents {
  return Math.max(MIN_FEE_CENTS, Math.floor((total * FEE_BASIS_POINTS + 5000) / 10_000)) as Cents
}
