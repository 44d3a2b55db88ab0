/** What the customer does unasked: some phones answer by themselves. */

import type { Clock } from '../context.ts'
import { createAgenda } from './agenda.ts'
import { scenarioOf, type CustomerAct } from './scenarios.ts'
import type { Ticket, Tickets } from './tickets.ts'

/** The customers of one simulator. */
export interface Customers {
  /** Lets the customer of a ticket act whose phone rang at an instant, in milliseconds since 1970; most do nothing. */
  ring(ticket: Ticket, rungAt: number): void
}

interface Plan {
  readonly ticket: Ticket
  readonly event: CustomerAct['event']
  readonly at: number
}

/** Makes the customers of a book of tickets. */
export function createCustomers(clock: Clock, tickets: Tickets): Customers {
  const agenda = createAgenda<Plan>(
    clock,
    ({ at }) => at,
    ({ ticket, event }) => void tickets.apply(ticket, event),
  )
  return {
    ring(ticket, rungAt) {
      const { customer } = scenarioOf(ticket.phone)
      if (!customer) return
      const at = 'afterMs' in customer ? rungAt + customer.afterMs : ticket.expiresAt - customer.beforeEndMs
      agenda.add({ ticket, event: customer.event, at })
    },
  }
}
