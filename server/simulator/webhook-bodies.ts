/** The bodies of webhooks, in the shapes of the samples of two generations: fixtures/webhooks. */

import { toUpstreamDate, toWireNumber } from '../athmovil/wire.ts'
import { formatDollars, type Item } from '../../src/protocol/index.ts'
import { toSpacedPhone } from './customer.ts'
import type { Speech } from './dialects.ts'
import { respell } from './spellings.ts'
import { toTransactionItem } from './transaction.ts'
import { withoutPayment, type WebhookFacts } from './webhook-facts.ts'
import type { EventKind } from './webhook-kinds.ts'

/** The generations of shapes. */
export const GENERATIONS = ['2020', '2025'] as const

/** One of them: that of the documents of 2020, and that of what was received in 2025. */
export type Generation = (typeof GENERATIONS)[number]

interface Kind {
  readonly type: string
  /** The status in the words of 2020; those of 2025 are below. */
  readonly status: 'completed' | 'cancelled' | 'expired'
  /** The newest generation of which there is a sample. */
  readonly newest: Generation
}

const KINDS: Readonly<Record<EventKind, Kind>> = {
  ecommerce_completed: { type: 'ecommerce', status: 'completed', newest: '2025' },
  ecommerce_cancelled: { type: 'ecommerce', status: 'cancelled', newest: '2025' },
  ecommerce_expired: { type: 'ecommerce', status: 'expired', newest: '2020' },
  refund: { type: 'refund', status: 'completed', newest: '2025' },
  payment: { type: 'payment', status: 'completed', newest: '2020' },
  donation: { type: 'donation', status: 'completed', newest: '2020' },
  simulated: { type: 'simulated', status: 'completed', newest: '2020' },
}

const STATUS_OF_2025 = { completed: 'COMPLETED', cancelled: 'CANCEL', expired: 'EXPIRED' } as const

/** What a body is written with: `sentAt` is milliseconds since 1970; without a generation the business's dialect decides. */
export interface WebhookForm {
  readonly sentAt: number
  readonly generation?: Generation | undefined
  readonly speech: Speech
}

/** Writes the body of a webhook. Of a transaction that is no eCommerce, 2025 has only the shape of the refund's sample. */
export function toWebhookBody(kind: EventKind, facts: WebhookFacts, form: WebhookForm): object {
  const { status, newest } = KINDS[kind]
  const told = status === 'completed' ? facts : withoutPayment(facts)
  if (form.generation !== undefined) return toBody(form.generation, kind, told, form.sentAt)
  const generation = form.speech.choose('webhookShape') === 'of_2020' ? '2020' : newest
  return respell('webhook', toBody(generation, kind, told, form.sentAt), form.speech)
}

function toBody(generation: Generation, kind: EventKind, facts: WebhookFacts, sentAt: number): object {
  if (generation === '2020') return toBodyOf2020(kind, facts, sentAt)
  return KINDS[kind].type === 'ecommerce'
    ? toEcommerceOf2025(kind, facts, sentAt)
    : toOtherOf2025(kind, facts, sentAt)
}

/** fixtures/webhooks/*.2020.json: everything is text, and there is no ecommerceId. */
function toBodyOf2020(kind: EventKind, facts: WebhookFacts, sentAt: number): object {
  const { payer } = facts
  return {
    transactionType: KINDS[kind].type,
    status: KINDS[kind].status,
    date: `${toUpstreamDate(sentAt)}.0`,
    referenceNumber: facts.referenceNumber,
    dailyTransactionID: facts.dailyTransactionId,
    name: payer?.name ?? '',
    phoneNumber: payer?.phone ?? '',
    email: payer?.email ?? '',
    message: facts.message,
    total: formatDollars(facts.total),
    tax: formatDollars(facts.tax),
    subtotal: formatDollars(facts.subtotal),
    fee: formatDollars(facts.fee),
    netAmount: formatDollars(facts.net),
    totalRefundedAmount: '0.00',
    metadata1: facts.metadata1,
    metadata2: facts.metadata2,
    items: facts.items.map(toItemOf2020),
  }
}

/**
 * fixtures/webhooks/ecommerce-completed.2025-12.json and ecommerce-cancelled.2025-05.json. Nobody has seen an expired
 * one of 2025; like that of 2020 it gets no ecommerceId.
 */
function toEcommerceOf2025(kind: EventKind, facts: WebhookFacts, sentAt: number): object {
  const { payer } = facts
  return {
    businessName: facts.businessName,
    dailyTransactionId: facts.dailyTransactionId,
    date: toUpstreamDate(sentAt),
    ...(kind !== 'ecommerce_expired' && { ecommerceId: facts.ecommerceId }),
    email: payer?.email ?? '',
    fee: toWireNumber(facts.fee),
    isNonProfit: false,
    items: facts.items.map(toTransactionItem),
    message: facts.message,
    metadata1: facts.metadata1,
    metadata2: facts.metadata2,
    name: payer?.name ?? '',
    netAmount: toWireNumber(facts.net),
    // A number in the samples, and 0 where nobody paid.
    phoneNumber: Number(payer?.phone ?? 0),
    referenceNumber: facts.referenceNumber,
    referenceTransactionId: '',
    status: STATUS_OF_2025[KINDS[kind].status],
    subTotal: toWireNumber(facts.subtotal),
    tax: toWireNumber(facts.tax),
    total: toWireNumber(facts.total),
    totalRefundedAmount: 0,
    transactionDate: facts.at === null ? '' : toUpstreamDate(facts.at),
    transactionType: 'ECOMMERCE',
  }
}

/** fixtures/webhooks/refund.2025-12.json: amounts are text, and what was refunded of the payment is told as "0". */
function toOtherOf2025(kind: EventKind, facts: WebhookFacts, sentAt: number): object {
  const { payer } = facts
  return {
    dailyTransactionID: facts.dailyTransactionId.replace(/^0+(?=.)/, ''),
    date: toUpstreamDate(sentAt),
    email: payer?.email ?? '',
    fee: formatDollars(facts.fee),
    message: facts.message,
    name: payer?.name ?? '',
    netAmount: formatDollars(facts.net),
    phoneNumber: payer ? toSpacedPhone(payer.phone) : '',
    referenceNumber: facts.referenceNumber,
    status: STATUS_OF_2025[KINDS[kind].status],
    total: formatDollars(facts.total),
    totalRefundedAmount: '0',
    transactionType: KINDS[kind].type.toUpperCase(),
  }
}

function toItemOf2020(item: Item): object {
  return {
    quantity: String(item.quantity),
    tax: formatDollars(item.tax),
    metadata: item.metadata,
    name: item.name,
    description: item.description,
    price: formatDollars(item.price),
  }
}
