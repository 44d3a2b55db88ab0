/** `control/businesses`: show them with their tokens and listeners, and set what is said of their refunds. */

import { REFUND_REFERENCES, REFUNDED_TOTALS, type Business } from './business.ts'
import { parseWordField, refuseOthers } from './control-fields.ts'
import { allow, readOwnBody } from './control-request.ts'
import type { Fields } from './fields.ts'
import { answerJson, ControlError } from './responses.ts'
import type { World } from './world.ts'

const SETTINGS = ['refunded_totals', 'refund_references', 'listener'] as const

/** Answers GET and POST, each with all businesses as they are afterwards. */
export async function answerBusinesses({ businesses, changes }: World, request: Request): Promise<Response> {
  allow(request, 'GET', 'POST')
  if (request.method === 'POST') {
    change(businesses, await readOwnBody(request))
    changes.tell('businesses')
  }
  return answerJson(200, { businesses: businesses.map(toBusinessView) })
}

/** Without a public token the change is for every business. */
function change(businesses: readonly Business[], body: Fields): void {
  refuseOthers(body, ['publicToken', ...SETTINGS])
  const refundedTotals = parseWordField(body, 'refunded_totals', REFUNDED_TOTALS)
  const refundReferences = parseWordField(body, 'refund_references', REFUND_REFERENCES)
  const { publicToken, listener } = body
  if (listener !== undefined && listener !== null) {
    throw new ControlError(
      400,
      'invalid_listener',
      'listener can only be null, which ends it; to begin is subscribing.',
    )
  }
  if (refundedTotals === null && refundReferences === null && listener !== null) {
    throw new ControlError(400, 'invalid_body', `Give one of ${SETTINGS.join(', ')}.`)
  }
  const meant = businesses.filter(
    (business) => publicToken === undefined || business.publicToken === publicToken,
  )
  if (meant.length === 0)
    throw new ControlError(404, 'business_not_found', 'No business has this publicToken.')
  for (const business of meant) {
    business.refundedTotals = refundedTotals ?? business.refundedTotals
    business.refundReferences = refundReferences ?? business.refundReferences
    if (listener === null) business.subscription = null
  }
}

function toBusinessView(business: Business): object {
  const { name, publicToken, privateToken, refundedTotals, refundReferences, subscription } = business
  return {
    name,
    publicToken,
    privateToken,
    refunded_totals: refundedTotals,
    refund_references: refundReferences,
    listener: subscription && { url: subscription.url, events: subscription.kinds },
  }
}
