/** Gives a payment up. Whether that succeeds is for ATH Móvil to say: a capture that came first wins. */

import { isEnd } from '../../src/protocol/index.ts'
import type { PaymentRow } from '../store/schema.ts'
import { nudge } from '../store/claims.ts'
import type { PaymentDeps } from './deps.ts'
import { record } from './record.ts'
import type { Source } from './source.ts'

/** Notes that the customer wants to cancel, and lets the watcher do it now. Returns the payment as it then is. */
export async function requestCancel(
  deps: PaymentDeps,
  { id }: PaymentRow,
  source: Source,
): Promise<PaymentRow> {
  const { row } = await record(deps, id, { type: 'cancel_wanted', cause: 'customer' }, { source })
  if (!isEnd(row.status) && row.intent !== 'creating') {
    await nudge(deps.db, id, deps.clock.now())
    deps.wake('payments')
  }
  return row
}

/** Sends one cancel upstream, unless the payment has changed meanwhile. Returns the payment as it then is. */
export async function cancel(deps: PaymentDeps, live: PaymentRow): Promise<PaymentRow> {
  const begun = await record(deps, live.id, { type: 'cancel_begun' }, { source: 'poll' })
  if (!begun.changed || begun.row.ecommerce_id === null) return begun.row
  const outcome = await deps.athmovil.cancel(begun.row.ecommerce_id)
  const raw = outcome.raw === null ? {} : { raw: outcome.raw }
  if (outcome.kind === 'answered') {
    return (await record(deps, live.id, { type: 'cancel_accepted' }, { source: 'poll', ...raw })).row
  }
  // Refused or silent, a cancel proves nothing: the next reading decides.
  return (await record(deps, live.id, { type: 'write_unanswered' }, { source: 'poll', ...raw })).row
}
