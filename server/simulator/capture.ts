/** The moment at which money moves. */

import type { Clock, Random } from '../context.ts'
import { toUpstreamDate } from '../athmovil/wire.ts'
import { toCents } from '../../src/protocol/index.ts'
import { toHex } from './business.ts'
import { toFee, type Ledger } from './ledger.ts'
import type { Ticket, Tickets } from './tickets.ts'

/** The first half of every reference number, as in the samples. */
const REFERENCE_PREFIX = '215070443'

/** Counts each business's transactions of a day in Puerto Rico, by business and day. */
export type DailyIds = Map<string, number>

/**
 * Captures a ticket that is CONFIRM: reference, fee, daily id, and a movement in the ledger. A ticket in another status
 * is left alone, and nothing is booked.
 */
export function capture(
  world: { clock: Clock; random: Random; tickets: Tickets; ledger: Ledger; dailyIds: DailyIds },
  ticket: Ticket,
): void {
  const { business, total } = ticket
  const fee = toFee(total)
  const net = toCents(total - fee)
  const at = world.clock.now()
  const referenceNumber = `${REFERENCE_PREFIX}-${toHex(world.random.bytes(16))}`
  const day = `${business.publicToken} ${toUpstreamDate(at).slice(0, 10)}`
  const count = (world.dailyIds.get(day) ?? 0) + 1
  const dailyTransactionId = String(count).padStart(4, '0')

  if (!world.tickets.complete(ticket, { referenceNumber, dailyTransactionId, fee, net, completedAt: at }))
    return
  world.dailyIds.set(day, count)
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
}
