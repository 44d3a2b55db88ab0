/** The faults as types: what happens to a call, and to which calls. */

import type { EndpointName } from './endpoints.ts'

/** What stands in the place of an answer: a gateway's page, ATH Móvil's envelope, or nothing. */
export interface StandIn {
  readonly status: number
  /** By default an envelope when there is a code, else a page. */
  readonly body?: 'html' | 'envelope' | 'empty'
  /** The envelope's error code; BTRA_9999 by default. */
  readonly athmCode?: string
}

/**
 * What happens to one call. Milliseconds are those of the simulator's clock.
 *
 * - `latency`: takes effect `ms` later than usual; then answers.
 * - `slow`: takes effect; the answer comes `ms` later than usual. Its webhook doesn't wait for it.
 * - `status`: has no effect, and answers something else.
 * - `status_after`: takes effect, and answers something else.
 * - `drop_before`: has no effect, and the connection breaks.
 * - `drop_after`: takes effect; then the connection breaks.
 * - `hang_after`: takes effect; then the answer never comes.
 * - `garbage`: takes effect; the answer is its own first half (the default), or bytes without a meaning.
 */
export type FaultEffect =
  | { readonly kind: 'latency' | 'slow'; readonly ms: number }
  | ({ readonly kind: 'status' | 'status_after' } & StandIn)
  | { readonly kind: 'drop_before' | 'drop_after' | 'hang_after' }
  | { readonly kind: 'garbage'; readonly body?: 'half' | 'bytes' }

/** The name of what can happen. */
export type FaultKind = FaultEffect['kind']

/** Which calls a fault hits: the next `count` (1 by default), or a share of all (0 to 1), drawn from a seed. */
export type FaultTiming =
  | { readonly count?: number; readonly seed?: undefined; readonly share?: undefined }
  | { readonly seed: number; readonly share: number; readonly count?: undefined }

/** A fault: what happens to which calls of which endpoint, `*` being all of them. */
export type Fault = FaultEffect & FaultTiming & { readonly endpoint: EndpointName | '*' }
