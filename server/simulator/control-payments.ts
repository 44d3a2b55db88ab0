/** `control/payments`: a payment that was begun elsewhere, by another of the business's tills. */

import { readDate } from '../athmovil/wire.ts'
import { MAX_TOTAL, MIN_TOTAL, toCents, type Phone } from '../../src/protocol/index.ts'
import { captureElsewhere } from './capture.ts'
import {
  invalid,
  parseDollarsField,
  parsePhoneField,
  parseTextField,
  refuseOthers,
} from './control-fields.ts'
import { allow, readOwnBody } from './control-request.ts'
import type { Fields } from './fields.ts'
import { answerJson } from './responses.ts'
import { MAX_TIMEOUT_S, METADATA_LENGTH } from './ticket-request.ts'
import type { TicketRequest } from './tickets.ts'
import { toTicketDetailView } from './views.ts'
import { findNamedBusiness, type World } from './world.ts'

/** Who pays, and for what, where nothing is said of it. */
const PHONE = '7875550100' as Phone
const METADATA = 'Otra caja'

/** Answers POST with the ticket, which is COMPLETED; its webhook follows, unless `webhook` is false. */
export async function answerPayments(world: World, request: Request): Promise<Response> {
  allow(request, 'POST')
  const body = await readOwnBody(request)
  refuseOthers(body, ['publicToken', 'total', 'phone', 'metadata1', 'metadata2', 'at', 'webhook'])
  const at = parseInstant(body['at'], world.clock.now())
  const { webhook = true } = body
  if (typeof webhook !== 'boolean') throw invalid('webhook', 'true or false')
  const ticket = captureElsewhere(world, parsePayment(world, body), at)
  if (webhook) world.webhooks.tellOfTicket(ticket, 'completed')
  return answerJson(200, toTicketDetailView(ticket))
}

function parsePayment(world: World, body: Fields): TicketRequest {
  const business = findNamedBusiness(world, body['publicToken'])
  const total = parseDollarsField(body, 'total', { min: MIN_TOTAL, max: MAX_TOTAL })
  if (total === null) throw invalid('total', 'given')
  return {
    business,
    total,
    subtotal: toCents(0),
    tax: toCents(0),
    metadata1: parseTextField(body, 'metadata1', METADATA_LENGTH) ?? METADATA,
    metadata2: parseTextField(body, 'metadata2', METADATA_LENGTH) ?? METADATA,
    items: [],
    phone: parsePhoneField(body, 'phone') ?? PHONE,
    timeoutMs: MAX_TIMEOUT_S * 1000,
  }
}

/** Reads an instant of RFC 3339, with its zone, that is not to come; without one it is `now`. */
function parseInstant(value: unknown, now: number): number {
  if (value === undefined || value === null) return now
  const at = typeof value === 'string' && /T.*(?:Z|[+-]\d\d:\d\d)$/.test(value) ? readDate(value) : null
  if (at !== null && at <= now) return at
  throw invalid('at', 'an instant of RFC 3339, such as 2026-01-15T16:00:00Z, that is not to come')
}
