/** What the routes work with, besides the payment core. */

import type { PaymentDeps } from '../payments/deps.ts'
import type { Inbox } from '../webhooks/inbox.ts'
import type { Limits, ResolveOrder } from '../payments/policy.ts'

/** Settings that the routes answer by. */
export interface HttpOptions {
  readonly mode: 'sandbox' | 'live'
  readonly businessName: string | null
  readonly secretKey: string | null
  readonly allowClientTotals: boolean
  readonly resolveOrder: ResolveOrder | null
  readonly limits: Limits | null
  readonly trustProxy: number
  readonly basePath: string
  readonly allowedOrigins: readonly string[]
  /** Valid tokens of the webhook's secret path; in sandbox mode the path without one is open too. */
  readonly webhookTokens: readonly string[]
}

/** The routes' dependencies. */
export interface HttpDeps extends PaymentDeps {
  readonly http: HttpOptions
  readonly inbox: Inbox
  /** Whether ATH Móvil answered when it was last asked. */
  readonly isUpstreamAvailable: () => boolean
  /** Has the server wait for a promise before it closes the database. */
  readonly track: <T>(promise: Promise<T>) => Promise<T>
  /** Aborts when the server stops: open streams then end. */
  readonly closing: AbortSignal
}
