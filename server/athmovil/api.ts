/**
 * The calls to ATH Móvil, each with three outcomes: it was answered, it was refused, or nobody knows. The third is not
 * an error to be thrown past somebody: what to do about it is the heart of the lifecycle.
 */

import { formatDollars, type Cents, type Item, type Phone } from '../../src/protocol/index.ts'
import type { Clock } from '../context.ts'
import { createBooks, type Books } from './books.ts'
import { toOutcome, withDeadline, type Failure, type Outcome } from './call.ts'
import type { Send, UpstreamAnswer } from './transport.ts'
import { readText, readTransaction, type Transaction } from './wire.ts'

export { CALL_TIMEOUT_MS, type Outcome } from './call.ts'

const ECOMMERCE = '/api/business-transaction/ecommerce'

/** What a ticket is asked with. */
export interface TicketRequest {
  readonly total: Cents
  readonly subtotal: Cents | null
  readonly tax: Cents | null
  readonly metadata1: string
  readonly metadata2: string
  readonly items: readonly Item[]
  readonly phone: Phone
  readonly timeoutS: number
}

/** A ticket that was created: its id, and the token that authorizes it. */
export interface CreatedTicket {
  readonly ecommerceId: string
  readonly authToken: string
}

/** What to send back, and with what words to the customer. */
export interface RefundCall {
  readonly referenceNumber: string
  readonly amount: Cents
  readonly message: string
}

/** ATH Móvil's ids of a refund: null where the answer doesn't say. */
export interface RefundIds {
  readonly reference: string | null
  readonly dailyId: string | null
}

/** The calls of ATH Móvil's payments API that a payment needs, and its books. */
export interface AthMovil extends Books {
  createPayment(ticket: TicketRequest): Promise<Outcome<CreatedTicket>>
  findPayment(ecommerceId: string): Promise<Outcome<Transaction>>
  authorize(authToken: string): Promise<Outcome<Transaction>>
  refund(call: RefundCall): Promise<Outcome<RefundIds>>
  /** The answer's data is a sentence, so that there is nothing to read but its success. */
  cancel(ecommerceId: string): Promise<Outcome<boolean>>
}

/** Builds the client for one business. */
export function createAthMovil(options: {
  send: Send
  publicToken: string
  privateToken: string
  clock: Clock
}): AthMovil {
  const { send, publicToken, privateToken, clock } = options

  const post = (path: string, body: object | null, authToken?: string): Promise<UpstreamAnswer | Failure> =>
    withDeadline(clock, send, {
      host: 'payments',
      method: 'POST',
      path: ECOMMERCE + path,
      headers: {
        accept: 'application/json',
        ...(body && { 'content-type': 'application/json' }),
        ...(authToken && { authorization: `Bearer ${authToken}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })

  return {
    ...createBooks(options),
    createPayment: async (ticket) =>
      toOutcome(await post('/payment', toTicketBody(ticket, publicToken)), readCreated),
    findPayment: async (ecommerceId) =>
      toOutcome(await post('/business/findPayment', { ecommerceId, publicToken }), (data) =>
        readOwn(data, ecommerceId),
      ),
    authorize: async (authToken) =>
      toOutcome(await post('/authorization', null, authToken), (data) => readTransaction(data) ?? undefined),
    refund: async ({ referenceNumber, amount, message }) => {
      const body = { publicToken, privateToken, referenceNumber, amount: formatDollars(amount), message }
      return toOutcome(await post('/refund', body), readRefund)
    },
    cancel: async (ecommerceId) =>
      toOutcome(await post('/business/cancel', { ecommerceId, publicToken }), () => true),
  }
}

/** Money goes out as text of two decimals, as in the vendor's own sample. */
function toTicketBody(ticket: TicketRequest, publicToken: string): object {
  return {
    env: 'production',
    publicToken,
    timeout: String(ticket.timeoutS),
    total: formatDollars(ticket.total),
    tax: ticket.tax === null ? '0.00' : formatDollars(ticket.tax),
    subtotal: ticket.subtotal === null ? '0.00' : formatDollars(ticket.subtotal),
    metadata1: ticket.metadata1,
    metadata2: ticket.metadata2,
    items: ticket.items.map((item) => ({
      name: item.name,
      description: item.description,
      quantity: String(item.quantity),
      price: formatDollars(item.price),
      tax: formatDollars(item.tax),
      metadata: item.metadata,
    })),
    phoneNumber: ticket.phone,
  }
}

function readCreated(data: unknown): CreatedTicket | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const fields = data as Record<string, unknown>
  const ecommerceId = readText(fields['ecommerceId'])
  // A token is longer than other texts, and a cut one would be worthless.
  const authToken = fields['auth_token']
  return ecommerceId !== null && typeof authToken === 'string' && authToken !== ''
    ? { ecommerceId, authToken }
    : undefined
}

function readRefund(data: unknown): RefundIds | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const refund = readTransaction((data as Record<string, unknown>)['refund'])
  if (refund?.status !== 'COMPLETED') return undefined
  return { reference: refund.referenceNumber, dailyId: refund.dailyId }
}

/** A reading of another ticket than the one that was asked for is no reading. */
function readOwn(data: unknown, ecommerceId: string): Transaction | undefined {
  const transaction = readTransaction(data)
  return transaction && transaction.ecommerceId === ecommerceId ? transaction : undefined
}
