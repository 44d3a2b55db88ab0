/** The control routes: look into the simulator, act as the customer, or as time. */

import type { AdjustableClock } from '../context.ts'
import type { Send } from '../athmovil/transport.ts'
import { parsePhone } from '../../src/protocol/index.ts'
import { parseClockChange } from './clock-change.ts'
import { answerBusinesses } from './control-businesses.ts'
import { answerFaults } from './control-faults.ts'
import { allow, readOwnBody } from './control-request.ts'
import type { Faults } from './faults.ts'
import { answerJson, ControlError } from './responses.ts'
import type { Ticket, TicketEvent } from './tickets.ts'
import { toClockView, toLedgerView, toTicketDetailView, toTicketView } from './views.ts'
import type { World } from './world.ts'

/** What the simulator's website is made of. */
export interface Site {
  readonly world: World
  readonly clock: AdjustableClock
  readonly send: Send
  readonly faults: Faults
  readonly basePath: string
}

/** What a person may do to a ticket, and what it is called in its history. */
const ACTS: Readonly<Record<string, Exclude<TicketEvent, 'completed' | 'cancelled'>>> = {
  confirm: 'confirmed',
  refuse: 'refused',
  expire: 'expired',
}

/** Answers a control route; `path` is what comes after `control/`. Throws a ControlError for everything it refuses. */
export async function answerControl(site: Site, request: Request, path: string): Promise<Response> {
  const [noun = '', id, verb, ...rest] = path.replace(/\/$/, '').split('/')
  if (rest.length > 0) throw notFound()
  if (noun === 'tickets' && id !== undefined) {
    return verb === undefined ? getTicket(site, request, id) : await actOnTicket(site, request, id, verb)
  }
  if (id !== undefined) throw notFound()
  switch (noun) {
    case 'businesses':
      return await answerBusinesses(site.world.businesses, request)
    case 'faults':
      return await answerFaults(site.faults, request)
    case 'tickets':
      return getTickets(site, request)
    case 'ledger':
      allow(request, 'GET')
      return answerJson(200, toLedgerView(site.world.ledger))
    case 'clock':
      return request.method === 'POST' ? await changeClock(site, request) : getClock(site, request)
    default:
      throw notFound()
  }
}

function getTickets(site: Site, request: Request): Response {
  allow(request, 'GET')
  const filter = new URL(request.url).searchParams.get('phone') ?? ''
  const phone = filter === '' ? null : parsePhone(filter)
  if (phone === undefined) throw new ControlError(400, 'invalid_phone', 'phone must have ten digits.')
  const tickets = site.world.tickets.list().filter((ticket) => phone === null || ticket.phone === phone)
  return answerJson(200, { ...toClockView(site.clock), tickets: tickets.map(toTicketView) })
}

function getTicket(site: Site, request: Request, id: string): Response {
  allow(request, 'GET')
  return answerJson(200, { ...toClockView(site.clock), ...toTicketDetailView(findTicket(site, id)) })
}

async function actOnTicket(site: Site, request: Request, id: string, verb: string): Promise<Response> {
  const event = Object.hasOwn(ACTS, verb) ? ACTS[verb] : undefined
  if (!event) throw notFound()
  allow(request, 'POST')
  await readOwnBody(request)
  const ticket = findTicket(site, id)
  if (!site.world.tickets.apply(ticket, event)) {
    throw new ControlError(
      409,
      'wrong_status',
      `The ticket is ${ticket.status}; it can't be ${event} any more.`,
    )
  }
  return answerJson(200, toTicketDetailView(ticket))
}

function getClock(site: Site, request: Request): Response {
  allow(request, 'GET')
  return answerJson(200, toClockView(site.clock))
}

async function changeClock(site: Site, request: Request): Promise<Response> {
  const { speed, jumpMs } = parseClockChange(await readOwnBody(request))
  if (speed !== null) site.clock.setSpeed(speed)
  if (jumpMs > 0) site.clock.jump(jumpMs)
  return answerJson(200, toClockView(site.clock))
}

function findTicket(site: Site, id: string): Ticket {
  const ticket = site.world.tickets.find(id)
  if (!ticket) throw new ControlError(404, 'ticket_not_found', 'There is no such ticket.')
  return ticket
}

function notFound(): ControlError {
  return new ControlError(404, 'route_not_found', 'There is no such control.')
}
