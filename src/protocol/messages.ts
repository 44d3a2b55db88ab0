/** The shapes that cross HTTP between the button and the backend, each with the function that reads it. */

import { AthmError, isErrorCode, type ErrorCode } from './errors.ts'
import { isCents, MAX_TOTAL, MIN_TOTAL, parseDollars, type Cents } from './money.ts'
import { CANCELLERS, isPaymentStatus, type Canceller, type Item, type PaymentStatus } from './payment.ts'
import { parsePhone, type Phone } from './phone.ts'

/** What the wire allows, in the units of the field's name. */
export const LIMITS = {
  metadataLength: 40,
  items: 100,
  itemTextLength: 200,
  minTimeoutS: 120,
  maxTimeoutS: 600,
  defaultTimeoutS: 600,
  idempotencyKeyLength: 255,
} as const

/** The languages that the project speaks. */
export type Lang = 'es' | 'en'

/** What a customer is asked to pay, and for what. */
export interface Charge {
  readonly total: Cents
  readonly subtotal: Cents | null
  readonly tax: Cents | null
  readonly metadata1: string
  readonly metadata2: string
  readonly items: readonly Item[]
}

/** `POST api/initiate/`, read: the charge is the page's own word, or a signed order's. */
export interface InitiateRequest {
  /** The order token; then there is no charge, as there is none where the page states no total. */
  readonly order: string | null
  readonly charge: Charge | null
  /** What the customer chose to pay, where the order leaves it open. */
  readonly chosenTotal: Cents | null
  readonly phone: Phone
  readonly timeoutS: number
  readonly lang: Lang
}

/** `POST api/initiate/`, as sent. Money is decimal text or a JSON number of at most two decimals. */
export interface InitiateBody {
  order?: string
  total?: string | number
  subtotal?: string | number
  tax?: string | number
  metadata_1?: string
  metadata_2?: string
  items?: readonly unknown[]
  phone_number: string
  timeout?: number
  lang?: Lang
}

/**
 * What an order token says, between its two dots: the payload of a compact JWS. The button shows it; only the backend,
 * which holds the key, can tell whether it is true.
 */
export interface OrderPayload {
  /** The order's id; of a price tag, the tag's. */
  jti: string
  /** Seconds since 1970. A price tag has no end. */
  iat: number
  exp?: number
  /** Dollars. Absent where the customer chooses, from `min` to `max`. */
  total?: string
  min?: string
  max?: string
  subtotal?: string
  tax?: string
  metadata_1?: string
  metadata_2?: string
  items?: {
    name: string
    description?: string
    quantity?: number
    price?: string
    tax?: string
    metadata?: string
  }[]
  /** Where the page may go afterwards, and from where a price tag may be paid: exact origins. */
  origins?: string[]
  /** A price tag: payable any number of times. */
  reusable?: true
}

/** What a browser may know of a payment. Money is decimal text; instants are RFC 3339 in UTC. */
export interface PaymentView {
  payment_id: string
  status: PaymentStatus
  /** A cancel is undecided, or an upstream write ended without an answer: the outcome is not known. */
  verifying: boolean
  reference_number: string | null
  /** Null until COMPLETED: with the public token it suffices to cancel. */
  ecommerce_id: string | null
  total: string
  refunded: string
  /** Null while ATH Móvil hasn't answered the creation. */
  expires_at: string | null
  server_time: string
  code: ErrorCode | null
  /** Null unless the status is CANCEL and there is evidence of who it was. */
  cancelled_by: Canceller | null
}

/** The answer to `POST api/initiate/`. */
export interface InitiateView {
  payment_id: string
  status: PaymentStatus
  verifying: boolean
  client_secret: string
  expires_at: string | null
  server_time: string
  total: string
}

/** The answer to `GET api/config/`. */
export interface ConfigView {
  mode: 'sandbox' | 'live'
  business_name: string | null
  limits: {
    min_total: string
    max_total: string
    min_timeout: number
    max_timeout: number
    metadata_length: number
  }
  orders_required: boolean
  available: boolean
}

/** Every error, as a browser gets it. */
export interface ErrorBody {
  error: string
  code: ErrorCode
  retryable: boolean
  field?: string
  athm_code?: string
  request_id: string
}

type Fields = Readonly<Record<string, unknown>>

/** Tells a JSON object from everything else. */
export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Reads the body of an initiate. Throws an AthmError that names the first field at fault. */
export function parseInitiateRequest(body: unknown): InitiateRequest {
  if (!isObject(body)) throw new AthmError('invalid_body', 'The body must be a JSON object.')
  const order = parseOrderToken(body['order'])
  return {
    order,
    charge: order === null && isGiven(body['total']) ? parseCharge(body) : null,
    chosenTotal: order !== null && isGiven(body['total']) ? parseTotal(body['total']) : null,
    phone: parsePhoneNumber(body['phone_number']),
    timeoutS: parseTimeout(body['timeout']),
    lang: parseLang(body['lang']),
  }
}

/** Reads what is to be paid. Throws an AthmError that names the first field at fault. */
export function parseCharge(body: Fields): Charge {
  return {
    total: parseTotal(body['total']),
    subtotal: parseOptionalDollars(body, 'subtotal', 'invalid_subtotal'),
    tax: parseOptionalDollars(body, 'tax', 'invalid_tax'),
    metadata1: parseMetadata(body, 'metadata_1'),
    metadata2: parseMetadata(body, 'metadata_2'),
    items: parseItems(body['items']),
  }
}

function parseOrderToken(value: unknown): string | null {
  if (!isGiven(value)) return null
  if (typeof value === 'string' && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(value)) return value
  throw new AthmError('invalid_order', 'order must be a token that orders.sign() made.', { field: 'order' })
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== ''
}

/** Reads a total: dollars from 1.00 to 1500.00. Throws an AthmError with a code for each way to be wrong. */
export function parseTotal(value: unknown): Cents {
  const total = parseDollars(value)
  if (total === 'not_a_number') {
    throw new AthmError('total_not_a_number', 'total must be dollars, such as "25.00".', { field: 'total' })
  }
  if (total === 'too_precise') {
    throw new AthmError('total_too_precise', 'total has more than two decimals.', { field: 'total' })
  }
  if (total < MIN_TOTAL || total > MAX_TOTAL) {
    throw new AthmError('total_out_of_range', 'total must be from 1.00 to 1500.00.', { field: 'total' })
  }
  return total
}

/** Reads the payment id that a status, authorize or cancel names. Throws `payment_not_found` for anything else. */
export function parsePaymentId(value: unknown): string {
  if (typeof value === 'string' && /^[\w-]{1,64}$/.test(value)) return value
  throw new AthmError('payment_not_found', 'There is no such payment, or the client secret is not its own.')
}

function parseOptionalDollars(
  body: Fields,
  field: string,
  code: 'invalid_subtotal' | 'invalid_tax',
): Cents | null {
  const value = body[field]
  if (!isGiven(value)) return null
  const amount = parseDollars(value)
  if (isCents(amount) && amount <= MAX_TOTAL) return amount
  throw new AthmError(code, `${field} must be dollars of at most two decimals, such as "1.50".`, { field })
}

function parseMetadata(body: Fields, field: string): string {
  const value = body[field] ?? ''
  // Control characters would travel into merchants' reports and terminals; no document of ATH Móvil's shows one.
  if (typeof value !== 'string' || /\p{Cc}/u.test(value)) {
    throw new AthmError('invalid_metadata', `${field} must be plain text on one line.`, { field })
  }
  const text = value.trim()
  if ([...text].length > LIMITS.metadataLength) {
    throw new AthmError('metadata_too_long', `${field} has more than ${LIMITS.metadataLength} characters.`, {
      field,
    })
  }
  return text
}

function parsePhoneNumber(value: unknown): Phone {
  const phone = parsePhone(value)
  if (phone) return phone
  throw new AthmError('invalid_phone_number', 'phone_number must have ten digits.', { field: 'phone_number' })
}

function parseTimeout(value: unknown): number {
  if (value === undefined || value === null) return LIMITS.defaultTimeoutS
  const seconds = typeof value === 'string' && /^\d{1,4}$/.test(value) ? Number(value) : value
  if (
    Number.isInteger(seconds) &&
    Number(seconds) >= LIMITS.minTimeoutS &&
    Number(seconds) <= LIMITS.maxTimeoutS
  ) {
    return Number(seconds)
  }
  throw new AthmError('invalid_timeout', 'timeout must be whole seconds from 120 to 600.', {
    field: 'timeout',
  })
}

function parseLang(value: unknown): Lang {
  if (value === undefined || value === null) return 'es'
  if (value === 'es' || value === 'en') return value
  throw new AthmError('invalid_lang', 'lang must be "es" or "en".', { field: 'lang' })
}

/** Reads a list of items. Throws `invalid_items`, naming the item at fault. */
export function parseItems(value: unknown): readonly Item[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value) || value.length > LIMITS.items) {
    throw new AthmError('invalid_items', `items must be a list of at most ${LIMITS.items} items.`, {
      field: 'items',
    })
  }
  return value.map((item, index) => parseItem(item, `items[${index}]`))
}

function parseItem(value: unknown, at: string): Item {
  if (!isObject(value)) throw new AthmError('invalid_items', `${at} must be an object.`, { field: 'items' })
  const name = parseItemText(value, 'name', at)
  if (name === '') throw new AthmError('invalid_items', `${at}.name is missing.`, { field: 'items' })
  return {
    name,
    description: parseItemText(value, 'description', at),
    quantity: parseQuantity(value['quantity'], at),
    price: parseItemDollars(value, 'price', at),
    tax: parseItemDollars(value, 'tax', at),
    metadata: parseItemText(value, 'metadata', at),
  }
}

function parseItemText(item: Fields, field: string, at: string): string {
  const value = item[field] ?? ''
  if (typeof value === 'string' && value.length <= LIMITS.itemTextLength && !/\p{Cc}/u.test(value))
    return value.trim()
  throw new AthmError(
    'invalid_items',
    `${at}.${field} must be text of at most ${LIMITS.itemTextLength} characters.`,
    {
      field: 'items',
    },
  )
}

function parseQuantity(value: unknown, at: string): number {
  if (value === undefined || value === null) return 1
  const quantity = typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : value
  if (Number.isInteger(quantity) && Number(quantity) >= 1 && Number(quantity) <= 999_999)
    return Number(quantity)
  throw new AthmError('invalid_items', `${at}.quantity must be a whole number from 1.`, { field: 'items' })
}

function parseItemDollars(item: Fields, field: string, at: string): Cents {
  const amount = parseDollars(item[field] ?? 0)
  if (isCents(amount)) return amount
  throw new AthmError('invalid_items', `${at}.${field} must be dollars of at most two decimals.`, {
    field: 'items',
  })
}

/** Reads a PaymentView. Throws `unexpected_answer` when it isn't one: an HTML page, another program's JSON. */
export function parsePaymentView(value: unknown): PaymentView {
  if (
    isObject(value) &&
    typeof value['payment_id'] === 'string' &&
    isPaymentStatus(value['status']) &&
    typeof value['total'] === 'string'
  ) {
    return {
      payment_id: value['payment_id'],
      status: value['status'],
      verifying: value['verifying'] === true,
      reference_number: parseText(value['reference_number']),
      ecommerce_id: parseText(value['ecommerce_id']),
      total: value['total'],
      refunded: parseText(value['refunded']) ?? '0.00',
      expires_at: parseText(value['expires_at']),
      server_time: parseText(value['server_time']) ?? '',
      code: isErrorCode(value['code']) ? value['code'] : null,
      cancelled_by: CANCELLERS.find((who) => who === value['cancelled_by']) ?? null,
    }
  }
  throw new AthmError('unexpected_answer', 'The answer is not a payment.')
}

/** Reads the answer to an initiate. Throws `unexpected_answer` when it isn't one. */
export function parseInitiateView(value: unknown): PaymentView & { client_secret: string } {
  const view = parsePaymentView(value)
  const secret = isObject(value) ? parseText(value['client_secret']) : null
  if (secret === null) throw new AthmError('unexpected_answer', 'The answer has no client_secret.')
  return { ...view, client_secret: secret }
}

function parseText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
