/**
 * ATH Móvil's spellings → our types. The documents, the live API and the webhooks of two generations disagree on case,
 * names and number formats; every variant that has been seen is read here and nowhere else.
 *
 * Reading never throws: what can't be read is null, and the caller decides what that is worth. A cosmetic field in an
 * odd form must not cost anybody a payment.
 */

import { formatDollars, parsePhone, toCents, type Cents, type Phone } from '../../src/protocol/index.ts'

/** Puerto Rico keeps UTC−4 all year. */
const PUERTO_RICO_OFFSET_MS = 4 * 60 * 60 * 1000

/** The status of a ticket as findPayment tells it. Upstream's CANCEL covers both cancelled and expired. */
export type TicketStatus = 'OPEN' | 'CONFIRM' | 'COMPLETED' | 'CANCEL'

/** The status of a webhook or a report row, which tells expired from cancelled. */
export type TransactionStatus = TicketStatus | 'EXPIRED'

/** What a transaction is about. */
export type TransactionKind = 'ecommerce' | 'refund' | 'payment' | 'donation' | 'simulated' | 'unknown'

/** One bought thing, as upstream repeats it. */
export interface TransactionItem {
  readonly name: string
  readonly description: string
  readonly quantity: number | null
  readonly price: Cents | null
  readonly tax: Cents | null
  readonly metadata: string
}

/** Everything that a ticket, a webhook, a report row or a refund's answer may say. Null is "it doesn't say". */
export interface Transaction {
  readonly kind: TransactionKind
  readonly status: TransactionStatus | null
  readonly ecommerceId: string | null
  readonly referenceNumber: string | null
  readonly dailyId: string | null
  readonly total: Cents | null
  readonly subtotal: Cents | null
  readonly tax: Cents | null
  readonly fee: Cents | null
  readonly net: Cents | null
  readonly refunded: Cents | null
  readonly metadata1: string | null
  readonly metadata2: string | null
  readonly items: readonly TransactionItem[]
  readonly businessName: string | null
  readonly customerName: string | null
  readonly customerEmail: string | null
  readonly phone: Phone | null
  readonly message: string | null
  /** Milliseconds since 1970, UTC. */
  readonly at: number | null
}

type Fields = Readonly<Record<string, unknown>>

/** Reads any of upstream's transaction shapes, tickets included. Null when it isn't an object at all. */
export function readTransaction(value: unknown): Transaction | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const fields = value as Fields
  return {
    kind: readKind(fields['transactionType']),
    status: readStatus(fields['ecommerceStatus'] ?? fields['status']),
    ecommerceId: readText(fields['ecommerceId']),
    referenceNumber: readText(fields['referenceNumber']),
    dailyId: readDailyId(fields['dailyTransactionID'] ?? fields['dailyTransactionId']),
    total: readAmount(fields['total'] ?? fields['refundedAmount']),
    subtotal: readAmount(fields['subtotal'] ?? fields['subTotal']),
    tax: readAmount(fields['tax']),
    fee: readAmount(fields['fee']),
    net: readAmount(fields['netAmount']),
    refunded: readAmount(fields['totalRefundedAmount'] ?? fields['totalRefundAmount']),
    metadata1: readText(fields['metadata1']),
    metadata2: readText(fields['metadata2']),
    items: readItems(fields['items']),
    businessName: readText(fields['businessName']),
    customerName: readText(fields['name']),
    customerEmail: readText(fields['email']),
    phone: readPhone(fields['phoneNumber']),
    message: readText(fields['message']),
    at: readDate(fields['transactionDate']) ?? readDate(fields['date']),
  }
}

/** Reads a status word of any generation. An unknown word is null: never a final status. */
export function readStatus(value: unknown): TransactionStatus | null {
  switch (typeof value === 'string' ? value.trim().toUpperCase() : '') {
    case 'OPEN':
      return 'OPEN'
    case 'CONFIRM':
    case 'CONFIRMED':
      return 'CONFIRM'
    case 'COMPLETED':
      return 'COMPLETED'
    case 'CANCEL':
    case 'CANCELLED':
    case 'CANCELED':
      return 'CANCEL'
    case 'EXPIRED':
      return 'EXPIRED'
    default:
      return null
  }
}

function readKind(value: unknown): TransactionKind {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : ''
  switch (word) {
    case 'ecommerce':
    case 'refund':
    case 'payment':
    case 'donation':
    case 'simulated':
      return word
    default:
      return 'unknown'
  }
}

/**
 * Reads an amount as integer cents, half up at two decimals: `"3.00"`, `3`, `0.6000000238418579`. Works on the digits
 * of the text, so that no binary fraction is ever rounded. Empty, negative or unreadable is null.
 */
export function readAmount(value: unknown): Cents | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  // String() writes numbers under a millionth with an exponent; as money they are nothing.
  if (typeof value === 'number' && value >= 0 && value < 0.000_001) return toCents(0)
  const match = /^\s*(\d{1,10})(?:\.(\d{0,40}))?\s*$/.exec(String(value))
  if (!match) return null
  const [, dollars = '', decimals = ''] = match
  const thousandths = Number(dollars + decimals.padEnd(3, '0').slice(0, 3))
  return toCents(Math.floor((thousandths + 5) / 10))
}

/** Reads a text or a number as text, trimmed; an empty one is null. */
export function readText(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (typeof value !== 'string') return null
  const text = value.trim()
  return text === '' ? null : text.slice(0, 500)
}

/** The day's running number, which starts again each day: `35` and `"0035"` are the same. */
function readDailyId(value: unknown): string | null {
  const text = readText(value)
  return text !== null && /^\d{1,3}$/.test(text) ? text.padStart(4, '0') : text
}

function readPhone(value: unknown): Phone | null {
  return parsePhone(typeof value === 'number' ? String(value) : value) ?? null
}

/** Reads a list of items, or a JSON text that holds one. What isn't an item is left out. */
function readItems(value: unknown): readonly TransactionItem[] {
  const list = typeof value === 'string' ? parseJson(value) : value
  if (!Array.isArray(list)) return []
  return list.flatMap((item: unknown) => {
    if (typeof item !== 'object' || item === null) return []
    const fields = item as Fields
    const quantity = readText(fields['quantity'])
    return {
      name: readText(fields['name']) ?? '',
      description: readText(fields['description']) ?? '',
      quantity: quantity !== null && /^\d{1,9}$/.test(quantity) ? Number(quantity) : null,
      price: readAmount(fields['price']),
      tax: readAmount(fields['tax']),
      metadata: readText(fields['metadata']) ?? '',
    }
  })
}

/** Reads JSON; undefined when it isn't. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/**
 * Reads a date of upstream's as milliseconds since 1970: `2020-01-01 12:00:00.0` and `2025-05-01T11:02:21` are
 * Puerto Rico's time, an ISO instant with a zone is itself, and digits alone are an epoch in seconds or milliseconds.
 */
export function readDate(value: unknown): number | null {
  const text = readText(value)
  if (text === null) return null
  // Ten digits are seconds until the year 2286; more are milliseconds.
  if (/^\d{10}$/.test(text)) return Number(text) * 1000
  if (/^\d{11,14}$/.test(text)) return Number(text)
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?$/.exec(text)
  if (!match) return null
  const [, day = '', time = '', fraction = '0', zone] = match
  const at = Date.parse(`${day}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}${zone ?? '-04:00'}`)
  return Number.isNaN(at) ? null : at
}

/** Writes an instant the way upstream does: `2025-05-01 11:02:21`, in Puerto Rico's time. */
export function toUpstreamDate(at: number): string {
  return new Date(at - PUERTO_RICO_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ')
}

/** Writes cents as the JSON number of dollars that upstream answers with. For output only: nothing is computed with it. */
export function toWireNumber(amount: Cents): number {
  return Number(formatDollars(amount))
}
