/** The tickets: what a merchant asked of a customer, and what became of it. The only writer of a ticket's status. */

import type { Clock } from '../context.ts'
import { sumCents, type Cents } from '../../src/protocol/money.ts'
import type { Item } from '../../src/protocol/payment.ts'
import type { Phone } from '../../src/protocol/phone.ts'
import { createAgenda } from './agenda.ts'
import type { Business } from './business.ts'
import type { Changes } from './changes.ts'
import type { RefundVia } from './ledger.ts'

/** ATH Móvil's words for the fate of a ticket; expired is CANCEL too, and only the webhook tells. */
export const TICKET_STATUSES = ['OPEN', 'CONFIRM', 'COMPLETED', 'CANCEL'] as const

/** One of these words. */
export type TicketStatus = (typeof TICKET_STATUSES)[number]

/** What can happen to a ticket after its creation. `refused` is the customer's no, `cancelled` the merchant's. */
export type TicketEvent = 'confirmed' | 'refused' | 'cancelled' | 'expired' | 'completed'

/** Which statuses an event may meet, and what it makes of them. Nothing leaves COMPLETED or CANCEL. */
const TRANSITIONS: Readonly<Record<TicketEvent, { from: readonly TicketStatus[]; to: TicketStatus }>> = {
  confirmed: { from: ['OPEN'], to: 'CONFIRM' },
  refused: { from: ['OPEN'], to: 'CANCEL' },
  cancelled: { from: ['OPEN', 'CONFIRM'], to: 'CANCEL' },
  expired: { from: ['OPEN', 'CONFIRM'], to: 'CANCEL' },
  completed: { from: ['CONFIRM'], to: 'COMPLETED' },
}

/** What a merchant asks for, read and valid. */
export interface TicketRequest {
  readonly business: Business
  readonly total: Cents
  readonly subtotal: Cents
  readonly tax: Cents
  readonly metadata1: string
  readonly metadata2: string
  readonly items: readonly Item[]
  /** Null until somebody is asked: a ticket may be opened without a phone, and is given one once. */
  readonly phone: Phone | null
  readonly timeoutMs: number
}

/** The money's side of a completed ticket. */
export interface Capture {
  readonly referenceNumber: string
  readonly dailyTransactionId: string
  readonly fee: Cents
  readonly net: Cents
  readonly completedAt: number
}

/** Money that went back to the customer. The reference is the refund's own; `at` is milliseconds since 1970. */
export interface Refund {
  readonly referenceNumber: string
  readonly dailyTransactionId: string
  readonly amount: Cents
  readonly message: string
  readonly via: RefundVia
  readonly at: number
}

/** One ticket. Instants are milliseconds since 1970, UTC. */
export interface Ticket extends TicketRequest {
  readonly ecommerceId: string
  readonly createdAt: number
  readonly expiresAt: number
  readonly status: TicketStatus
  readonly expired: boolean
  readonly capture: Capture | null
  readonly refunds: readonly Refund[]
  /** What happened to it after its creation. */
  readonly history: readonly { readonly at: number; readonly event: TicketEvent }[]
}

type Changing<T> = { -readonly [K in keyof T]: T[K] }

/** The book of tickets of one simulator. */
export interface Tickets {
  /** Opens a ticket, which expires by itself at its end. */
  open(ecommerceId: string, request: TicketRequest): Ticket
  /** Adds a ticket that was begun elsewhere and is COMPLETED already. `changed` doesn't hear of it. */
  addCompleted(ecommerceId: string, request: TicketRequest, capture: Capture): Ticket
  /** Takes over tickets that were kept, oldest first, as they are; nobody hears of it. Their ends come as ever. */
  restore(kept: readonly Ticket[]): void
  /** Finds a ticket as it is now. */
  find(ecommerceId: string): Ticket | undefined
  /** Finds a completed ticket by the reference of its payment; that of a refund finds nothing. */
  findByReference(referenceNumber: string): Ticket | undefined
  /** Lists the tickets as they are now, oldest first. */
  list(): Ticket[]
  /** Gives a phone to a ticket. Answers false, and changes nothing, unless it is OPEN and has none. */
  setPhone(ticket: Ticket, phone: Phone): boolean
  /** Applies an event. Answers false, and changes nothing, when the ticket's status doesn't allow it. */
  apply(ticket: Ticket, event: Exclude<TicketEvent, 'completed'>): boolean
  /** Completes a ticket with its capture. Answers false, and changes nothing, unless it is CONFIRM. */
  complete(ticket: Ticket, capture: Capture): boolean
  /** Sends money back. Answers false, and changes nothing, unless so much of a completed ticket is left. */
  refund(ticket: Ticket, refund: Refund): boolean
}

/** What a book of tickets is kept with. */
export interface TicketsOptions {
  readonly clock: Clock
  readonly changes: Changes
  /** Hears of every event, once, after it took effect. */
  readonly changed: (ticket: Ticket, event: TicketEvent) => void
}

/** Makes an empty book. */
export function createTickets({ clock, changes, changed }: TicketsOptions): Tickets {
  const byId = new Map<string, Changing<Ticket>>()
  const ends = createAgenda<Ticket>(clock, ({ expiresAt }) => expiresAt, asOfNow)
  const byReference = new Map<string, Changing<Ticket>>()

  function change(ticket: Ticket, event: TicketEvent, capture: Capture | null = null): boolean {
    const own = byId.get(ticket.ecommerceId)
    if (!own || !TRANSITIONS[event].from.includes(own.status)) return false
    own.status = TRANSITIONS[event].to
    own.expired = event === 'expired'
    own.capture = capture
    if (capture) byReference.set(capture.referenceNumber, own)
    own.history = [...own.history, { at: clock.now(), event }]
    changes.tell('tickets', own)
    changed(own, event)
    return true
  }

  /** Time has the first word: after a jump of the clock a ticket may be read before its end was told. */
  function asOfNow(ticket: Ticket): Ticket {
    if (clock.now() >= ticket.expiresAt) change(ticket, 'expired')
    return ticket
  }

  return {
    open(ecommerceId, request) {
      const ticket = newTicket(ecommerceId, request, clock.now())
      byId.set(ecommerceId, ticket)
      ends.add(ticket)
      changes.tell('tickets', ticket)
      return ticket
    },
    addCompleted(ecommerceId, request, capture) {
      const ticket = newCompletedTicket(ecommerceId, request, capture)
      byId.set(ecommerceId, ticket)
      byReference.set(capture.referenceNumber, ticket)
      changes.tell('tickets', ticket)
      return ticket
    },
    restore(kept) {
      for (const ticket of kept) {
        byId.set(ticket.ecommerceId, ticket)
        if (ticket.status === 'OPEN' || ticket.status === 'CONFIRM') ends.add(ticket)
        if (ticket.capture) byReference.set(ticket.capture.referenceNumber, ticket)
      }
    },
    find(ecommerceId) {
      const ticket = byId.get(ecommerceId)
      return ticket && asOfNow(ticket)
    },
    findByReference: (referenceNumber) => byReference.get(referenceNumber),
    // What was begun elsewhere may have been added after younger ones.
    list: () => [...byId.values()].map(asOfNow).toSorted((a, b) => a.createdAt - b.createdAt),
    setPhone(ticket, phone) {
      const own = byId.get(ticket.ecommerceId)
      if (!own || asOfNow(own).status !== 'OPEN' || own.phone !== null) return false
      own.phone = phone
      changes.tell('tickets', own)
      return true
    },
    apply: (ticket, event) => change(asOfNow(ticket), event),
    complete: (ticket, capture) => change(asOfNow(ticket), 'completed', capture),
    refund(ticket, refund) {
      const own = byId.get(ticket.ecommerceId)
      if (own?.status !== 'COMPLETED') return false
      const refunds = [...own.refunds, refund]
      if (sumCents(refunds.map(({ amount }) => amount)) > own.total) return false
      own.refunds = refunds
      changes.tell('tickets', own)
      return true
    },
  }
}

function newCompletedTicket(ecommerceId: string, request: TicketRequest, capture: Capture): Changing<Ticket> {
  const at = capture.completedAt
  const history = (['confirmed', 'completed'] as const).map((event) => ({ at, event }))
  return { ...newTicket(ecommerceId, request, at), status: 'COMPLETED', capture, history }
}

const NOTHING: readonly never[] = []

function newTicket(ecommerceId: string, request: TicketRequest, createdAt: number): Changing<Ticket> {
  return {
    ...request,
    ecommerceId,
    createdAt,
    expiresAt: createdAt + request.timeoutMs,
    status: 'OPEN',
    expired: false,
    capture: null,
    // One for all: most tickets stay so, and there may be a hundred thousand of them.
    refunds: NOTHING,
    history: NOTHING,
  }
}
