/** Subscribes a listener to a business's webhooks. */

import type { Fields } from './fields.ts'
import { parseSubscription, toSubscriptionAnswer } from './subscription.ts'
import type { Caller } from './caller.ts'
import type { World } from './world.ts'

/** Puts a listener in the place of the earlier one, if there was any. Throws a Refusal, and changes nothing, for a fault. */
export function answerSubscribe(world: World, { business }: Caller, body: Fields): object {
  const subscription = parseSubscription(body)
  business.subscription = subscription
  world.changes.tell('businesses')
  return toSubscriptionAnswer(subscription)
}
