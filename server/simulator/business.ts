/** The businesses that a simulator knows. */

import { bytesToHex } from '@noble/hashes/utils.js'
import type { Random } from '../context.ts'
import type { Credentials } from '../athmovil/transport.ts'
import type { Subscription } from './subscription.ts'

/** When a refund shows in what is said of its payment: at once, after REFUND_SHOWS_AFTER_MS, or never. */
export const REFUNDED_TOTALS = ['at_once', 'late', 'never'] as const

/** One of these ways. No document tells which one is ATH Móvil's. */
export type RefundedTotals = (typeof REFUNDED_TOTALS)[number]

/** Whose reference a refund goes by in reports and webhooks: that of its payment, or the refund's own. */
export const REFUND_REFERENCES = ['payment', 'own'] as const

/** One of the two. Both were seen. */
export type RefundReferences = (typeof REFUND_REFERENCES)[number]

/** A business with its tokens, and what ATH Móvil says of it in every answer. */
export interface Business extends Credentials {
  readonly name: string
  readonly path: string
  readonly industry: string
  readonly customerId: string
  /** Set by the controls; what was refunded before shows accordingly too. */
  refundedTotals: RefundedTotals
  /** Set by the controls, for what is said from then on. */
  refundReferences: RefundReferences
  /** Who listens to its webhooks; without a listener they go to the backend beside the simulator. */
  subscription: Subscription | null
}

/** Makes the business that every simulator starts with; its tokens are its own. */
export function createBusiness(random: Random): Business {
  return {
    name: 'Café del Viejo San Juan',
    path: 'cafedelviejosanjuan',
    industry: 'RESTAURANTS',
    customerId: toHex(random.bytes(16)),
    publicToken: toHex(random.bytes(20)),
    privateToken: toHex(random.bytes(20)),
    refundedTotals: 'at_once',
    refundReferences: 'payment',
    subscription: null,
  }
}

/** Writes bytes as lower-case hexadecimal digits. */
export function toHex(bytes: Uint8Array): string {
  return bytesToHex(bytes)
}
