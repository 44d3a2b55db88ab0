/** ATH Móvil's own endpoints, as a function from a request to an answer. Nothing here waits. */

import type { UpstreamAnswer, UpstreamRequest } from '../athmovil/transport.ts'
import { parseJson } from '../athmovil/wire.ts'
import { isObject, type Phone } from '../../src/protocol/index.ts'
import { capture } from './capture.ts'
import { newEcommerceId } from './ecommerce-id.ts'
import { toEndpointName, type EndpointName } from './endpoints.ts'
import { ERROR_CODES, Refusal, toErrorBody, type UpstreamCode } from './error-codes.ts'
import type { FaultEffect } from './fault.ts'
import { parseRequiredText, type Fields } from './fields.ts'
import { answerRefund } from './refund.ts'
import { answerReport } from './report.ts'
import { isLonger } from './responses.ts'
import { scenarioOf } from './scenarios.ts'
import { answerSearch } from './search.ts'
import { answerSubscribe } from './subscribe.ts'
import { parsePhoneNumber, parseTicketRequest } from './ticket-request.ts'
import type { Ticket, TicketStatus } from './tickets.ts'
import { toTransaction } from './transaction.ts'
import { findBusiness, type World } from './world.ts'

/** The most that a body may have, in UTF-8 bytes. */
export const MAX_BODY_BYTES = 64 * 1024

/** What an endpoint did: the data of its answer, and what the ticket's phone makes of that answer. */
interface Done {
  readonly data: unknown
  /** The answer has no envelope around its data, unless it is an error. */
  readonly isBare?: boolean
  readonly fault?: FaultEffect | undefined
}

const ENDPOINTS: Readonly<Record<EndpointName, (world: World, request: UpstreamRequest) => Done>> = {
  payment: createTicket,
  findPayment,
  authorization: authorize,
  updatePhoneNumber,
  cancel,
  refund: (world, request) => ({ data: answerRefund(world, parseBody(request)) }),
  report: (world, request) => ({ data: answerReport(world, parseBody(request)), isBare: true }),
  search: (world, request) => ({ data: answerSearch(world, parseBody(request)), isBare: true }),
  subscribe: (world, request) => ({ data: answerSubscribe(world, parseBody(request)), isBare: true }),
}

/** The code for authorizing a ticket that isn't CONFIRM. */
const NOT_CONFIRM: Readonly<Record<Exclude<TicketStatus, 'CONFIRM'>, UpstreamCode>> = {
  OPEN: 'BTRA_0032',
  COMPLETED: 'BTRA_0035',
  CANCEL: 'BTRA_0037',
}

/**
 * Carries out one request. `fault` is what its ticket's phone makes of the answer, if anything. Never throws: what goes
 * wrong inside is BTRA_9999, without its reason.
 */
export function answerUpstream(
  world: World,
  request: UpstreamRequest,
): { answer: UpstreamAnswer; fault: FaultEffect | null } {
  try {
    const name = toEndpointName(request)
    if (!name) throw new Refusal('path.not.found')
    if (isLonger(request.body ?? '', MAX_BODY_BYTES)) throw new Refusal('body.too.large')
    const { data, isBare = false, fault = null } = ENDPOINTS[name](world, request)
    return { answer: toAnswer(200, isBare ? data : { status: 'success', data }), fault }
  } catch (thrown) {
    const { code, message } = thrown instanceof Refusal ? thrown : new Refusal('BTRA_9999')
    return { answer: toAnswer(ERROR_CODES[code].status, toErrorBody(code, message)), fault: null }
  }
}

function toAnswer(status: number, body: unknown): UpstreamAnswer {
  return { status, body: JSON.stringify(body) }
}

function createTicket(world: World, request: UpstreamRequest): Done {
  const body = parseBody(request)
  const asked = parseTicketRequest(body, findBusiness(world, body))
  refuseBy(asked.phone)
  const ticket = world.tickets.open(newEcommerceId(world.random), asked)
  world.rung(ticket)
  return { data: { ecommerceId: ticket.ecommerceId, auth_token: world.tokens.sign(ticket.ecommerceId) } }
}

function findPayment(world: World, request: UpstreamRequest): Done {
  return { data: toTransaction(findTicket(world, parseBody(request)), world.clock.now()) }
}

function authorize(world: World, request: UpstreamRequest): Done {
  const ticket = world.tickets.find(world.tokens.read(request.headers['authorization']))
  if (!ticket) throw new Refusal('BTRA_0031')
  if (ticket.status !== 'CONFIRM') throw new Refusal(NOT_CONFIRM[ticket.status])
  const { authorizationRefusal, authorizationFault } = scenarioOf(ticket.phone)
  if (authorizationRefusal) throw new Refusal(authorizationRefusal)
  // Its end may have come between the two looks at the clock.
  if (!capture(world, ticket)) throw new Refusal('BTRA_0037')
  return { data: toTransaction(ticket, world.clock.now()), fault: authorizationFault }
}

/** The token says which ticket is meant, and the body must agree. A ticket has one phone: to be another's it must be a new one. */
function updatePhoneNumber(world: World, request: UpstreamRequest): Done {
  const ownId = world.tokens.read(request.headers['authorization'])
  const body = parseBody(request)
  const ecommerceId = parseRequiredText(body['ecommerceId'])
  const phone = parsePhoneNumber(body['phoneNumber'])
  const ticket = world.tickets.find(ecommerceId)
  if (!ticket) throw new Refusal('BTRA_0031')
  if (ecommerceId !== ownId) throw new Refusal('BTRA_0403')
  if (ticket.phone !== null) throw new Refusal('BTRA_0041')
  refuseBy(phone)
  if (!world.tickets.setPhone(ticket, phone)) throw new Refusal('BTRA_0037')
  world.rung(ticket)
  return { data: 'Update Phone Number' }
}

/** Some phones can't be asked for money. */
function refuseBy(phone: Phone | null): void {
  const { ticketRefusal } = scenarioOf(phone)
  if (ticketRefusal) throw new Refusal(ticketRefusal)
}

function cancel(world: World, request: UpstreamRequest): Done {
  const ticket = findTicket(world, parseBody(request))
  if (!world.tickets.apply(ticket, 'cancelled')) {
    throw new Refusal(ticket.status === 'COMPLETED' ? 'BTRA_0035' : 'BTRA_0037')
  }
  return { data: 'Payment Cancelled.' }
}

function parseBody(request: UpstreamRequest): Fields {
  if (!request.body?.trim()) throw new Refusal('BTRA_0006', 'Required request body is missing')
  const body = parseJson(request.body)
  if (!isObject(body)) throw new Refusal('BTRA_0006')
  return body
}

function findTicket(world: World, body: Fields): Ticket {
  const business = findBusiness(world, body)
  const ticket = world.tickets.find(parseRequiredText(body['ecommerceId']))
  if (!ticket || ticket.business !== business) throw new Refusal('BTRA_0031')
  return ticket
}
