/** The control routes: look into the simulator, act as the customer, or as time. */

import type { AdjustableClock } from '../context.ts'
import type { Send } from '../athmovil/transport.ts'
import { parseJson } from '../athmovil/wire.ts'
import { isObject, parsePhone } from '../../src/protocol/index.ts'
import { parseClockChange } from './clock-change.ts'
import { answerJson, ControlError, readText } from './responses.ts'
import type { Ticket, TicketEvent } from './tickets.ts'
import { MAX_BODY_BYTES, type World } from './upstream.ts'
import { toClockView, toLedgerView, toTicketDetailView, toTicketView } from './views.ts'

/** What the simulator's website is made of. */
export interface Site {
  readonly world: World
  readonly clock: AdjustableClock
  readonly send: Send
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
      return getBusinesses(site, request)
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

function getBusinesses(site: Site, request: Request): Response {
  allow(request, 'GET')
  const businesses = site.world.businesses.map(({ name, publicToken, privateToken }) => ({
    name,
    publicToken,
    privateToken,
  }))
  return answerJson(200, { businesses })
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

function allow(request: Request, method: 'GET' | 'POST'): void {
  if (request.method === method) return
  throw new ControlError(405, 'method_not_allowed', `This control takes ${method} only.`)
}

/**
 * Reads the body of a mutation, `{}` when there is none. A page of some other website must not drive the simulator: its
 * Origin is refused, and so is every body that a plain form could send.
 */
async function readOwnBody(request: Request): Promise<Readonly<Record<string, unknown>>> {
  if (!isOwnOrigin(request)) {
    throw new ControlError(403, 'origin_not_allowed', 'Another website may not control the simulator.')
  }
  const text = await readText(request, MAX_BODY_BYTES + 1)
  if (Buffer.byteLength(text) > MAX_BODY_BYTES) {
    throw new ControlError(413, 'body_too_large', 'The body may have 64 KB at most.')
  }
  if (text === '') return {}
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '')) {
    throw new ControlError(415, 'unsupported_media_type', 'The body must be application/json.')
  }
  const body = parseJson(text)
  if (!isObject(body)) throw new ControlError(400, 'invalid_body', 'The body must be a JSON object.')
  return body
}

/** Programs send no Origin; the phone page sends the simulator's own, a page in development one of this machine. */
function isOwnOrigin(request: Request): boolean {
  const origin = request.headers.get('origin')
  if (origin === null || origin === new URL(request.url).origin) return true
  const { hostname } = URL.parse(origin) ?? { hostname: '' }
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}
