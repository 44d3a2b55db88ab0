/** Whether ATH Móvil can be reached, judged by the calls that are made anyway. */

import type { Clock } from '../context.ts'
import type { Send } from './transport.ts'

/** How many failures in a row make it unavailable. */
const FAILURES = 3
/** After so long without another failure it counts as available again: somebody has to try. */
const TRY_AGAIN_MS = 30_000

/** A sender that keeps count, and what it found. */
export interface Availability {
  readonly send: Send
  isAvailable(): boolean
}

/** Wraps a sender. Only the host that takes payments counts. No answer and a 5xx are failures; anything else, a refusal too, is an answer. */
export function watchAvailability(send: Send, clock: Clock): Availability {
  let failures = 0
  let failedAt = 0
  const fail = (): void => {
    failures += 1
    failedAt = clock.now()
  }
  return {
    async send(request, signal) {
      if (request.host !== 'payments') return send(request, signal)
      try {
        const answer = await send(request, signal)
        if (answer.status >= 500) fail()
        else failures = 0
        return answer
      } catch (error) {
        fail()
        throw error
      }
    },
    isAvailable: () => failures < FAILURES || clock.now() - failedAt > TRY_AGAIN_MS,
  }
}
