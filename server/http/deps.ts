/** What the routes work with, besides the payment core. */

import type { PaymentDeps } from '../payments/deps.ts'

/** Settings that the routes answer by. */
export interface HttpOptions {
  readonly mode: 'sandbox' | 'live'
  readonly businessName: string | null
  readonly basePath: string
  readonly allowedOrigins: readonly string[]
  /** Valid tokens of the webhook's secret path; in sandbox mode the path without one is open too. */
  readonly webhookTokens: readonly string[]
}

/** The routes' dependencies. */
export interface HttpDeps extends PaymentDeps {
  readonly http: HttpOptions
  /** Whether ATH Móvil answered when it was last asked. */
  readonly isUpstreamAvailable: () => boolean
  /** Aborts when the server stops: open streams then end. */
  readonly closing: AbortSignal
}
