/** `control/businesses`: show them with their tokens, and set how their refunds show. */

import { REFUNDED_TOTALS, type Business } from './business.ts'
import { allow, readOwnBody } from './control-request.ts'
import type { Fields } from './fields.ts'
import { answerJson, ControlError } from './responses.ts'

/** Answers GET and POST, each with all businesses as they are afterwards. */
export async function answerBusinesses(businesses: readonly Business[], request: Request): Promise<Response> {
  allow(request, 'GET', 'POST')
  if (request.method === 'POST') change(businesses, await readOwnBody(request))
  return answerJson(200, { businesses: businesses.map(toBusinessView) })
}

/** Without a public token the change is for every business. */
function change(
  businesses: readonly Business[],
  { publicToken, refunded_totals: wanted, ...others }: Fields,
): void {
  const [other] = Object.keys(others)
  if (other !== undefined)
    throw new ControlError(400, 'unknown_field', 'There is only refunded_totals to set.')
  const refundedTotals = REFUNDED_TOTALS.find((word) => word === wanted)
  if (!refundedTotals) {
    const words = REFUNDED_TOTALS.join(', ')
    throw new ControlError(400, 'invalid_refunded_totals', `refunded_totals must be one of ${words}.`)
  }
  const meant = businesses.filter(
    (business) => publicToken === undefined || business.publicToken === publicToken,
  )
  if (meant.length === 0)
    throw new ControlError(404, 'business_not_found', 'No business has this publicToken.')
  for (const business of meant) business.refundedTotals = refundedTotals
}

function toBusinessView({ name, publicToken, privateToken, refundedTotals }: Business): object {
  return { name, publicToken, privateToken, refunded_totals: refundedTotals }
}
