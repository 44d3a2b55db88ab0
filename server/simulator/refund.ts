/** The moment at which money goes back. */

import type { Cents } from '../../src/protocol/index.ts'
import { Refusal } from './error-codes.ts'
import type { Fields } from './fields.ts'
import type { Movement, RefundVia } from './ledger.ts'
import { newReferenceNumber } from './reference-number.ts'
import { toRefundAnswer } from './refund-answer.ts'
import { parseRefundRequest } from './refund-request.ts'
import type { Refund, Ticket } from './tickets.ts'
import type { Caller } from './caller.ts'
import type { World } from './world.ts'

/** What to send back, and who asked for it how. */
export interface RefundOrder {
  readonly amount: Cents
  readonly message: string
  readonly via: RefundVia
}

/**
 * Sends back a part of a completed payment, or all that is left of it: books it, and sends its webhook. Answers null,
 * with nothing booked, unless so much is left.
 */
export function sendBack(world: World, ticket: Ticket, order: RefundOrder): Refund | null {
  const { business, ecommerceId, capture } = ticket
  const at = world.clock.now()
  const refund: Refund = {
    ...order,
    at,
    referenceNumber: newReferenceNumber(world.random),
    dailyTransactionId: world.dailyIds.peek(business, at),
  }
  if (!capture || !world.tickets.refund(ticket, refund)) return null
  world.dailyIds.take(business, at)
  const movement: Movement = {
    at,
    type: 'refund',
    ecommerceId,
    referenceNumber: refund.referenceNumber,
    paymentReferenceNumber: capture.referenceNumber,
    businessName: business.name,
    totalCents: order.amount,
    message: order.message,
    via: order.via,
  }
  world.ledger.movements.push(movement)
  world.changes.tell('ledger', movement)
  world.webhooks.tellOfRefund(ticket, refund)
  return refund
}

/** Answers the endpoint. Throws a Refusal when the body, the reference or the amount is not good. */
export function answerRefund(world: World, { business, speech }: Caller, body: Fields): object {
  const { referenceNumber, amount, message } = parseRefundRequest(body)
  const ticket = world.tickets.findByReference(referenceNumber)
  if (!ticket) throw new Refusal('BTRA_0053')
  if (ticket.business !== business) throw new Refusal('BTRA_0043')
  const refund = sendBack(world, ticket, { amount, message, via: 'api' })
  if (!refund) throw new Refusal('BTRA_0030')
  return toRefundAnswer(ticket, refund, speech)
}
