/** Everything that one simulator is made of. */

import type { Clock, Random } from '../context.ts'
import type { AuthTokens } from './auth-token.ts'
import type { Business } from './business.ts'
import type { Changes } from './changes.ts'
import type { Customers } from './customer-acts.ts'
import type { DailyIds } from './daily-ids.ts'
import type { Speech } from './dialects.ts'
import { Refusal } from './error-codes.ts'
import { parseText, type Fields } from './fields.ts'
import type { Ledger } from './ledger.ts'
import { ControlError } from './responses.ts'
import type { Tickets } from './tickets.ts'
import type { Webhooks } from './webhooks.ts'

/** The state behind the endpoints and the controls. */
export interface World {
  readonly clock: Clock
  readonly random: Random
  /** In the order in which they came in; none ever goes. */
  readonly businesses: Business[]
  readonly tickets: Tickets
  readonly customers: Customers
  readonly tokens: AuthTokens
  readonly ledger: Ledger
  readonly webhooks: Webhooks
  readonly dailyIds: DailyIds
  /** Decides how one answer to a business, or one webhook of its, is spoken. */
  readonly speak: (business: Business) => Speech
  /** Whoever changes the books, or a business, tells it here; tickets, webhooks and faults do so themselves. */
  readonly changes: Changes
}

/** Finds the business whose public token a control names, or the first where it names none. Throws a ControlError. */
export function findNamedBusiness({ businesses }: World, publicToken: unknown): Business {
  const business = businesses.find((one) => publicToken === undefined || one.publicToken === publicToken)
  if (!business) throw new ControlError(404, 'business_not_found', 'No business has this publicToken.')
  return business
}

/** Finds the business of a request by its public token. Throws a Refusal when nobody has it. */
export function findBusiness(world: World, body: Fields): Business {
  const business = world.businesses.find(({ publicToken }) => publicToken === body['publicToken'])
  if (!business) throw new Refusal('BTRA_0401')
  return business
}

/** Finds the business whose both tokens a request brings. Throws a Refusal when one of them isn't right. */
export function authenticate(world: World, body: Fields): Business {
  const business = findBusiness(world, body)
  if (parseText(body['privateToken'] ?? '') !== business.privateToken) throw new Refusal('BTRA_0403')
  return business
}
