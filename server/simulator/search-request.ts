/** Reads what a search asks for, refusing as ATH Móvil does. */

import { parsePhone } from '../../src/protocol/index.ts'
import { CUSTOMER_EMAIL, CUSTOMER_NAME } from './customer.ts'
import { Refusal } from './error-codes.ts'
import { parseAmount, parseText, type Fields } from './fields.ts'
import type { PaidTicket } from './rows.ts'

type Condition = (ticket: PaidTicket) => boolean

/** Field → reads what it must be, as a condition. */
const CONDITIONS: Readonly<Record<string, (value: unknown) => Condition>> = {
  referenceNumber: textOf(({ capture }) => capture.referenceNumber),
  dailyTransactionID: (value) => {
    const text = parseText(typeof value === 'number' ? String(value) : value).trim()
    const id = /^\d{1,9}$/.test(text) ? Number(text) : null
    return ({ capture }) => Number(capture.dailyTransactionId) === id
  },
  name: textOf(() => CUSTOMER_NAME),
  phoneNumber: (value) => {
    const phone = parsePhone(parseText(typeof value === 'number' ? String(value) : value))
    return (ticket) => ticket.phone === phone
  },
  email: textOf(() => CUSTOMER_EMAIL),
  total: (value) => {
    const total = parseAmount(value)
    return (ticket) => ticket.total === total
  },
  metadata1: textOf(({ metadata1 }) => metadata1),
  metadata2: textOf(({ metadata2 }) => metadata2),
}

/**
 * Reads a search for a business that is known already, as one condition that a payment meets in every field asked for.
 * Throws a Refusal for a field that can't be read, and when nothing is asked for: that would be every payment there is.
 */
export function parseSearch(body: Fields): Condition {
  const conditions = Object.entries(CONDITIONS).flatMap(([field, read]) => {
    const value = body[field]
    return value === undefined || value === null || value === '' ? [] : [read(value)]
  })
  if (conditions.length === 0) throw new Refusal('BTRA_0019')
  return (ticket) => conditions.every((isMet) => isMet(ticket))
}

/** Texts match to the letter, but for the space that references were seen with at their end. */
function textOf(read: (ticket: PaidTicket) => string): (value: unknown) => Condition {
  return (value) => {
    const text = parseText(value).trim()
    return (ticket) => read(ticket).trim() === text
  }
}
