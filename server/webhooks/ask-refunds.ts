/** Asks ATH Móvil how much was refunded of the payments that refunds are told of, once a second for each of them. */

import type { PaymentDeps } from '../payments/deps.ts'
import type { WebhookEventRow } from '../store/schema.ts'
import { explainRefunds } from './explain-refunds.ts'
import { claimTurns, findNextTurn, settleTurns } from './queue.ts'

/** How many tellings are taken up before others get their turn. */
const BATCH = 20
/** How long between two readings of one payment, however many refunds of it are told of. */
const PAYMENT_EVERY_MS = 1_000

/** Asks for what is due. Returns when to go on, in milliseconds since 1970; null when nothing waits. */
export type AskAboutRefunds = () => Promise<number | null>

/** Makes an asker that has read nothing yet. */
export function createRefundReadings(deps: PaymentDeps): AskAboutRefunds {
  const { db, clock } = deps
  /** Payment → when it may be read again. */
  const freeFrom = new Map<string, number>()

  async function ask(paymentId: string, rows: readonly WebhookEventRow[]): Promise<void> {
    const now = clock.now()
    const nextAt = freeFrom.get(paymentId) ?? now
    if (nextAt > now) {
      return settleTurns(
        deps,
        rows.map((row) => [row, { state: 'asking', nextAt, isFree: true }]),
      )
    }
    freeFrom.set(paymentId, now + PAYMENT_EVERY_MS)
    await settleTurns(deps, await explainRefunds(deps, paymentId, rows))
  }

  function forgetFree(): void {
    for (const [paymentId, at] of freeFrom) if (at <= clock.now()) freeFrom.delete(paymentId)
  }

  return async () => {
    const dueAt = await findNextTurn(db, 'asking')
    if (dueAt === null || dueAt > clock.now()) return dueAt
    forgetFree()
    const claimed = await claimTurns(db, { state: 'asking', now: clock.now(), limit: BATCH })
    for (const [paymentId, rows] of Map.groupBy(claimed, ({ payment_id: id }) => id ?? '')) {
      // oxlint-disable-next-line no-await-in-loop -- readings are rationed: one after the other
      await ask(paymentId, rows)
    }
    if (claimed.length > 0) deps.wake('webhooks')
    return claimed.length === BATCH ? clock.now() : findNextTurn(db, 'asking')
  }
}
