/** What the customer does unasked: some phones answer by themselves. */

import { scenarioOf } from './scenarios.ts'
import type { Ticket } from './tickets.ts'
import type { World } from './world.ts'

/** Something that a customer will do. */
export interface CustomerPlan {
  /** Milliseconds since 1970, on the simulator's clock. */
  readonly at: number
  act(): void
}

/** Says what the customer of a ticket does whose phone rang at `rungAt`; null: nothing by themselves. */
export function planCustomer({ tickets }: World, ticket: Ticket, rungAt: number): CustomerPlan | null {
  const { customer } = scenarioOf(ticket.phone)
  if (!customer) return null
  const at = 'afterMs' in customer ? rungAt + customer.afterMs : ticket.expiresAt - customer.beforeEndMs
  return { at, act: () => void tickets.apply(ticket, customer.event) }
}

/** Lets the customer act whose phone rings now. */
export function letCustomerAct(world: World, ticket: Ticket): void {
  const now = world.clock.now()
  const plan = planCustomer(world, ticket, now)
  if (plan) world.clock.setTimer(plan.at - now, plan.act)
}
