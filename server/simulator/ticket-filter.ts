/** Reads which tickets `GET control/tickets` is to list: filters, and how many of the newest. */

import { parsePhone, type Phone } from '../../src/protocol/index.ts'
import { invalid } from './control-fields.ts'
import { TICKET_STATUSES, type Ticket, type TicketStatus } from './tickets.ts'

/** More at once hold up whoever lists them. */
const MAX_LIMIT = 10_000

/** Which tickets are meant: an empty filter leaves all through, and without a limit all are listed. */
export interface TicketFilter {
  readonly phones: readonly Phone[]
  readonly status: TicketStatus | null
  readonly publicToken: string | null
  readonly limit: number | null
}

/** Reads `phone` (any number of them), `status`, `publicToken` and `limit`. Throws a ControlError that names the one at fault. */
export function parseTicketFilter(query: URLSearchParams): TicketFilter {
  return {
    phones: query
      .getAll('phone')
      .filter((phone) => phone !== '')
      .map((phone) => parsePhone(phone) ?? fail('phone', 'ten digits')),
    status: parseStatus(query.get('status')),
    publicToken: query.get('publicToken') || null,
    limit: parseLimit(query),
  }
}

/** Reads how many of the newest are wanted; null for all. */
export function parseLimit(query: URLSearchParams): number | null {
  const text = query.get('limit')
  if (!text) return null
  const limit = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (limit >= 1 && limit <= MAX_LIMIT) return limit
  throw invalid('limit', `a whole number from 1 to ${MAX_LIMIT}`)
}

/** Keeps what comes last, which is the newest; all where there is no limit. */
export function toNewest<T>(oldestFirst: readonly T[], limit: number | null): readonly T[] {
  return limit === null ? oldestFirst : oldestFirst.slice(-limit)
}

/** Tells whether a ticket is one of those that are meant. */
export function isMeant(ticket: Ticket, { phones, status, publicToken }: TicketFilter): boolean {
  if (phones.length > 0 && (ticket.phone === null || !phones.includes(ticket.phone))) return false
  if (status !== null && ticket.status !== status) return false
  return publicToken === null || ticket.business.publicToken === publicToken
}

function parseStatus(text: string | null): TicketStatus | null {
  if (!text) return null
  return (
    TICKET_STATUSES.find((each) => each === text) ?? fail('status', `one of ${TICKET_STATUSES.join(', ')}`)
  )
}

function fail(name: string, rule: string): never {
  throw invalid(name, rule)
}
