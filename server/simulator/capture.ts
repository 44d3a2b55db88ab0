/** The moment at which money moves. */

import { toCents } from '../../src/protocol/index.ts'
import { toFee } from './ledger.ts'
import { newReferenceNumber } from './reference-number.ts'
import type { Ticket } from './tickets.ts'
import type { World } from './world.ts'

/**
 * Captures a ticket that is CONFIRM: reference, fee, daily id, and a movement in the ledger. A ticket in another status
 * is left alone, nothing is booked, and the answer is false.
 */
export function capture(world: World, ticket: Ticket): boolean {
  const { business, total } = ticket
  const fee = toFee(total)
  const net = toCents(total - fee)
  const at = world.clock.now()
  const referenceNumber = newReferenceNumber(world.random)
  const dailyTransactionId = world.dailyIds.peek(business, at)

  const isCaptured = world.tickets.complete(ticket, {
    referenceNumber,
    dailyTransactionId,
    fee,
    net,
    completedAt: at,
  })
  if (!isCaptured) return false
  world.dailyIds.take(business, at)
  world.ledger.movements.push({
    at,
    type: 'payment',
    ecommerceId: ticket.ecommerceId,
    referenceNumber,
    businessName: business.name,
    totalCents: total,
    feeCents: fee,
    netCents: net,
  })
  return true
}
