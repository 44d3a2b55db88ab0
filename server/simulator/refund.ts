/** The moment at which money goes back. */

import { Refusal } from './error-codes.ts'
import { parseText, type Fields } from './fields.ts'
import { newReferenceNumber } from './reference-number.ts'
import { toRefundAnswer } from './refund-answer.ts'
import { parseRefundRequest } from './refund-request.ts'
import { findBusiness, type World } from './world.ts'

/**
 * Refunds a part of a completed payment, or all that is left of it, and books it. Throws a Refusal, with nothing
 * booked, when the body, the tokens, the reference or the amount is not good.
 */
export function refund(world: World, body: Fields): object {
  const business = findBusiness(world, body)
  if (parseText(body['privateToken'] ?? '') !== business.privateToken) throw new Refusal('BTRA_0403')
  const { referenceNumber: paymentReferenceNumber, amount, message } = parseRefundRequest(body)
  const ticket = world.tickets.findByReference(paymentReferenceNumber)
  if (ticket?.business !== business) throw new Refusal('BTRA_0053')

  const at = world.clock.now()
  const referenceNumber = newReferenceNumber(world.random)
  const dailyTransactionId = world.dailyIds.peek(business, at)
  const sentBack = { referenceNumber, dailyTransactionId, amount, message, at }
  if (!world.tickets.refund(ticket, sentBack)) throw new Refusal('BTRA_0030')
  world.dailyIds.take(business, at)
  world.ledger.movements.push({
    at,
    type: 'refund',
    ecommerceId: ticket.ecommerceId,
    referenceNumber,
    paymentReferenceNumber,
    businessName: business.name,
    totalCents: amount,
    message,
  })
  return toRefundAnswer(ticket, sentBack)
}
