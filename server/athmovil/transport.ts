/** How requests reach ATH Móvil, or whatever stands in its place: one function, so that the simulator is just another one. */

import type { AdjustableClock, Clock } from '../context.ts'

/** ATH Móvil's two hosts: `payments.athmovil.com` and `www.athmovil.com`. */
export type UpstreamHost = 'payments' | 'www'

/** A request to ATH Móvil. */
export interface UpstreamRequest {
  readonly host: UpstreamHost
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** JSON text, also with GET: the transaction report wants it so. */
  readonly body?: string
}

/** Whatever came back, unread: it may be HTML. */
export interface UpstreamAnswer {
  readonly status: number
  readonly body: string
}

/**
 * Sends one request, once. Rejects when there is no whole answer in time; then nobody knows whether it took effect.
 * `signal` ends the wait, not the effect.
 */
export type Send = (request: UpstreamRequest, signal: AbortSignal) => Promise<UpstreamAnswer>

/** Delivers one webhook to the backend beside a simulator; resolves with the answer it got. */
export type DeliverWebhook = (body: string) => Promise<UpstreamAnswer>

/** The tokens of a business. */
export interface Credentials {
  readonly publicToken: string
  readonly privateToken: string
}

/** What a backend can be built on: ATH Móvil itself, or a simulator of it. */
export interface Upstream {
  readonly send: Send
  /** A simulator's clock, which the backend then lives by too. */
  readonly clock?: Clock | AdjustableClock
  /** A simulator's own business, for a backend that was given no tokens. */
  readonly credentials?: Credentials
  /** The name of that business, for a backend that was given none. */
  readonly businessName?: string
  /** A simulator's webhooks go to the backend beside it. */
  deliverWebhooksTo?(deliver: DeliverWebhook): void
}
