/** Reads the body of a refund, refusing as ATH Móvil does. */

import { isCents, parseDollars, toCents, type Cents } from '../../src/protocol/index.ts'
import { Refusal } from './error-codes.ts'
import { lengthOf, parseRequiredText, parseText, requireAmount, type Fields } from './fields.ts'

/** The most characters that the words to the customer may have. */
export const MESSAGE_LENGTH = 50

/** Four digits before the point, two after: the bounds that BTRA_0020 names. */
const MAX_AMOUNT = toCents(999_999)

/** What a merchant asks to be sent back. */
export interface RefundRequest {
  /** The payment's. */
  readonly referenceNumber: string
  readonly amount: Cents
  readonly message: string
}

/** Reads a refund for a business that is known already. Throws a Refusal for the first fault. */
export function parseRefundRequest(body: Fields): RefundRequest {
  return {
    // References were seen with a space at their end, and are sent back as they were read.
    referenceNumber: parseRequiredText(body['referenceNumber']).trim(),
    amount: parseRefundAmount(body['amount']),
    message: parseMessage(body['message'] ?? ''),
  }
}

function parseRefundAmount(value: unknown): Cents {
  requireAmount(value)
  const amount = parseDollars(value)
  if (!isCents(amount)) throw new Refusal(isUnderOneCent(value) ? 'BTRA_0028' : 'BTRA_0020')
  if (amount === 0) throw new Refusal('BTRA_0013')
  if (amount > MAX_AMOUNT) throw new Refusal('BTRA_0020')
  return amount
}

/** Tells a number that is too small, such as `-5` or `0.001`, from what is no number of dollars at all. */
function isUnderOneCent(value: unknown): boolean {
  if (typeof value === 'number') return value < 0.01
  return typeof value === 'string' && /^(?:-\d{1,9}(?:\.\d+)?|0{1,9}\.00\d+)$/.test(value)
}

function parseMessage(value: unknown): string {
  const message = parseText(value)
  if (lengthOf(message) > MESSAGE_LENGTH) throw new Refusal('BTRA_0040')
  return message
}
