/** The merchant's last word: asked after the customer's yes, before the intent to move the money. */

import { sleep } from '../context.ts'
import type { PaymentRow } from '../store/schema.ts'
import type { PaymentDeps } from './deps.ts'
import { DEADLINE_GRACE_MS } from './lifecycle.ts'
import { toPayment } from './payment-row.ts'
import { record } from './record.ts'

/** How long the merchant's code may take to answer. */
const ANSWER_WITHIN_MS = 5_000

/**
 * Asks. A no is recorded as a cancel. No answer means: ask again at the next visit, until a minute before the
 * ticket's end; then it is a no, since nobody may pay for what the shop could not agree to.
 */
export async function askVeto(
  deps: PaymentDeps,
  row: PaymentRow,
): Promise<'agreed' | 'vetoed' | 'unanswered'> {
  const answer = await ask(deps, row)
  if (answer === 'agreed') return answer
  const isLate = row.expires_at !== null && deps.clock.now() >= row.expires_at - DEADLINE_GRACE_MS
  if (answer === 'unanswered' && !isLate) return answer
  await record(
    deps,
    row.id,
    { type: 'cancel_wanted', cause: 'veto' },
    { source: 'api', actor: 'beforeAuthorize' },
  )
  return 'vetoed'
}

async function ask(deps: PaymentDeps, row: PaymentRow): Promise<'agreed' | 'vetoed' | 'unanswered'> {
  const { beforeAuthorize } = deps
  if (!beforeAuthorize) return 'agreed'
  const answered = new AbortController()
  const late = sleep(deps.clock, ANSWER_WITHIN_MS, answered.signal).then(
    () => 'unanswered' as const,
    () => 'unanswered' as const,
  )
  try {
    const answer = Promise.resolve(toPayment(row)).then(beforeAuthorize)
    const first = await Promise.race([answer.then((value) => (value === false ? 'vetoed' : 'agreed')), late])
    if (first === 'unanswered') deps.log.warn('beforeAuthorize took too long', { paymentId: row.id })
    return first
  } catch (error) {
    deps.log.warn('beforeAuthorize failed', { paymentId: row.id, error: String(error) })
    return 'unanswered'
  } finally {
    answered.abort(new Error('answered'))
  }
}
