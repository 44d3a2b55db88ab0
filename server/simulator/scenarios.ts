/** The phones that act by themselves, as data: a row here is all that a new one takes. */

/** What a customer does, and how long after the request reached the phone. */
export interface CustomerAct {
  readonly event: 'confirmed' | 'refused'
  readonly afterMs: number
}

/** How the world behaves towards the tickets of one phone. */
export interface Scenario {
  /** What the customer does unasked; without it the ticket waits for a person, or for its end. */
  readonly customer?: CustomerAct
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  7875550100: {},
  7875550101: { customer: { event: 'confirmed', afterMs: 1000 } },
  7875550102: { customer: { event: 'refused', afterMs: 1000 } },
  7875550103: {},
}

/** Looks up the scenario of a phone; a phone that has none waits for a person. */
export function scenarioOf(phone: string): Scenario {
  return SCENARIOS[phone] ?? {}
}
