/** What the page asked for, read before anything is sent: what is wrong with it, and how it looks. */

import { isAthmError, type ErrorCode } from './protocol/errors.ts'
import { LIMITS, parseTotal, type InitiateBody, type Lang } from './protocol/messages.ts'
import { formatPrice, isCents, parseDollars } from './protocol/money.ts'
import type { Phone } from './protocol/phone.ts'

/** Something bought, as a page states it. Money is dollars, as text or a number. */
export interface AthmItem {
  readonly name: string
  readonly description?: string
  readonly quantity?: string | number
  readonly price?: string | number
  readonly tax?: string | number
  readonly metadata?: string
}

/** What a page states of a payment. */
export interface Setup {
  readonly total: string | number
  readonly subtotal: string | number
  readonly tax: string | number
  readonly metadata1: string
  readonly metadata2: string
  /** Null when the attribute was no list. */
  readonly items: readonly AthmItem[] | null
  /** Seconds. */
  readonly timeout: number
}

/** Finds what the backend would refuse for certain, so that nobody is asked for a phone number in vain. */
export function findFault({ total, metadata1, metadata2, items }: Setup): ErrorCode | null {
  try {
    parseTotal(total)
  } catch (thrown) {
    console.error('athm-button:', thrown)
    return isAthmError(thrown) ? thrown.code : 'total_not_a_number'
  }
  if (!Array.isArray(items)) {
    console.error('athm-button: items must be a JSON list, such as [{"name":"Coffee","price":"2.50"}].')
    return 'invalid_items'
  }
  const isTooLong = [metadata1, metadata2].some((text) => [...text].length > LIMITS.metadataLength)
  return isTooLong ? 'metadata_too_long' : null
}

/** Warns the page's author of parts that don't add up to the total. ATH Móvil takes them all the same. */
export function warnOfSum({ total, subtotal, tax }: Setup): void {
  const [whole, ...parts] = [total, subtotal, tax].map(parseDollars)
  const sum = parts.every(isCents) ? parts.reduce<number>((cents, part) => cents + Number(part), 0) : whole
  if (sum !== whole) console.warn(`athm-button: subtotal ${subtotal} and tax ${tax} are not total ${total}.`)
}

/** Writes dollars for people, such as `$1,250.00`; nothing for what isn't dollars. */
export function toPrice(dollars: unknown): string {
  const amount = parseDollars(dollars)
  return isCents(amount) ? formatPrice(amount) : ''
}

/** What the backend is asked for. */
export function toRequest(setup: Setup, phone: Phone, lang: Lang): InitiateBody {
  const { total, subtotal, tax, metadata1, metadata2, items, timeout } = setup
  return {
    total,
    ...(subtotal !== '' && { subtotal }),
    ...(tax !== '' && { tax }),
    metadata_1: metadata1,
    metadata_2: metadata2,
    items: items ?? [],
    phone_number: phone,
    timeout,
    lang,
  }
}
