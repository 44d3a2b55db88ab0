/** Moves the money: only on a CONFIRM that this server has just read itself, and never twice at once. */

import { isAuthorizationRefusal, toErrorCode } from '../athmovil/errors.ts'
import type { Transaction } from '../athmovil/wire.ts'
import type { PaymentRow } from '../store/schema.ts'
import type { PaymentDeps } from './deps.ts'
import { record, type Recorded } from './record.ts'

/** Sends one authorization, unless the payment has changed meanwhile. Returns the payment as it then is. */
export async function authorize(deps: PaymentDeps, confirmed: PaymentRow): Promise<PaymentRow> {
  const { auth_token: ciphertext, auth_token_key_id: keyId } = confirmed
  if (ciphertext === null || keyId === null) throw new Error(`${confirmed.id} has no token to authorize with`)
  const token = deps.keyring.open({ keyId, ciphertext }, confirmed.id)

  const begun = await record(deps, confirmed.id, { type: 'authorize_begun' }, { source: 'poll' })
  if (!begun.changed) return begun.row
  const { row } = await send(deps, begun.row, token)
  return row
}

async function send(deps: PaymentDeps, { id }: PaymentRow, token: string): Promise<Recorded> {
  const source = 'authorize'
  const outcome = await deps.athmovil.authorize(token)
  if (outcome.kind === 'answered' && isReceipt(outcome.value)) {
    const { value: reading, raw } = outcome
    const { total, referenceNumber, ecommerceId } = reading
    const seen = { type: 'seen', status: 'COMPLETED', total, referenceNumber, ecommerceId } as const
    return record(deps, id, seen, { source, raw, reading })
  }
  if (outcome.kind === 'refused' && isAuthorizationRefusal(outcome.athmCode)) {
    const { athmCode, raw } = outcome
    return record(
      deps,
      id,
      { type: 'authorize_refused', code: toErrorCode(athmCode), athmCode },
      { source, raw },
    )
  }
  // A success that isn't COMPLETED, an odd error, silence: nobody knows. A reading will tell.
  const raw = outcome.raw
  return record(deps, id, { type: 'write_unanswered' }, { source, ...(raw !== null && { raw }) })
}

/** An answer that names no total or no reference is no receipt yet: a reading has to tell. */
function isReceipt({ status, total, referenceNumber }: Transaction): boolean {
  return status === 'COMPLETED' && total !== null && referenceNumber !== null
}
