/** What the control routes show. Dollars are JSON numbers, cents say so in their names, instants are RFC 3339 in UTC. */

import type { AdjustableClock } from '../context.ts'
import { toWireNumber } from '../athmovil/wire.ts'
import { sumAll, sumByPayment, type Ledger, type Movement, type WebhookRecord } from './ledger.ts'
import { toNewest } from './ticket-filter.ts'
import type { Ticket } from './tickets.ts'

const toInstant = (at: number): string => new Date(at).toISOString()

/** The simulator's time. */
export function toClockView(clock: AdjustableClock): { now: string; speed: number } {
  return { now: toInstant(clock.now()), speed: clock.speed }
}

/** A ticket in a list. `expired` is there only where it is so. */
export function toTicketView(ticket: Ticket): object {
  return {
    ecommerceId: ticket.ecommerceId,
    status: ticket.status,
    ...(ticket.expired && { expired: true }),
    total: toWireNumber(ticket.total),
    phone: ticket.phone,
    metadata1: ticket.metadata1,
    businessName: ticket.business.name,
    createdAt: toInstant(ticket.createdAt),
    expiresAt: toInstant(ticket.expiresAt),
  }
}

/** One ticket with all there is to know of it. */
export function toTicketDetailView(ticket: Ticket): object {
  return {
    ...toTicketView(ticket),
    subtotal: toWireNumber(ticket.subtotal),
    tax: toWireNumber(ticket.tax),
    metadata2: ticket.metadata2,
    referenceNumber: ticket.capture?.referenceNumber ?? null,
    items: ticket.items.map((item) => ({
      name: item.name,
      description: item.description,
      quantity: item.quantity,
      price: toWireNumber(item.price),
      tax: toWireNumber(item.tax),
      metadata: item.metadata,
    })),
    refunds: ticket.refunds.map(({ at, amount, referenceNumber, message, via }) => ({
      at: toInstant(at),
      amount: toWireNumber(amount),
      referenceNumber,
      message,
      via,
    })),
    history: [{ at: ticket.createdAt, event: 'created' }, ...ticket.history].map(({ at, event }) => ({
      at: toInstant(at),
      event,
    })),
  }
}

/**
 * The ledger, with the sum of each payment, and of all: whole, or the newest so many of each. `counts` tells how many
 * there are.
 */
export function toLedgerView({ movements, webhooks }: Ledger, limit: number | null = null): object {
  const payments = sumByPayment(movements)
  return {
    movements: toNewest(movements, limit).map(toMovementView),
    payments: toNewest(payments, limit),
    webhooks: toNewest(webhooks, limit).map(toWebhookView),
    counts: { movements: movements.length, payments: payments.length, webhooks: webhooks.length },
    sums: sumAll(movements),
  }
}

function toMovementView(movement: Movement): object {
  return { ...movement, at: toInstant(movement.at) }
}

/** A webhook that was sent, with what came of it. */
export function toWebhookView(webhook: WebhookRecord): object {
  const { at, answeredAt } = webhook
  return { ...webhook, at: toInstant(at), answeredAt: answeredAt && toInstant(answeredAt) }
}
