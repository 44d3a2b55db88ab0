/** `athm.sync`: reconciliation on demand, for the shop's own code and for the command; and what a dry run is. */

import type { Context, OpenConnection } from '../context.ts'
import { createPaymentChanges } from '../payments/changes.ts'
import type { PaymentDeps } from '../payments/deps.ts'
import { withPrivateCopy } from '../store/private-copy.ts'
import { reconcile } from './reconcile.ts'
import { parseSyncRange } from './reconcile-range.ts'
import type { SyncSummary } from './reconcile-summary.ts'
import type { Sync, SyncOptions } from './sync-options.ts'

/** Builds it. */
export function createSync(options: {
  readonly opening: Promise<{ readonly deps: PaymentDeps }>
  readonly clock: Context['clock']
  readonly openConnection: OpenConnection | undefined
  /** Has the backend wait for a run before it closes the database. */
  readonly track: <T>(promise: Promise<T>) => Promise<T>
  /** Aborts when the backend closes. */
  readonly closing: AbortSignal
}): Sync {
  const { opening, clock, openConnection, track, closing } = options

  async function run({ fromDate, toDate, ...asked }: SyncOptions): Promise<SyncSummary> {
    const { dryRun: isDryRun = false, events: isNews = true, signal, onDay } = asked
    const days = parseSyncRange({ fromDate, toDate }, clock.now())
    const { deps } = await opening
    if (closing.aborted) throw new Error('The server is stopping')
    const stopping = new AbortController()
    const stop = (): void => stopping.abort()
    const signals = signal ? [signal, closing] : [closing]
    for (const each of signals) each.addEventListener('abort', stop)
    if (signals.some(({ aborted }) => aborted)) stop()
    const reconciliation = { days, isNews, isDryRun, stopping: stopping.signal, onDay }
    try {
      if (!isDryRun) return await reconcile(deps, reconciliation)
      return await withPrivateCopy(deps.db, openConnection, (copy) =>
        reconcile(toDryDeps(deps, copy), reconciliation),
      )
    } finally {
      for (const each of signals) each.removeEventListener('abort', stop)
    }
  }

  return (asked = {}) => track(run(asked))
}

/** The same, but on a copy: nobody is woken, told or alarmed by what is only tried. */
function toDryDeps(deps: PaymentDeps, db: PaymentDeps['db']): PaymentDeps {
  const log = { info: () => {}, warn: () => {}, error: () => {} }
  return { ...deps, db, log, changes: createPaymentChanges(deps.clock), wake: () => {} }
}
