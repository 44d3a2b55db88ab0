/** The moment at which money moves. */

import { toCents } from '../../src/protocol/index.ts'
import { newEcommerceId } from './ecommerce-id.ts'
import { toFee, type Movement } from './ledger.ts'
import { newReferenceNumber } from './reference-number.ts'
import type { Capture, Ticket, TicketRequest } from './tickets.ts'
import type { World } from './world.ts'

/**
 * Captures a ticket that is CONFIRM: reference, fee, daily id, and a movement in the ledger. A ticket in another status
 * is left alone, nothing is booked, and the answer is false.
 */
export function capture(world: World, ticket: Ticket): boolean {
  const captured = toCapture(world, ticket, world.clock.now())
  if (!world.tickets.complete(ticket, captured)) return false
  book(world, ticket, captured)
  return true
}

/** Books a payment that was begun elsewhere, and paid at `at` (milliseconds since 1970). Its webhook is the caller's. */
export function captureElsewhere(world: World, request: TicketRequest, at: number): Ticket {
  const captured = toCapture(world, request, at)
  const ticket = world.tickets.addCompleted(newEcommerceId(world.random), request, captured)
  book(world, ticket, captured)
  return ticket
}

function toCapture({ random, dailyIds }: World, { business, total }: TicketRequest, at: number): Capture {
  const fee = toFee(total)
  return {
    referenceNumber: newReferenceNumber(random),
    dailyTransactionId: dailyIds.peek(business, at),
    fee,
    net: toCents(total - fee),
    completedAt: at,
  }
}

function book(world: World, ticket: Ticket, { referenceNumber, fee, net, completedAt: at }: Capture): void {
  world.dailyIds.take(ticket.business, at)
  const movement: Movement = {
    at,
    type: 'payment',
    ecommerceId: ticket.ecommerceId,
    referenceNumber,
    businessName: ticket.business.name,
    totalCents: ticket.total,
    feeCents: fee,
    netCents: net,
  }
  world.ledger.movements.push(movement)
  world.changes.tell('ledger', movement)
}
