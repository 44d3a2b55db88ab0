/** The businesses that a simulator knows. */

import { bytesToHex } from '@noble/hashes/utils.js'
import type { Random } from '../context.ts'
import type { Credentials } from '../athmovil/transport.ts'
import { DEFAULT_DIALECT, type Dialect } from './dialects.ts'
import type { Subscription } from './subscription.ts'

/** When a refund shows in what is said of its payment: at once, after REFUND_SHOWS_AFTER_MS, or never. */
export const REFUNDED_TOTALS = ['at_once', 'late', 'never'] as const

/** One of these ways. No document tells which one is ATH Móvil's. */
export type RefundedTotals = (typeof REFUNDED_TOTALS)[number]

/** Whose reference a refund goes by in reports and webhooks: that of its payment, or the refund's own. */
export const REFUND_REFERENCES = ['payment', 'own'] as const

/** One of the two. Both were seen. */
export type RefundReferences = (typeof REFUND_REFERENCES)[number]

/** Whether a business may take money: one that is `inactive` or `unavailable` gets no ticket, payment or refund. */
export const BUSINESS_STATES = ['active', 'inactive', 'unavailable'] as const

/** One of these. */
export type BusinessState = (typeof BUSINESS_STATES)[number]

/**
 * What findPayment and cancel want besides the ids in the body: nothing, as public integrations found, or the ticket's
 * auth_token as a Bearer, as the documents have it. No year can be given to either, so that it is no matter of dialect.
 */
export const TOKEN_NEEDS = ['public_token', 'auth_token'] as const

/** One of the two. */
export type TokenNeed = (typeof TOKEN_NEEDS)[number]

/** A business with its tokens, and what ATH Móvil says of it in every answer. */
export interface Business extends Credentials {
  readonly name: string
  readonly path: string
  readonly industry: string
  readonly customerId: string
  /** Set by the controls; what was refunded before shows accordingly too. */
  refundedTotals: RefundedTotals
  /** Set by the controls, for what is said from then on. No matter of dialect, since no year can be given to either. */
  refundReferences: RefundReferences
  /** Set by the controls, for what is answered and told from then on. */
  dialect: Dialect
  /** Set by the controls. */
  state: BusinessState
  /** Set by the controls. */
  findAndCancel: TokenNeed
  /** Who listens to its webhooks; without a listener they go to the backend beside the simulator. */
  subscription: Subscription | null
}

/** What a business may be made with; tokens that aren't given are drawn. */
export interface NewBusiness {
  readonly name: string
  readonly publicToken?: string | undefined
  readonly privateToken?: string | undefined
  /** By default that of its simulator. */
  readonly dialect?: Dialect | undefined
}

/** The business that a simulator starts with unless told otherwise. */
export const FIRST_BUSINESS: NewBusiness = { name: 'Café del Viejo San Juan' }

/** Makes a business. */
export function createBusiness(
  random: Random,
  { name, publicToken, privateToken, dialect = DEFAULT_DIALECT }: NewBusiness,
): Business {
  return {
    name,
    path: toPath(name),
    industry: 'RESTAURANTS',
    customerId: toHex(random.bytes(16)),
    publicToken: publicToken ?? toHex(random.bytes(20)),
    privateToken: privateToken ?? toHex(random.bytes(20)),
    refundedTotals: 'at_once',
    refundReferences: 'payment',
    dialect,
    state: 'active',
    findAndCancel: 'public_token',
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
