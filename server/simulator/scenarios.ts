/** The phones that act by themselves, as data: a row here is all that a new one takes. */

import type { UpstreamCode } from './error-codes.ts'
import type { FaultEffect } from './fault.ts'
import type { WebhookPolicy } from './webhook-policy.ts'

/** What a customer does, and when: after the request reached the phone, or before the ticket's end. */
export type CustomerAct = { readonly event: 'confirmed' | 'refused' } & (
  | { readonly afterMs: number }
  | { readonly beforeEndMs: number }
)

/** How the world behaves towards the tickets of one phone. */
export interface Scenario {
  /** What the customer does unasked; without it the ticket waits for a person, or for its end. */
  readonly customer?: CustomerAct
  /** The code with which a ticket that is otherwise good is refused. */
  readonly ticketRefusal?: UpstreamCode
  /** The code with which an authorization that is otherwise good is refused. */
  readonly authorizationRefusal?: UpstreamCode
  /** What becomes of the answer to the authorization that took effect; later ones are answered as ever. */
  readonly authorizationFault?: FaultEffect
  /** How the webhooks of the tickets and of their refunds come, unless the controls say otherwise. */
  readonly webhooks?: WebhookPolicy
}

const CONFIRMS: CustomerAct = { event: 'confirmed', afterMs: 1000 }

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  7875550100: {},
  7875550101: { customer: CONFIRMS },
  7875550102: { customer: { event: 'refused', afterMs: 1000 } },
  7875550103: {},
  7875550104: { ticketRefusal: 'BTRA_0004' },
  7875550105: { ticketRefusal: 'PCUS_0007' },
  7875550106: {
    customer: CONFIRMS,
    authorizationFault: { kind: 'status_after', status: 500, body: 'envelope' },
  },
  7875550107: { customer: CONFIRMS, authorizationFault: { kind: 'hang_after' } },
  7875550108: { customer: CONFIRMS, authorizationRefusal: 'BTRA_0045' },
  7875550109: { customer: { event: 'confirmed', beforeEndMs: 5000 } },
  7875550110: { customer: CONFIRMS, webhooks: { lost: true } },
  7875550111: { customer: CONFIRMS, webhooks: { copies: 3, apartMs: 3000, reorder: 2 } },
  // The webhook, which doesn't wait for the answer, comes before it.
  7875550112: { customer: CONFIRMS, authorizationFault: { kind: 'slow', ms: 2000 } },
  7875550113: { customer: CONFIRMS, webhooks: { generation: '2020' } },
  7875550114: { customer: CONFIRMS, webhooks: { delayMs: 60_000 } },
  7875550115: { customer: CONFIRMS, webhooks: { retryAfterMs: [1000, 5000, 30_000] } },
}

/** Looks up the scenario of a phone; a phone that has none waits for a person, and no phone for a phone. */
export function scenarioOf(phone: string | null): Scenario {
  return (phone === null ? undefined : SCENARIOS[phone]) ?? {}
}
