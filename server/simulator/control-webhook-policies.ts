/** `control/webhook-policies`: arm one, list them, disarm all. */

import { allow, isClear, readOwnBody } from './control-request.ts'
import type { Fields } from './fields.ts'
import { answerJson, ControlError } from './responses.ts'
import { toSpeltName, type ArmedWebhookRule } from './webhook-policies.ts'
import type { World } from './world.ts'

/** Answers GET, POST and DELETE, each with what is armed afterwards. `{"clear": true}` disarms as DELETE does. */
export async function answerWebhookPolicies(world: World, request: Request): Promise<Response> {
  allow(request, 'GET', 'POST', 'DELETE')
  const { policies } = world.webhooks
  if (request.method !== 'GET') {
    const body = await readOwnBody(request)
    if (request.method === 'DELETE' || isClear(body)) policies.clear()
    else add(world, body)
  }
  return answerJson(200, { policies: policies.list().map(toPolicyView) })
}

function add({ businesses, webhooks }: World, body: Fields): void {
  const { publicToken } = body
  const isNobody = !businesses.some((business) => business.publicToken === publicToken)
  if (typeof publicToken === 'string' && isNobody) {
    throw new ControlError(404, 'business_not_found', 'No business has this publicToken.')
  }
  webhooks.policies.addSpelt(body)
}

function toPolicyView({ id, rule, left, seen, hits }: ArmedWebhookRule): object {
  const fields = Object.entries(rule).map(([name, value]) => [toSpeltName(name), value] as const)
  return { id, ...Object.fromEntries(fields), ...(left !== null && { left }), seen, hits }
}
