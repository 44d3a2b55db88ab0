/** Everything that one simulator is made of. */

import type { Clock, Random } from '../context.ts'
import type { AuthTokens } from './auth-token.ts'
import type { Business } from './business.ts'
import type { DailyIds } from './daily-ids.ts'
import { Refusal } from './error-codes.ts'
import type { Ledger } from './ledger.ts'
import type { Ticket, Tickets } from './tickets.ts'

/** The state behind the endpoints and the controls. */
export interface World {
  readonly clock: Clock
  readonly random: Random
  readonly businesses: readonly Business[]
  readonly tickets: Tickets
  readonly tokens: AuthTokens
  readonly ledger: Ledger
  readonly dailyIds: DailyIds
  /** Hears of each new ticket: the customer's phone rings. */
  readonly opened: (ticket: Ticket) => void
}

/** Finds the business of a request by its public token. Throws a Refusal when nobody has it. */
export function findBusiness(world: World, body: Readonly<Record<string, unknown>>): Business {
  const business = world.businesses.find(({ publicToken }) => publicToken === body['publicToken'])
  if (!business) throw new Refusal('BTRA_0401')
  return business
}
