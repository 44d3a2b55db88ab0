/** What waits longer than it should: payments, refunds, events and deliveries. */

import type { PaymentDeps } from '../payments/deps.ts'
import { literal } from '../store/store.ts'
import { ok, toCount, toSpan, warn, type Check } from './check.ts'

/** Work that is due is taken within seconds, if anybody is there to take it. */
const UNTAKEN_AFTER_MS = 120_000
/** A payment that was nudged has an instant of long ago: it says nothing of when that was. */
const NUDGED_BEFORE_MS = 360 * 86_400_000
/** A call to ATH Móvil whose outcome isn't known after this long is worth a look. */
const UNRESOLVED_AFTER_MS = 120_000
/** Deliveries are tried again for minutes while ATH Móvil is away, or their payment is open. */
const STUCK_AFTER_MS = 900_000
/** Deliveries that came to nothing are told of for so long. */
const RECENT_MS = 86_400_000
/** How many ids are named. */
const NAMED = 5

/** Looks at everything that waits. */
export async function checkBacklog(deps: PaymentDeps): Promise<Check[]> {
  return [
    await checkWatching(deps),
    await checkIntents(deps),
    await checkReviews(deps),
    await checkEvents(deps),
    await checkWaiting(deps),
    await checkFailed(deps),
  ]
}

/** Payments that were due long ago say that no server runs on this database. */
async function checkWatching({ db, clock }: PaymentDeps): Promise<Check> {
  const now = clock.now()
  const { count } = await db
    .selectFrom('payments')
    .select((is) => is.fn.countAll<number>().as('count'))
    .where('next_at', '<', now - UNTAKEN_AFTER_MS)
    .where('next_at', '>', now - NUDGED_BEFORE_MS)
    .executeTakeFirstOrThrow()
  if (count === 0) return ok('watching', 'No payment that is due was left lying.')
  return warn(
    'watching',
    `${toCount(count, 'payment')} should have been looked at minutes ago, and nobody did.`,
    'Start the server: athm-button serve, or athm.start() in your own.',
  )
}

async function checkIntents({ db, clock }: PaymentDeps): Promise<Check> {
  const oldest = await db
    .selectFrom('payments')
    .select(['id', 'intent', 'intent_since'])
    .where('next_at', 'is not', null)
    .where('intent', 'is not', null)
    .orderBy('intent_since')
    .limit(literal(1))
    .executeTakeFirst()
  const forMs = clock.now() - (oldest?.intent_since ?? Infinity)
  if (!oldest || forMs < UNRESOLVED_AFTER_MS)
    return ok('calls', 'No call to ATH Móvil is without an outcome.')
  return warn(
    'calls',
    `What became of ${oldest.intent} ${oldest.id} has not been known for ${toSpan(forMs)}.`,
    'The server finds out by itself once ATH Móvil answers; after 15 minutes it asks for a review.',
  )
}

/** What a person has to decide. */
async function checkReviews({ db }: PaymentDeps): Promise<Check> {
  const payments = await db.selectFrom('payments').select('id').where('review', 'is not', null).execute()
  const refunds = await db
    .selectFrom('refunds')
    .select('id')
    .where('status', '=', literal('review'))
    .execute()
  if (payments.length + refunds.length === 0) return ok('reviews', 'Nothing waits for a person to decide.')
  const ids = [...payments, ...refunds].map(({ id }) => id)
  const more = ids.length > NAMED ? ' …' : ''
  const counts = `${toCount(payments.length, 'payment')} and ${toCount(refunds.length, 'refund')}`
  return warn(
    'reviews',
    `${counts} are in review: ${ids.slice(0, NAMED).join(', ')}${more}`,
    'Compare them with the ATH Móvil Business app; decide a refund by athm.refunds.decide().',
  )
}

/** An event that was tried more than once has a handler that fails. */
async function checkEvents({ db, clock }: PaymentDeps): Promise<Check> {
  const waiting = await db
    .selectFrom('events')
    .select((is) => [
      is.fn.countAll<number>().as('count'),
      is.fn.min('occurred_at').as('since'),
      is.fn.max('attempts').as('attempts'),
    ])
    .where('delivered_at', 'is', null)
    .where('unheard_at', 'is', null)
    .executeTakeFirstOrThrow()
  const { count, since, attempts } = waiting
  if (count === 0) return ok('events', 'Every event was delivered, or is kept as unheard.')
  const forMs = clock.now() - (since ?? 0)
  const message = `${toCount(count, 'event')} not delivered yet, the oldest for ${toSpan(forMs)}`
  if ((attempts ?? 0) <= 1) return ok('events', `${message}: waiting for a handler.`)
  return warn(
    'events',
    `${message}; one was tried ${toCount(attempts ?? 0, 'time')}.`,
    "Look for 'an event handler failed' in the server's log.",
  )
}

async function checkWaiting({ db, clock }: PaymentDeps): Promise<Check> {
  const { count, since } = await db
    .selectFrom('webhook_events')
    .select((is) => [is.fn.countAll<number>().as('count'), is.fn.min('last_received_at').as('since')])
    .where('state', 'in', ['received', 'asking', 'stranger'])
    .where('next_at', 'is not', null)
    .executeTakeFirstOrThrow()
  const forMs = clock.now() - (since ?? clock.now())
  const message = `${toCount(count, 'delivery', 'deliveries')} being worked on`
  if (forMs < STUCK_AFTER_MS) return ok('deliveries', `${message}.`)
  return warn(
    'deliveries',
    `${message}, the oldest for ${toSpan(forMs)}.`,
    'See that the server runs and that ATH Móvil answers; athm-button reprocess begins anew with them.',
  )
}

async function checkFailed({ db, clock }: PaymentDeps): Promise<Check> {
  const failed = await db
    .selectFrom('webhook_events')
    .select(['state', (is) => is.fn.countAll<number>().as('count')])
    .where('last_received_at', '>', clock.now() - RECENT_MS)
    .where('state', 'in', ['unmatched', 'unverified', 'malformed'])
    .groupBy('state')
    .orderBy('state')
    .execute()
  if (failed.length === 0) return ok('webhooks', 'No delivery of the last 24 hours came to nothing.')
  const counts = failed.map(({ state, count }) => `${count} ${state}`).join(', ')
  return warn(
    'webhooks',
    `Deliveries of the last 24 hours that came to nothing: ${counts}.`,
    'Forged ones belong there. If a payment is missing: athm-button reprocess.',
  )
}
