/** What the page asked for, read before anything is sent: what is wrong with it, and how it looks. */

import { readOrder, type Order } from './order.ts'
import { isAthmError, type ErrorCode } from './protocol/errors.ts'
import { isObject, LIMITS, parseTotal, type InitiateBody, type Lang } from './protocol/messages.ts'
import { formatDollars, formatPrice, isCents, parseDollars, type Cents } from './protocol/money.ts'
import type { Phone } from './protocol/phone.ts'
import { toText } from './stated-text.ts'

/** Something bought, as a page states it. Money is dollars, as text or a number. */
export interface AthmItem {
  readonly name: string
  readonly description?: string
  readonly quantity?: string | number
  readonly price?: string | number
  readonly tax?: string | number
  readonly metadata?: string
}

/** What is to be paid, in a page's words. */
interface Price {
  readonly total: string | number
  readonly subtotal: string | number
  readonly tax: string | number
  readonly metadata1: string
  readonly metadata2: string
  /** Null when the attribute was no list. */
  readonly items: readonly AthmItem[] | null
}

/** What a page states of a payment. Null is an attribute that was taken away. */
export interface Setup extends Omit<Price, 'metadata1' | 'metadata2'> {
  readonly metadata1: string | null
  readonly metadata2: string | null
  /** The token of a signed order, which then says everything that Price does; else empty. */
  readonly order: string | null
  /** Seconds. */
  readonly timeout: unknown
  /** Tells attributes: items that are null are no list where one is written, and none where it isn't. */
  hasAttribute(name: string): boolean
}

/** What is to be paid in effect: by the signed order where there is one, else by the page's word. */
export interface Terms extends Price {
  /** The token; empty without an order. */
  readonly order: string
  readonly range: Order['range']
  /** Where the page may go afterwards, beside its own origin; null for anywhere. */
  readonly origins: readonly string[] | null
  /** Whether one payment is all that there may be. */
  readonly isOnce: boolean
}

/** A token that can't be read promises nothing and allows nothing. */
const UNREADABLE: Order = {
  total: '',
  range: null,
  subtotal: '',
  tax: '',
  metadata1: '',
  metadata2: '',
  items: [],
  origins: [],
  isReusable: false,
}

/** Finds what counts. `chosen` is what the customer gave where the order leaves the total open. */
export function toTerms(setup: Setup, chosen: Cents | null): Terms {
  const token = toText(setup.order).trim()
  if (!token && !isOddOrder(setup)) {
    const { total, subtotal, tax, metadata1, metadata2, items } = setup
    const price = { total: toAmount(total), subtotal: toAmount(subtotal), tax: toAmount(tax) }
    const metadata = { metadata1: toText(metadata1), metadata2: toText(metadata2) }
    const list = items ?? (setup.hasAttribute('items') ? null : [])
    return { ...price, ...metadata, items: list, order: '', range: null, origins: null, isOnce: false }
  }
  const { isReusable, ...order } = readOrder(token) ?? UNREADABLE
  const total = order.range && chosen !== null ? formatDollars(chosen) : order.total
  return { ...order, total, order: token || 'unreadable', isOnce: !isReusable }
}

/** An order that is no text is one that can't be read, and not none: the page's own total must not take its place. */
function isOddOrder({ order }: Setup): boolean {
  return order !== null && order !== undefined && typeof order !== 'string'
}

/** Reads an amount as the page states it: what is none, such as an object, becomes empty. */
function toAmount(stated: string | number): string | number {
  return typeof stated === 'number' ? stated : toText(stated)
}

/** What a template's author has to know: by itself a template writes for people, and in Python's quotes. */
const TEMPLATE_ADVICE =
  'In a Django template write amounts with {{ total|unlocalize }}, and items as JSON: with json_script, or json.dumps in the view.'

/** Tells whether an amount is written for people: `1250,00`, `1.250,00`, `$25`, with spaces that no program wrote. */
function isForPeople(amount: string | number): boolean {
  return /\d/.test(String(amount)) && /[^\d.]/.test(String(amount))
}

/** Finds what the backend would refuse for certain, so that nobody is asked for a phone number in vain. */
export function findFault(terms: Terms): ErrorCode | null {
  const { order, range, total, metadata1, metadata2, items } = terms
  if (order) {
    if (total !== '' || range) return null
    console.error('athm-button: order must be a token that orders.sign() made.')
    return 'invalid_order'
  }
  try {
    parseTotal(total)
  } catch (thrown) {
    console.error('athm-button:', thrown, isForPeople(total) ? TEMPLATE_ADVICE : '')
    return isAthmError(thrown) ? thrown.code : 'total_not_a_number'
  }
  for (const part of ['subtotal', 'tax'] as const) {
    const amount = terms[part] ?? ''
    if (amount === '' || isCents(parseDollars(amount))) continue
    console.error(`athm-button: ${part} must be dollars, such as "1.50". ${TEMPLATE_ADVICE}`)
    return `invalid_${part}`
  }
  if (!Array.isArray(items) || !isJson(items)) {
    const example = '[{"name":"Coffee","price":"2.50"}]'
    console.error(`athm-button: items must be a JSON list, such as ${example}. ${TEMPLATE_ADVICE}`)
    return 'invalid_items'
  }
  const isTooLong = [metadata1, metadata2].some((text) => [...text].length > LIMITS.metadataLength)
  return isTooLong ? 'metadata_too_long' : null
}

/** Tells whether a list can be sent: one with a bigint, or with itself inside, can't. */
function isJson(items: readonly unknown[]): boolean {
  try {
    return JSON.stringify(items) !== undefined
  } catch {
    return false
  }
}

/** Warns the page's author of parts that don't add up to the total. ATH Móvil takes them all the same. */
export function warnOfSum({ total, subtotal, tax }: Terms): void {
  const [whole, ...parts] = [total, subtotal, tax].map(parseDollars)
  const sum = parts.every(isCents) ? parts.reduce<number>((cents, part) => cents + Number(part), 0) : whole
  if (sum !== whole) console.warn(`athm-button: subtotal ${subtotal} and tax ${tax} are not total ${total}.`)
}

/** Warns the page's author of a total that isn't the signed one, which is what the customer pays. */
export function warnOfTotal(setup: Setup, { order, range, total }: Terms): void {
  if (!order || range || !total || setup.total === '') return
  if (parseDollars(setup.total) !== parseDollars(total))
    console.warn(
      `athm-button: total ${toText(setup.total)} is not the order's ${total}, which is what counts.`,
    )
}

/** Reads how many seconds the customer has: the nearest that ATH Móvil takes, or the default for what is no number. */
export function toTimeout(stated: unknown): number {
  const seconds = Math.round(Number(toText(stated))) || LIMITS.defaultTimeoutS
  return Math.min(Math.max(seconds, LIMITS.minTimeoutS), LIMITS.maxTimeoutS)
}

/** Warns the page's author of a time that no customer is given. */
export function warnOfTimeout({ timeout }: Setup): void {
  const seconds = toTimeout(timeout)
  if (Number(toText(timeout ?? seconds)) === seconds) return
  const range = `${LIMITS.minTimeoutS} to ${LIMITS.maxTimeoutS}`
  console.warn(`athm-button: timeout must be whole seconds from ${range}: the customer has ${seconds}.`)
}

/** Writes dollars for people, such as `$1,250.00`; nothing for what isn't dollars. */
export function toPrice(dollars: unknown): string {
  const amount = parseDollars(dollars)
  return isCents(amount) ? formatPrice(amount) : ''
}

/** Writes what is bought for people: names with their quantities, beside the prices as stated. Nothing is added up. */
export function toItemRows({ items }: Terms): (readonly [name: string, price: string])[] {
  // A page's attribute may hold anything: what is no item is told of elsewhere.
  return (Array.isArray(items) ? items : []).filter(isObject).map(({ name, quantity = 1, price }) => {
    const count = Number(toText(quantity)) > 1 ? `${toText(quantity)} × ` : ''
    return [`${count}${toText(name)}`, toPrice(price)]
  })
}

/** What the backend is asked for. An order speaks for itself, but for a total that it leaves open. */
export function toRequest(
  terms: Terms,
  { phone, timeout, lang }: { readonly phone: Phone; readonly timeout: number; readonly lang: Lang },
): InitiateBody {
  const { order, range, total, subtotal, tax, metadata1, metadata2, items } = terms
  const who = { phone_number: phone, timeout, lang }
  if (order) return { order, ...(range && { total }), ...who }
  return {
    total,
    ...(subtotal !== '' && { subtotal }),
    ...(tax !== '' && { tax }),
    metadata_1: metadata1,
    metadata_2: metadata2,
    items: items ?? [],
    ...who,
  }
}
