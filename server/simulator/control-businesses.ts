/** `control/businesses`: show them with their tokens, settings and listeners, add one, and set how they are spoken to. */

import {
  BUSINESS_STATES,
  REFUND_REFERENCES,
  REFUNDED_TOTALS,
  TOKEN_NEEDS,
  type Business,
} from './business.ts'
import { parseWordField, refuseOthers } from './control-fields.ts'
import { allow, readOwnBody } from './control-request.ts'
import { DIALECTS } from './dialects.ts'
import type { Fields } from './fields.ts'
import { answerJson, ControlError } from './responses.ts'
import { addBusiness } from './new-business.ts'
import type { World } from './world.ts'

const SETTINGS_OF_ALL = [
  'dialect',
  'refunded_totals',
  'refund_references',
  'state',
  'find_and_cancel',
] as const
const SETTINGS = [...SETTINGS_OF_ALL, 'listener'] as const

/**
 * Answers GET and POST, each with all businesses as they are afterwards. A POST with a `name` adds one, which is the
 * answer's `business` too.
 */
export async function answerBusinesses(world: World, request: Request): Promise<Response> {
  allow(request, 'GET', 'POST')
  const body = request.method === 'POST' ? await readOwnBody(request) : null
  const added = body && 'name' in body ? add(world, body) : null
  if (body && !added) {
    change(world.businesses, body)
    world.changes.tell('businesses')
  }
  const businesses = world.businesses.map(toBusinessView)
  return added
    ? answerJson(201, { business: toBusinessView(added), businesses })
    : answerJson(200, { businesses })
}

function add(world: World, body: Fields): Business {
  refuseOthers(body, ['name', 'publicToken', 'privateToken', ...SETTINGS_OF_ALL])
  const settings = parseSettings(body)
  const { name, publicToken, privateToken } = body
  return Object.assign(addBusiness(world, { name, publicToken, privateToken }), settings)
}

/** Without a public token the change is for every business. */
function change(businesses: readonly Business[], body: Fields): void {
  refuseOthers(body, ['publicToken', ...SETTINGS])
  const changes = parseSettings(body)
  const { publicToken, listener } = body
  if (listener !== undefined && listener !== null) {
    throw new ControlError(
      400,
      'invalid_listener',
      'listener can only be null, which ends it; to begin is subscribing.',
    )
  }
  if (Object.keys(changes).length === 0 && listener !== null) {
    throw new ControlError(400, 'invalid_body', `Give one of ${SETTINGS.join(', ')}.`)
  }
  const meant = businesses.filter(
    (business) => publicToken === undefined || business.publicToken === publicToken,
  )
  if (meant.length === 0)
    throw new ControlError(404, 'business_not_found', 'No business has this publicToken.')
  for (const business of meant) {
    Object.assign(business, changes)
    if (listener === null) business.subscription = null
  }
}

/** Reads the settings that are given. */
function parseSettings(body: Fields): Partial<Business> {
  const settings = {
    dialect: parseWordField(body, 'dialect', DIALECTS),
    refundedTotals: parseWordField(body, 'refunded_totals', REFUNDED_TOTALS),
    refundReferences: parseWordField(body, 'refund_references', REFUND_REFERENCES),
    state: parseWordField(body, 'state', BUSINESS_STATES),
    findAndCancel: parseWordField(body, 'find_and_cancel', TOKEN_NEEDS),
  }
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null))
}

function toBusinessView(business: Business): object {
  const { name, publicToken, privateToken, dialect, refundedTotals, refundReferences, subscription } =
    business
  return {
    name,
    publicToken,
    privateToken,
    dialect,
    refunded_totals: refundedTotals,
    refund_references: refundReferences,
    state: business.state,
    find_and_cancel: business.findAndCancel,
    listener: subscription && { url: subscription.url, events: subscription.kinds },
  }
}
