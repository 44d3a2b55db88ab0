/** ATH Móvil's own endpoints, as a function from a request to an answer. Nothing here waits. */

import type { Clock, Random } from '../context.ts'
import type { UpstreamAnswer, UpstreamRequest } from '../athmovil/transport.ts'
import { parseJson } from '../athmovil/wire.ts'
import { isObject } from '../../src/protocol/index.ts'
import type { AuthTokens } from './auth-token.ts'
import { toHex, type Business } from './business.ts'
import { capture, type DailyIds } from './capture.ts'
import { ERROR_CODES, Refusal, type UpstreamCode } from './error-codes.ts'
import type { Ledger } from './ledger.ts'
import { parseTicketRequest } from './ticket-request.ts'
import type { Ticket, Tickets, TicketStatus } from './tickets.ts'
import { toTransaction } from './transaction.ts'

/** The most that a body may have, in UTF-8 bytes. */
export const MAX_BODY_BYTES = 64 * 1024

/** Everything that one simulator is made of. */
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

type Request = Pick<UpstreamRequest, 'method' | 'path' | 'headers' | 'body'>
type Endpoint = (world: World, request: Request) => unknown

const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  'POST /api/business-transaction/ecommerce/payment': createTicket,
  'POST /api/business-transaction/ecommerce/business/findPayment': findPayment,
  'POST /api/business-transaction/ecommerce/authorization': authorize,
  'POST /api/business-transaction/ecommerce/business/cancel': cancel,
}

/** The code for authorizing a ticket that isn't CONFIRM. */
const NOT_CONFIRM: Readonly<Record<Exclude<TicketStatus, 'CONFIRM'>, UpstreamCode>> = {
  OPEN: 'BTRA_0032',
  COMPLETED: 'BTRA_0035',
  CANCEL: 'BTRA_0037',
}

/** Tells whether ATH Móvil has an endpoint at this path, whatever the method. */
export function isUpstreamPath(path: string): boolean {
  return path.startsWith('/api/')
}

/** Answers one request. Never throws: what goes wrong inside is BTRA_9999, without its reason. */
export function answerUpstream(world: World, request: Request): UpstreamAnswer {
  try {
    const endpoint = ENDPOINTS[`${request.method} ${request.path}`]
    if (!endpoint) throw new Refusal('path.not.found')
    if (Buffer.byteLength(request.body ?? '') > MAX_BODY_BYTES) throw new Refusal('body.too.large')
    return toAnswer(200, { status: 'success', data: endpoint(world, request) })
  } catch (thrown) {
    return toErrorAnswer(thrown instanceof Refusal ? thrown : new Refusal('BTRA_9999'))
  }
}

function toErrorAnswer({ code, message }: Refusal): UpstreamAnswer {
  return toAnswer(ERROR_CODES[code].status, { status: 'error', message, errorcode: code, data: null })
}

function toAnswer(status: number, body: object): UpstreamAnswer {
  return { status, body: JSON.stringify(body) }
}

function createTicket(world: World, request: Request): object {
  const body = parseBody(request)
  const ticket = world.tickets.open(
    newEcommerceId(world.random),
    parseTicketRequest(body, findBusiness(world, body)),
  )
  world.opened(ticket)
  return { ecommerceId: ticket.ecommerceId, auth_token: world.tokens.sign(ticket.ecommerceId) }
}

function findPayment(world: World, request: Request): object {
  return toTransaction(findTicket(world, parseBody(request)))
}

function authorize(world: World, request: Request): object {
  const ticket = world.tickets.find(world.tokens.read(request.headers['authorization']))
  if (!ticket) throw new Refusal('BTRA_0031')
  if (ticket.status !== 'CONFIRM') throw new Refusal(NOT_CONFIRM[ticket.status])
  capture(world, ticket)
  return toTransaction(ticket)
}

function cancel(world: World, request: Request): string {
  const ticket = findTicket(world, parseBody(request))
  if (!world.tickets.apply(ticket, 'cancelled')) {
    throw new Refusal(ticket.status === 'COMPLETED' ? 'BTRA_0035' : 'BTRA_0037')
  }
  return 'Payment Cancelled.'
}

function parseBody(request: Request): Readonly<Record<string, unknown>> {
  if (!request.body?.trim()) throw new Refusal('BTRA_0006', 'Required request body is missing')
  const body = parseJson(request.body)
  if (!isObject(body)) throw new Refusal('BTRA_0006')
  return body
}

function findBusiness(world: World, body: Readonly<Record<string, unknown>>): Business {
  const business = world.businesses.find(({ publicToken }) => publicToken === body['publicToken'])
  if (!business) throw new Refusal('BTRA_0401')
  return business
}

function findTicket(world: World, body: Readonly<Record<string, unknown>>): Ticket {
  const business = findBusiness(world, body)
  const ecommerceId = body['ecommerceId']
  if (ecommerceId === undefined || ecommerceId === null) throw new Refusal('BTRA_0019')
  if (ecommerceId === '') throw new Refusal('BTRA_0018')
  if (typeof ecommerceId !== 'string') throw new Refusal('BTRA_0006')
  const ticket = world.tickets.find(ecommerceId)
  if (!ticket || ticket.business !== business) throw new Refusal('BTRA_0031')
  return ticket
}

/** A random id in the form of the samples: `0ab257f5-3837-11ed-855f-9b4af5a393ce`. */
function newEcommerceId(random: Random): string {
  return toHex(random.bytes(16)).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
