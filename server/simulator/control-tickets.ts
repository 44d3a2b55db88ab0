/** `control/tickets`: look at them, act as the customer or as time, and refund as the business does in its app. */

import { sumCents, toCents, type Cents } from '../../src/protocol/index.ts'
import { parseDollarsField, parseTextField, refuseOthers } from './control-fields.ts'
import { allow, readOwnBody } from './control-request.ts'
import type { Fields } from './fields.ts'
import { MESSAGE_LENGTH } from './refund-request.ts'
import { sendBack } from './refund.ts'
import { answerJson, ControlError } from './responses.ts'
import type { Site } from './site.ts'
import { isMeant, parseTicketFilter, toNewest } from './ticket-filter.ts'
import type { Ticket, TicketEvent } from './tickets.ts'
import { toClockView, toTicketDetailView, toTicketView } from './views.ts'

/** What a person may do to a ticket, and what it is called in its history. */
const ACTS: Readonly<Record<string, Exclude<TicketEvent, 'completed' | 'cancelled'>>> = {
  confirm: 'confirmed',
  refuse: 'refused',
  expire: 'expired',
}

/** Lists the tickets, all or those that the query asks for; `count` is how many there are where a limit leaves some out. */
export function getTickets(site: Site, request: Request): Response {
  allow(request, 'GET')
  const filter = parseTicketFilter(new URL(request.url).searchParams)
  const meant = site.world.tickets.list().filter((ticket) => isMeant(ticket, filter))
  const shown = toNewest(meant, filter.limit).map(toTicketView)
  return answerJson(200, { ...toClockView(site.clock), count: meant.length, tickets: shown })
}

/** Shows one ticket. */
export function getTicket(site: Site, request: Request, id: string): Response {
  allow(request, 'GET')
  return answerJson(200, { ...toClockView(site.clock), ...toTicketDetailView(findTicket(site, id)) })
}

/** Does to a ticket what `verb` says: confirm, refuse, expire or refund. Null when there is no such verb. */
export async function actOnTicket(
  site: Site,
  request: Request,
  { id, verb }: { id: string; verb: string },
): Promise<Response | null> {
  const event = Object.hasOwn(ACTS, verb) ? ACTS[verb] : undefined
  if (!event && verb !== 'refund') return null
  allow(request, 'POST')
  const body = await readOwnBody(request)
  const ticket = findTicket(site, id)
  if (event) act(site, ticket, event)
  else refundInApp(site, ticket, body)
  return answerJson(200, toTicketDetailView(ticket))
}

function act(site: Site, ticket: Ticket, event: Exclude<TicketEvent, 'completed' | 'cancelled'>): void {
  if (ticket.phone === null && event !== 'expired') {
    throw new ControlError(409, 'no_phone', 'The ticket has no phone yet, so that nobody can answer it.')
  }
  if (site.world.tickets.apply(ticket, event)) return
  throw new ControlError(
    409,
    'wrong_status',
    `The ticket is ${ticket.status}; it can't be ${event} any more.`,
  )
}

/** What the API refuses is refused here too; the codes are the controls' own. */
function refundInApp(site: Site, ticket: Ticket, body: Fields): void {
  refuseOthers(body, ['amount', 'message'])
  const message = parseTextField(body, 'message', MESSAGE_LENGTH) ?? ''
  const amount = parseDollarsField(body, 'amount', { min: toCents(1), max: ticket.total })
  if (ticket.status !== 'COMPLETED') {
    throw new ControlError(409, 'wrong_status', `The ticket is ${ticket.status}; nobody has paid it.`)
  }
  const left = leftOf(ticket)
  if (left === 0) throw new ControlError(409, 'nothing_left', 'All of it was sent back already.')
  if (!sendBack(site.world, ticket, { amount: amount ?? left, message, via: 'app' })) {
    throw new ControlError(409, 'too_much', `Only ${left / 100} dollars of it are left.`)
  }
}

function leftOf({ total, refunds }: Ticket): Cents {
  return toCents(total - sumCents(refunds.map(({ amount }) => amount)))
}

function findTicket(site: Site, id: string): Ticket {
  const ticket = site.world.tickets.find(id)
  if (!ticket) throw new ControlError(404, 'ticket_not_found', 'There is no such ticket.')
  return ticket
}
