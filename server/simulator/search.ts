/** The search for payments. */

import { Refusal } from './error-codes.ts'
import type { Fields } from './fields.ts'
import { isPaid, toPaymentRow } from './rows.ts'
import { parseSearch } from './search-request.ts'
import { respell } from './spellings.ts'
import type { Caller } from './caller.ts'
import type { World } from './world.ts'

/**
 * Answers the endpoint: one payment bare, several as a list, oldest first; without an envelope. Throws a Refusal when
 * the fields are not good. No document says what no match answers: here it is BTRA_0053, whatever was
 * searched for.
 */
export function answerSearch(world: World, { business, speech }: Caller, body: Fields): object {
  const isFound = parseSearch(body)
  const now = world.clock.now()
  const rows = world.tickets
    .list()
    .filter(isPaid)
    .filter((ticket) => ticket.business === business && isFound(ticket))
    .toSorted((a, b) => a.capture.completedAt - b.capture.completedAt)
    .map((ticket) => respell('row', toPaymentRow(ticket, now, 'totalRefundedAmount'), speech))
  const [first] = rows
  if (!first) throw new Refusal('BTRA_0053')
  return rows.length === 1 ? first : rows
}
