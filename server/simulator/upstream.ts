/** ATH Móvil's own endpoints, as a function from a request to an answer. Nothing here waits. */

import type { UpstreamAnswer, UpstreamRequest } from '../athmovil/transport.ts'
import { parseJson } from '../athmovil/wire.ts'
import { isObject, type Phone } from '../../src/protocol/index.ts'
import { findByAuthToken, refuseInactive, toCaller, type Caller } from './caller.ts'
import { capture } from './capture.ts'
import { newEcommerceId } from './ecommerce-id.ts'
import { toEndpointName, type EndpointName } from './endpoints.ts'
import { ERROR_CODES, Refusal, toErrorBody, toLang } from './error-codes.ts'
import type { FaultEffect } from './fault.ts'
import { parseRequiredText, type Fields } from './fields.ts'
import { answerRefund } from './refund.ts'
import { answerReport } from './report.ts'
import { isLonger } from './responses.ts'
import { scenarioOf } from './scenarios.ts'
import { answerSearch } from './search.ts'
import { answerSubscribe } from './subscribe.ts'
import { parsePhoneNumber, parseTicketRequest } from './ticket-request.ts'
import type { Ticket } from './tickets.ts'
import { toTransaction } from './transaction.ts'
import { authenticate, findBusiness, type World } from './world.ts'

/** The most that a body may have, in UTF-8 bytes. */
export const MAX_BODY_BYTES = 64 * 1024

/** What an endpoint did: the data of its answer, and what the ticket's phone makes of that answer. */
interface Done {
  readonly data: unknown
  /** The answer has no envelope around its data, unless it is an error. */
  readonly isBare?: boolean
  readonly fault?: FaultEffect | undefined
}

/** A call, and where the endpoint notes who it is from once it knows: a refusal is spoken accordingly. */
interface Call {
  readonly world: World
  readonly request: UpstreamRequest
  caller: Caller | null
}

const ENDPOINTS: Readonly<Record<EndpointName, (call: Call) => Done>> = {
  payment: createTicket,
  findPayment,
  authorization: authorize,
  updatePhoneNumber,
  cancel,
  refund: withBothTokens((world, caller, body) => {
    refuseInactive(caller)
    return { data: answerRefund(world, caller, body) }
  }),
  report: withBothTokens((world, caller, body) => ({
    data: answerReport(world, caller, body),
    isBare: true,
  })),
  search: withBothTokens((world, caller, body) => ({
    data: answerSearch(world, caller, body),
    isBare: true,
  })),
  subscribe: withBothTokens((world, caller, body) => ({
    data: answerSubscribe(world, caller, body),
    isBare: true,
  })),
}

/**
 * Carries out one request. `fault` is what its ticket's phone makes of the answer, if anything. Never throws: what goes
 * wrong inside is BTRA_9999, without its reason.
 */
export function answerUpstream(
  world: World,
  request: UpstreamRequest,
): { answer: UpstreamAnswer; fault: FaultEffect | null } {
  const call: Call = { world, request, caller: null }
  try {
    const name = toEndpointName(request)
    if (!name) throw new Refusal('path.not.found')
    if (isLonger(request.body ?? '', MAX_BODY_BYTES)) throw new Refusal('body.too.large')
    const { data, isBare = false, fault = null } = ENDPOINTS[name](call)
    return { answer: toAnswer(200, isBare ? data : { status: 'success', data }), fault }
  } catch (thrown) {
    const refusal = thrown instanceof Refusal ? thrown : new Refusal('BTRA_9999')
    return { answer: toErrorAnswer(call, refusal), fault: null }
  }
}

function toAnswer(status: number, body: unknown): UpstreamAnswer {
  return { status, body: JSON.stringify(body) }
}

function toErrorAnswer({ caller, request }: Call, refusal: Refusal): UpstreamAnswer {
  const { status } = ERROR_CODES[refusal.code]
  const isHidden = status < 500 && caller?.speech.choose('refusalStatus') === 'always_200'
  const message = refusal.say(toLang(request.headers['accept-language']))
  return toAnswer(isHidden ? 200 : status, toErrorBody(refusal.code, message))
}

function withBothTokens(answer: (world: World, caller: Caller, body: Fields) => Done): (call: Call) => Done {
  return (call) => {
    const body = parseBody(call.request)
    const caller = toCaller(call.world, authenticate(call.world, body))
    call.caller = caller
    return answer(call.world, caller, body)
  }
}

function createTicket(call: Call): Done {
  const { world, request } = call
  const body = parseBody(request)
  const caller = toCaller(world, findBusiness(world, body))
  call.caller = caller
  const asked = parseTicketRequest(body, caller.business)
  refuseInactive(caller)
  refuseBy(asked.phone)
  const ticket = world.tickets.open(newEcommerceId(world.random), asked)
  world.customers.ring(ticket, world.clock.now())
  return { data: { ecommerceId: ticket.ecommerceId, auth_token: world.tokens.sign(ticket.ecommerceId) } }
}

function findPayment(call: Call): Done {
  const { ticket, speech } = findTicket(call)
  return { data: toTransaction(ticket, { now: call.world.clock.now(), speech, by: 'findPayment' }) }
}

function authorize(call: Call): Done {
  const { world, request } = call
  const caller = findByAuthToken(world, request)
  call.caller = caller
  const { ticket, speech } = caller
  refuseInactive(caller)
  refuseUnlessConfirmed(caller)
  const { authorizationRefusal, authorizationFault } = scenarioOf(ticket.phone)
  if (authorizationRefusal) throw new Refusal(authorizationRefusal)
  // Its end may have come between the two looks at the clock.
  if (!capture(world, ticket)) throw new Refusal('BTRA_0037')
  return {
    data: toTransaction(ticket, { now: world.clock.now(), speech, by: 'authorization' }),
    fault: authorizationFault,
  }
}

function refuseUnlessConfirmed({ ticket, speech }: Caller & { ticket: Ticket }): void {
  switch (ticket.status) {
    case 'OPEN':
      throw new Refusal('BTRA_0032')
    case 'COMPLETED':
      throw new Refusal(speech.choose('authorizedAgain'))
    case 'CANCEL':
      throw new Refusal(ticket.expired ? speech.choose('authorizedLate') : 'BTRA_0037')
    case 'CONFIRM':
  }
}

/** The token says which ticket is meant, and the body must agree. A ticket has one phone: to be another's it must be a new one. */
function updatePhoneNumber(call: Call): Done {
  const { world, request } = call
  const caller = findByAuthToken(world, request)
  call.caller = caller
  const body = parseBody(request)
  const ecommerceId = parseRequiredText(body['ecommerceId'])
  const phone = parsePhoneNumber(body['phoneNumber'])
  const ticket = world.tickets.find(ecommerceId)
  if (!ticket) throw new Refusal('BTRA_0031')
  if (ticket !== caller.ticket) throw new Refusal('BTRA_0403')
  if (ticket.phone !== null) throw new Refusal('BTRA_0041')
  refuseBy(phone)
  if (!world.tickets.setPhone(ticket, phone)) throw new Refusal('BTRA_0037')
  world.customers.ring(ticket, world.clock.now())
  return { data: 'Update Phone Number' }
}

/** Some phones can't be asked for money. */
function refuseBy(phone: Phone | null): void {
  const { ticketRefusal } = scenarioOf(phone)
  if (ticketRefusal) throw new Refusal(ticketRefusal)
}

function cancel(call: Call): Done {
  const { ticket } = findTicket(call)
  if (!call.world.tickets.apply(ticket, 'cancelled')) {
    throw new Refusal(ticket.status === 'COMPLETED' ? 'BTRA_0035' : 'BTRA_0037')
  }
  return { data: 'Payment Cancelled.' }
}

function parseBody(request: UpstreamRequest): Fields {
  if (!request.body?.trim()) throw new Refusal('BTRA_0006', { sentence: 'Required request body is missing' })
  const body = parseJson(request.body)
  if (!isObject(body)) throw new Refusal('BTRA_0006')
  return body
}

function findTicket(call: Call): Caller & { readonly ticket: Ticket } {
  const { world, request } = call
  const body = parseBody(request)
  const caller = toCaller(world, findBusiness(world, body))
  call.caller = caller
  const ticket = world.tickets.find(parseRequiredText(body['ecommerceId']))
  if (!ticket || ticket.business !== caller.business) throw new Refusal('BTRA_0031')
  if (caller.business.findAndCancel === 'auth_token' && findByAuthToken(world, request).ticket !== ticket) {
    throw new Refusal('BTRA_0403')
  }
  return { ...caller, ticket }
}
