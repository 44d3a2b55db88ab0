/**
 * Sends money back: a reading first, then a reservation under lock, then the call, once. What can't be told for
 * certain afterwards is for a person to decide; nothing here sends a refund again by itself.
 */

import { createHash } from 'node:crypto'
import {
  AthmError,
  formatDollars,
  isCents,
  parseDollars,
  toCents,
  type Cents,
} from '../../src/protocol/index.ts'
import { toErrorCode } from '../athmovil/errors.ts'
import type { Transaction } from '../athmovil/wire.ts'
import type { PaymentRow, RefundRow } from '../store/schema.ts'
import { literal, type Db } from '../store/store.ts'
import type { PaymentDeps } from './deps.ts'
import { readUpstream, type UpstreamNames } from './reading.ts'
import { record } from './record.ts'
import { recordRefund, recordRefundBegin } from './record-refund.ts'
import { beginRefund, isInFlight, REFUND_LEASE_MS, sumSucceeded, toRefundable } from './refund-lifecycle.ts'
import { toRefundState } from './refund-row.ts'
import type { Source } from './source.ts'

/** What ATH Móvil takes as a message (BTRA_0040). */
const MAX_MESSAGE_LENGTH = 50

/** How long after its reservation a refund may still be sent. */
const SEND_WITHIN_MS = 20_000

/** What to send back. */
export interface RefundRequest {
  readonly referenceNumber: string
  /** Null: all that is left. */
  readonly amount: Cents | null
  readonly message: string
  readonly idempotencyKey: string
  /** Who asks, for the journal. */
  readonly actor: string
  readonly source: Source
}

/**
 * Refunds a payment, whole or in part. Returns the refund as far as it is known: succeeded, refused, or unknown, which
 * settles by itself or ends in review. Throws before any call: `invalid_message`, `payment_not_found`,
 * `payment_not_completed`, `refund_in_flight`, `refund_too_large`, `idempotency_key_reused`; and the upstream's errors
 * when the first reading fails.
 */
export async function refund(deps: PaymentDeps, request: RefundRequest): Promise<RefundRow> {
  if ([...request.message].length > MAX_MESSAGE_LENGTH || /\p{Cc}/u.test(request.message)) {
    throw new AthmError('invalid_message', 'message must have at most 50 characters, on one line.', {
      field: 'message',
    })
  }
  const known = await findReplay(deps.db, request)
  if (known) return known
  const payment = await findPaid(deps.db, request.referenceNumber)
  const before = await findRefunds(deps.db, payment)
  const baseline = await readPayment(deps, payment)
  const row = await reserve(deps, request, payment, { before, baseline })
  return 'isReplay' in row ? row.isReplay : send(deps, row, request)
}

/** Reads an amount to refund: dollars above zero. Throws `invalid_amount`. */
export function parseRefundAmount(value: unknown): Cents {
  const amount = parseDollars(value)
  if (isCents(amount) && amount > 0) return amount
  throw new AthmError('invalid_amount', 'amount must be dollars, such as "5.00".', { field: 'amount' })
}

/** Looks at the refunds whose outcome is unclear and whose time has come. Returns when the next one is due. */
export async function settleRefunds(deps: PaymentDeps): Promise<number | null> {
  const nextAt = await findNextRefundAt(deps.db)
  if (nextAt === null || nextAt > deps.clock.now()) return nextAt
  const due = await deps.db
    .selectFrom('refunds')
    .selectAll()
    .where('next_at', '<=', deps.clock.now())
    .orderBy('next_at')
    .limit(literal(20))
    .execute()
  for (const row of due) {
    // oxlint-disable-next-line no-await-in-loop -- refunds are few, and readings are rationed
    await settle(deps, row)
  }
  return findNextRefundAt(deps.db)
}

async function findNextRefundAt(db: Db): Promise<number | null> {
  const next = await db
    .selectFrom('refunds')
    .select((is) => is.fn.min('next_at').as('next_at'))
    .where('next_at', 'is not', null)
    .executeTakeFirst()
  return next?.next_at ?? null
}

async function settle(deps: PaymentDeps, row: RefundRow): Promise<void> {
  const payment = await deps.db
    .selectFrom('payments')
    .selectAll()
    .where('id', '=', row.payment_id)
    .executeTakeFirstOrThrow()
  const outcome = await readUpstream(deps, toNames(payment))
  const refunded = outcome.kind === 'answered' ? outcome.value.refunded : null
  if (outcome.kind === 'answered' && refunded !== null) {
    await recordRefund(deps, row.id, { type: 'seen', refunded }, { source: 'poll', raw: outcome.raw })
  } else {
    await recordRefund(deps, row.id, { type: 'overdue' }, { source: 'poll' })
  }
  await postpone(deps, row)
}

/** Looks again later, if there is still something to find out. */
async function postpone(deps: PaymentDeps, { id }: RefundRow): Promise<void> {
  const nextAt = deps.clock.now() + 15_000
  await deps.db
    .updateTable('refunds')
    .set({ next_at: nextAt })
    .where('id', '=', id)
    .where('status', 'in', ['sending', 'unknown'])
    .where('next_at', '<', nextAt)
    .execute()
}

async function findReplay(db: Db, request: RefundRequest): Promise<RefundRow | undefined> {
  const known = await db
    .selectFrom('refunds')
    .selectAll()
    .where('idempotency_key', '=', request.idempotencyKey)
    .executeTakeFirst()
  if (!known || known.body_hash === toBodyHash(request)) return known
  throw new AthmError('idempotency_key_reused', 'This Idempotency-Key was sent before with another body.')
}

function findRefunds(db: Db, { id }: PaymentRow): Promise<RefundRow[]> {
  return db.selectFrom('refunds').selectAll().where('payment_id', '=', id).orderBy('id').execute()
}

function toVersions(refunds: readonly RefundRow[]): string {
  return refunds.map(({ id, version }) => `${id} ${version}`).join()
}

function toBodyHash({ referenceNumber, amount, message }: RefundRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([referenceNumber, amount, message]))
    .digest('hex')
}

async function findPaid(db: Db, referenceNumber: string): Promise<PaymentRow> {
  const payment = await db
    .selectFrom('payments')
    .selectAll()
    .where('reference_number', '=', referenceNumber)
    .executeTakeFirst()
  if (!payment) {
    throw new AthmError('payment_not_found', 'There is no payment with this reference.', {
      field: 'reference_number',
    })
  }
  if (payment.status === 'COMPLETED') return payment
  throw new AthmError('payment_not_completed', 'Only a completed payment can be refunded.', {
    field: 'reference_number',
  })
}

function toNames({
  ecommerce_id: ecommerceId,
  reference_number: referenceNumber,
}: PaymentRow): UpstreamNames {
  return { ecommerceId, referenceNumber }
}

/** What ATH Móvil says now: the baseline against which the refund will be judged, and refunds made elsewhere. */
async function readPayment(deps: PaymentDeps, payment: PaymentRow): Promise<Cents> {
  const outcome = await readUpstream(deps, toNames(payment))
  if (outcome.kind === 'answered') {
    await noteRefunded(deps, payment, outcome.value, outcome.raw)
    return outcome.value.refunded ?? toCents(0)
  }
  if (outcome.kind === 'refused') {
    throw new AthmError(toErrorCode(outcome.athmCode), 'ATH Móvil refused to read the payment.', outcome)
  }
  const code = outcome.reason === 'unreadable' ? 'upstream_unknown' : 'upstream_unavailable'
  throw new AthmError(code, 'ATH Móvil could not be asked about the payment; nothing was refunded.', {
    retryAfterS: 5,
  })
}

async function noteRefunded(
  deps: PaymentDeps,
  payment: PaymentRow,
  reading: Transaction,
  raw: string,
): Promise<void> {
  const { total, referenceNumber, ecommerceId } = reading
  if (reading.status !== 'COMPLETED') return
  const seen = { type: 'seen', status: 'COMPLETED', total, referenceNumber, ecommerceId } as const
  await record(deps, payment.id, seen, { source: 'poll', raw, reading })
}

/** Sets the amount aside, or throws: everything that could go wrong without a call goes wrong here. */
function reserve(
  deps: PaymentDeps,
  request: RefundRequest,
  payment: PaymentRow,
  { before, baseline }: { before: readonly RefundRow[]; baseline: Cents },
): Promise<RefundRow | { isReplay: RefundRow }> {
  return deps.db.transaction().execute(async (db) => {
    const replay = await findReplay(db, request)
    if (replay) return { isReplay: replay }
    const rows = await findRefunds(db, payment)
    const others = rows.map(toRefundState)
    // A baseline from before another refund's answer says too little: more could go back than was paid, and that
    // refund could be taken for this one.
    if (others.some(isInFlight) || toVersions(rows) !== toVersions(before)) {
      throw new AthmError('refund_in_flight', 'Another refund of this payment is on its way.', {
        retryAfterS: 60,
      })
    }
    const left = toRefundable(toCents(payment.total_cents), baseline, others)
    // A refund that ATH Móvil doesn't show yet would, once it does, be taken for this one.
    const refunded = toCents(Math.max(baseline, sumSucceeded(others)))
    const amount = request.amount ?? left
    if (amount <= 0 || amount > left) {
      const sentence = `At most ${formatDollars(left)} of this payment can still be refunded.`
      throw new AthmError('refund_too_large', sentence, { field: 'amount' })
    }
    const row = toNewRow(deps, request, payment, { amount, baseline: refunded })
    await recordRefundBegin(db, row, request.source)
    return row
  })
}

async function send(
  deps: PaymentDeps,
  row: RefundRow,
  { referenceNumber, source, actor }: RefundRequest,
): Promise<RefundRow> {
  // A process that slept between the reservation and the call must not send what others have given up waiting for.
  if (deps.clock.now() > row.sent_at + SEND_WITHIN_MS) {
    return recordRefund(deps, row.id, { type: 'unanswered' }, { source, actor })
  }
  const outcome = await deps.athmovil.refund({
    referenceNumber,
    amount: toCents(row.amount_cents),
    message: row.message,
  })
  const observation = { source, actor, ...(outcome.raw !== null && { raw: outcome.raw }) }
  switch (outcome.kind) {
    case 'answered':
      return recordRefund(deps, row.id, { type: 'answered' }, { ...observation, ids: outcome.value })
    case 'refused': {
      const { athmCode } = outcome
      return recordRefund(
        deps,
        row.id,
        { type: 'refused', code: toErrorCode(athmCode), athmCode },
        observation,
      )
    }
    case 'unknown':
      return recordRefund(deps, row.id, { type: 'unanswered' }, observation)
  }
}

function toNewRow(
  deps: PaymentDeps,
  request: RefundRequest,
  payment: PaymentRow,
  { amount, baseline }: { amount: Cents; baseline: Cents },
): RefundRow {
  const now = deps.clock.now()
  const state = beginRefund(amount, baseline, now)
  return {
    id: `rfd_${Buffer.from(deps.random.bytes(16)).toString('base64url')}`,
    payment_id: payment.id,
    status: state.status,
    amount_cents: amount,
    message: request.message,
    baseline_cents: baseline,
    seen_cents: null,
    review: null,
    code: null,
    athm_code: null,
    refund_reference: null,
    daily_id: null,
    idempotency_key: request.idempotencyKey,
    body_hash: toBodyHash(request),
    actor: request.actor,
    version: 1,
    sent_at: now,
    created_at: now,
    updated_at: now,
    next_at: now + REFUND_LEASE_MS,
    origin: 'own',
    transaction_at: null,
    webhook_id: null,
  }
}
