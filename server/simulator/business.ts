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

/** What a business may be made with; tokens that aren't given are drawn. */
export interface NewBusiness {
  readonly name: string
  readonly publicToken?: string | undefined
  readonly privateToken?: string | undefined
}

/** The business that a simulator starts with unless told otherwise. */
export const FIRST_BUSINESS: NewBusiness = { name: 'Café del Viejo San Juan' }

/** Makes a business. */
export function createBusiness(random: Random, { name, publicToken, privateToken }: NewBusiness): Business {
  return {
    name,
    path: toPath(name),
    industry: 'RESTAURANTS',
    customerId: toHex(random.bytes(16)),
    publicToken: publicToken ?? toHex(random.bytes(20)),
    privateToken: privateToken ?? toHex(random.bytes(20)),
    refundedTotals: 'at_once',
    refundReferences: 'payment',
    subscription: null,
  }
}

/** ATH Móvil's handle for a business: its name in small letters of ASCII, without blanks. */
function toPath(name: string): string {
  return name
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
}

/** Writes bytes as lower-case hexadecimal digits. */
export function toHex(bytes: Uint8Array): string {
  return bytesToHex(bytes)
}
