/** One visit to one payment: read upstream first, record what it says, then send what follows from it, if anything. */

import { isEnd } from '../../src/protocol/index.ts'
import { TICKET_UNKNOWN } from '../athmovil/errors.ts'
import type { TicketStatus, Transaction } from '../athmovil/wire.ts'
import { keepLease } from '../store/claims.ts'
import type { PaymentRow } from '../store/schema.ts'
import { authorize } from './authorize.ts'
import { cancel } from './cancel.ts'
import type { PaymentDeps } from './deps.ts'
import { CREATE_LEASE_MS, nextWrite } from './lifecycle.ts'
import { toState } from './payment-row.ts'
import { record } from './record.ts'
import { askVeto } from './veto.ts'

/** What a visit came to. */
export interface Visit {
  readonly row: PaymentRow
  /** ATH Móvil gave a reading; if not, the next visit should wait longer. */
  readonly answered: boolean
}

/** Visits a payment that this worker holds the lease of. */
export async function lookAt(deps: PaymentDeps, claimed: PaymentRow): Promise<Visit> {
  if (claimed.intent === 'creating') return giveUpCreating(deps, claimed)
  if (claimed.ecommerce_id === null) return { row: claimed, answered: true }

  const outcome = await deps.athmovil.findPayment(claimed.ecommerce_id)
  if (outcome.kind === 'answered') {
    const status = toTicketStatus(outcome.value)
    if (status) return follow(deps, claimed, status, { reading: outcome.value, raw: outcome.raw })
  }
  if (outcome.kind === 'refused' && outcome.athmCode === TICKET_UNKNOWN) {
    const { row } = await record(
      deps,
      claimed.id,
      { type: 'ticket_unknown' },
      { source: 'poll', raw: outcome.raw },
    )
    if (isEnd(row.status)) return { row, answered: true }
  }
  const { row } = await record(deps, claimed.id, { type: 'overdue' }, { source: 'poll' })
  return { row, answered: false }
}

/** Nobody has answered for as long as the one who asked may wait: without its token the ticket can't be captured. */
async function giveUpCreating(deps: PaymentDeps, claimed: PaymentRow): Promise<Visit> {
  const isOver = deps.clock.now() >= (claimed.intent_at ?? 0) + CREATE_LEASE_MS
  if (!isOver) return { row: claimed, answered: true }
  const { row } = await record(deps, claimed.id, { type: 'create_lost' }, { source: 'poll' })
  return { row, answered: true }
}

async function follow(
  deps: PaymentDeps,
  { id }: PaymentRow,
  status: TicketStatus,
  { reading, raw }: { reading: Transaction; raw: string },
): Promise<Visit> {
  const { total, referenceNumber, ecommerceId } = reading
  await record(
    deps,
    id,
    { type: 'seen', status, total, referenceNumber, ecommerceId },
    { source: 'poll', raw, reading },
  )
  const { row } = await record(deps, id, { type: 'overdue' }, { source: 'poll' })

  const write = nextWrite(toState(row), status, deps.clock.now())
  if (write === 'authorize' && row.intent === null && (await askVeto(deps, row)) !== 'agreed') {
    return { row, answered: true }
  }
  const mayWrite =
    write !== null && (await keepLease(deps.db, { id, owner: deps.owner, now: deps.clock.now() }))
  if (!mayWrite) return { row, answered: true }
  const after = write === 'authorize' ? await authorize(deps, row) : await cancel(deps, row)
  return { row: after, answered: true }
}

/** findPayment's own words only: EXPIRED is a webhook's. */
function toTicketStatus({ status }: Transaction): TicketStatus | null {
  return status === 'EXPIRED' ? 'CANCEL' : status
}
