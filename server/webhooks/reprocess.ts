/** Puts deliveries back in line that came to nothing: they failed, could not be matched, or are stuck. */

import { AthmError } from '../../src/protocol/index.ts'
import type { PaymentDeps } from '../payments/deps.ts'
import { countStates, listFailedWebhooks, putBackInLine } from '../store/failed-webhooks.ts'
import { inChunks } from '../store/store.ts'
import type { Reprocessing, ReprocessRequest } from './webhooks.ts'

/**
 * Puts deliveries back in line, as if they had just come; the watcher of this process or of another works them off.
 * Throws `webhook_not_found` for an id that isn't there, or whose delivery was applied or ignored: nothing is left to do.
 */
export async function reprocess(
  { db, clock, wake }: PaymentDeps,
  { id, state }: ReprocessRequest,
): Promise<Reprocessing> {
  const failed = await listFailedWebhooks(db, { id, state: state === 'all' ? undefined : state })
  if (id !== undefined && failed.length === 0) {
    throw new AthmError('webhook_not_found', `There is no delivery ${id} that failed or is stuck.`, {
      field: 'id',
    })
  }
  const kept = failed.filter(({ size }) => size > 0).map((row) => row.id)
  const ids: string[] = []
  // Each chunk is a transaction of its own: others have to write meanwhile.
  for (const chunk of inChunks(kept)) {
    // oxlint-disable-next-line no-await-in-loop -- one connection
    ids.push(...(await db.transaction().execute((within) => putBackInLine(within, chunk, clock.now()))))
  }
  wake('webhooks')
  return { queued: ids.length, skipped: failed.length - kept.length, progress: () => countStates(db, ids) }
}
