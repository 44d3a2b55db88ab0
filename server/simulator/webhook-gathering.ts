/** Where webhooks wait for one another, to leave in the wrong order. */

import type { CancelTimer, Clock } from '../context.ts'
import type { Business } from './business.ts'

/** How long a webhook waits: until `count` of its business are there, itself included, but no longer than `withinMs`. */
export interface Waiting {
  readonly count: number
  readonly withinMs: number
}

/** The webhooks that wait, by business. */
export interface WebhookGathering {
  /** Has a webhook wait. `leave` is called once, with the others', that of the last one first. */
  add(business: Business, waiting: Waiting, leave: () => void): void
}

/** Makes an empty place. */
export function createWebhookGathering(clock: Clock): WebhookGathering {
  const gathered = new Map<Business, { leave: () => void; cancel: CancelTimer }[]>()

  function release(business: Business): void {
    const all = gathered.get(business) ?? []
    gathered.delete(business)
    for (const { cancel } of all) cancel()
    for (const { leave } of all.toReversed()) leave()
  }

  return {
    add(business, { count, withinMs }, leave) {
      const all = gathered.get(business) ?? []
      gathered.set(business, all)
      all.push({ leave, cancel: clock.setTimer(withinMs, () => release(business)) })
      if (all.length >= count) release(business)
    },
  }
}
