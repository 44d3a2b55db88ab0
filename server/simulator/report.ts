/** The transaction report: what moved in a range of time. */

import { Refusal } from './error-codes.ts'
import type { Fields } from './fields.ts'
import type { Movement } from './ledger.ts'
import { parseRange } from './report-request.ts'
import { isPaid, toPaymentRow, toRefundRow } from './rows.ts'
import { respell } from './spellings.ts'
import type { Caller } from './caller.ts'
import type { World } from './world.ts'

/**
 * Answers the endpoint: a row for each payment and each refund, oldest first; without an envelope. Throws a Refusal when
 * the dates are not good, and when nothing moved.
 */
export function answerReport(world: World, { business, speech }: Caller, body: Fields): readonly object[] {
  const now = world.clock.now()
  const { fromAt, untilAt } = parseRange(body, now)
  const rows = world.ledger.movements
    .filter(({ at }) => at >= fromAt && at < untilAt)
    // A payment that was begun elsewhere may have been booked after later ones.
    .toSorted((a, b) => a.at - b.at)
    .flatMap((movement) => {
      const ticket = world.tickets.find(movement.ecommerceId)
      if (!ticket || !isPaid(ticket) || ticket.business !== business) return []
      if (movement.type === 'payment') return toPaymentRow(ticket, now, 'totalRefundAmount')
      const refund = ticket.refunds.find((each) => isOf(movement, each))
      return refund ? toRefundRow(ticket, refund) : []
    })
  if (rows.length === 0) throw new Refusal(speech.choose('emptyReport'))
  return rows.map((row) => respell('row', row, speech))
}

function isOf(movement: Movement, { referenceNumber }: { referenceNumber: string }): boolean {
  return movement.referenceNumber === referenceNumber
}
