/**
 * Sees every live payment to its end without any browser: claims what is due, visits it, and says when to come back.
 * Beside it run the outbox and the deliveries that wait to be processed.
 */

import { lookAt } from '../payments/look.ts'
import { deliverEvents } from '../payments/outbox.ts'
import type { Handlers } from '../payments/events.ts'
import type { PaymentDeps, Work } from '../payments/deps.ts'
import { settleRefunds } from '../payments/refunds.ts'
import { whenToLook } from '../payments/schedule.ts'
import { findNextDue, releasePayment } from '../store/claims.ts'
import type { PaymentRow } from '../store/schema.ts'
import { createReadings } from '../webhooks/ask.ts'
import { processWebhooks } from '../webhooks/process.ts'
import { createRetention } from '../webhooks/retention.ts'
import { startLoop, type Loop } from './loop.ts'
import { createReadBudget } from './read-budget.ts'
import { createTurns } from './turns.ts'

/** How many payments one process visits at the same time. */
const MAX_VISITS = 64

/** The watcher, running. */
export interface Watcher {
  /** Looks for due work of these kinds now. */
  wake(...work: readonly Work[]): void
  /** Stops taking work; resolves when the visits under way are over and their leases given back. */
  stop(): Promise<void>
}

/** What a watcher is to do. */
export interface WatcherOptions {
  /** For how many days the bodies of deliveries are kept; 0: for ever. */
  readonly webhookRetentionDays: number
  /** False: another process delivers the events, which are not even looked at here. */
  readonly events: boolean
}

/** Starts watching. */
export function startWatcher(
  deps: PaymentDeps,
  handlers: Handlers,
  { webhookRetentionDays: days, events }: WatcherOptions,
): Watcher {
  const { clock, log } = deps
  const visits = new Set<Promise<void>>()
  const budget = createReadBudget(clock)
  const turns = createTurns(deps)
  const stopping = new AbortController()

  async function claimAndVisit(): Promise<number | null> {
    const free = Math.min(MAX_VISITS - visits.size, budget.left())
    if (free <= 0) return visits.size < MAX_VISITS ? budget.nextAt() : null
    // Asked first, since a claim takes the write lock even when there is nothing to claim.
    const dueAt = await findNextDue(deps.db, clock.now())
    if (dueAt === null || dueAt > clock.now()) return dueAt
    const claimed = await turns.claim(free)
    budget.take(claimed.length)
    for (const row of claimed) {
      const visit: Promise<void> = visitAndRelease(row).finally(() => {
        visits.delete(visit)
        loops.payments.wake()
      })
      visits.add(visit)
    }
    return claimed.length === free ? clock.now() : findNextDue(deps.db, clock.now())
  }

  async function visitAndRelease(claimed: PaymentRow): Promise<void> {
    const { id } = claimed
    try {
      const { row, answered } = await lookAt(deps, claimed)
      const circumstances = {
        now: clock.now(),
        isWatched: deps.changes.isWatched(id),
        jitter: deps.random.fraction(),
      }
      const nextAt = whenToLook(row, { ...circumstances, answered })
      await releasePayment(deps.db, { id, owner: deps.owner, now: clock.now(), nextAt, isLookedAt: answered })
      deps.changes.publish(id)
    } catch (error) {
      // The lease runs out by itself, and then somebody looks again.
      log.error('a visit to a payment failed', { paymentId: id, error: String(error) })
    }
  }

  const readings = createReadings(deps)
  const retention = createRetention(deps, days)
  const start = (name: string, job: () => Promise<number | null>): Loop =>
    startLoop({ clock, log, name, job })
  const loops: Readonly<Record<Work, Loop>> = {
    webhooks: start('processing webhooks', () => processWebhooks(deps)),
    readings: start('asking for webhooks', () => readings.ask()),
    payments: start('watching payments', claimAndVisit),
    refunds: start('settling refunds', () => settleRefunds(deps)),
    events: start('the outbox', async () => (events ? deliverEvents(deps, handlers, stopping.signal) : null)),
  }
  const forgetting = start('forgetting webhooks', async () => (days === 0 ? null : retention.forget()))

  return {
    wake: (...work) => work.forEach((kind) => loops[kind].wake()),
    async stop() {
      stopping.abort(new Error('the server is stopping'))
      await Promise.all([...Object.values(loops), forgetting].map((loop) => loop.stop()))
      await Promise.all(visits)
    },
  }
}
