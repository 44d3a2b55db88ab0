/** Who calls: told before anything else of a request is looked at, by the tokens in its body or by that of a ticket. */

import type { UpstreamRequest } from '../athmovil/transport.ts'
import type { Business } from './business.ts'
import type { Speech } from './dialects.ts'
import { Refusal } from './error-codes.ts'
import type { Ticket } from './tickets.ts'
import type { World } from './world.ts'

/** A business that calls, and how its answer is spoken. */
export interface Caller {
  readonly business: Business
  readonly speech: Speech
}

/** A business that calls about one of its tickets, whose auth_token it has. */
export interface TicketCaller extends Caller {
  readonly ticket: Ticket
}

/** Makes the caller of a business that is known. */
export function toCaller(world: World, business: Business): Caller {
  return { business, speech: world.speak(business) }
}

/**
 * Finds the caller by the auth_token of a ticket. Throws a Refusal when it isn't good: for a token that is nobody's, as the
 * first business is spoken to.
 */
export function findByAuthToken(world: World, request: UpstreamRequest): TicketCaller {
  const token = world.tokens.read(request.headers['authorization'])
  const ticket = token ? world.tickets.find(token.ecommerceId) : undefined
  const business = ticket?.business ?? world.businesses[0]
  const speech = business && world.speak(business)
  if (!token || !ticket || !speech) throw new Refusal(speech?.choose('forgedToken') ?? 'BTRA_0401')
  if (token.overdue !== null) {
    const code = speech.choose('expiredToken')
    throw new Refusal(code, code === 'token.expired' ? { sentence: token.overdue } : {})
  }
  return { business: ticket.business, speech, ticket }
}

/** Throws a Refusal unless the business may take money. */
export function refuseInactive({ business, speech }: Caller): void {
  if (business.state === 'inactive') throw new Refusal(speech.choose('inactiveBusiness'))
  if (business.state === 'unavailable') throw new Refusal('BCUS_0092')
}
