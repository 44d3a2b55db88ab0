/**
 * Reads the body of a ticket's creation, refusing as ATH Móvil does. Where its documents and samples leave a question
 * open the reading is generous; where they name a code, that code is answered.
 */

import {
  isObject,
  MAX_TOTAL,
  MIN_TOTAL,
  type Cents,
  type Item,
  type Phone,
} from '../../src/protocol/index.ts'
import type { Business } from './business.ts'
import { Refusal } from './error-codes.ts'
import { lengthOf, parseAmount, parseRequiredText, parseText, requireAmount, type Fields } from './fields.ts'
import type { TicketRequest } from './tickets.ts'

/** The most characters that each of the two metadata may have. */
export const METADATA_LENGTH = 40
const MIN_TIMEOUT_S = 120
/** The longest that a ticket may wait, and how long it waits unless told otherwise. */
export const MAX_TIMEOUT_S = 600

/** Reads a ticket's creation for a business that is known already. Throws a Refusal for the first fault. */
export function parseTicketRequest(body: Fields, business: Business): TicketRequest {
  refuseOtherEnvironment(body['env'])
  return {
    business,
    metadata1: parseMetadata(body['metadata1']),
    metadata2: parseMetadata(body['metadata2']),
    total: parseTotal(body['total']),
    subtotal: parseAmount(body['subtotal'] ?? 0),
    tax: parseAmount(body['tax'] ?? 0),
    timeoutMs: parseTimeoutS(body['timeout']) * 1000,
    phone: isBlank(body['phoneNumber']) ? null : parsePhoneNumber(body['phoneNumber']),
    items: parseItems(body['items']),
  }
}

/** There is no other environment than production. Whoever names none means it. */
function refuseOtherEnvironment(value: unknown): void {
  if (value !== undefined && value !== null && value !== 'production') throw new Refusal('BTRA_0006')
}

function parseMetadata(value: unknown): string {
  const text = parseRequiredText(value)
  if (lengthOf(text) > METADATA_LENGTH) throw new Refusal('BTRA_0038')
  return text
}

function parseTotal(value: unknown): Cents {
  const total = parseRequiredAmount(value)
  if (total === 0) throw new Refusal('BTRA_0013')
  if (total < MIN_TOTAL) throw new Refusal('BTRA_0001')
  if (total > MAX_TOTAL) throw new Refusal('BTRA_0004')
  return total
}

/**
 * Documented are 120 to 600 seconds, yet the vendor's own sample sends "5000" and is accepted: whatever lies outside
 * the range counts as the default of 600.
 */
function parseTimeoutS(value: unknown): number {
  const text = typeof value === 'number' ? String(value) : value
  const seconds = typeof text === 'string' && /^\d{1,6}$/.test(text) ? Number(text) : MAX_TIMEOUT_S
  return seconds >= MIN_TIMEOUT_S && seconds <= MAX_TIMEOUT_S ? seconds : MAX_TIMEOUT_S
}

/** Whoever asks for no phone at first sets it by updatePhoneNumber, which would otherwise have nothing to set. */
function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

/** Reads a phone of ten digits, as text or as a number. Throws a Refusal for anything else. */
export function parsePhoneNumber(value: unknown): Phone {
  const text = parseRequiredText(typeof value === 'number' ? String(value) : value)
  if (!/^\d{10}$/.test(text)) throw new Refusal('BTRA_0006')
  return text as Phone
}

function parseItems(value: unknown): readonly Item[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw new Refusal('BTRA_0006')
  return value.map(parseItem)
}

function parseItem(value: unknown): Item {
  if (!isObject(value)) throw new Refusal('BTRA_0006')
  return {
    name: parseRequiredText(value['name']),
    description: parseText(value['description'] ?? ''),
    quantity: parseQuantity(value['quantity']),
    price: parseRequiredAmount(value['price']),
    tax: parseAmount(value['tax'] ?? 0),
    metadata: parseText(value['metadata'] ?? ''),
  }
}

function parseQuantity(value: unknown): number {
  if (value === undefined || value === null) throw new Refusal('BTRA_0019')
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string' || !/^[1-9]\d{0,5}$/.test(text)) throw new Refusal('BTRA_0006')
  return Number(text)
}

function parseRequiredAmount(value: unknown): Cents {
  requireAmount(value)
  return parseAmount(value)
}
