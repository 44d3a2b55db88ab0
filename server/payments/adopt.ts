/**
 * Finds the payment that a reading of ATH Móvil's is about, whatever names it bears, and tells it what was read; or, when
 * there is none, stores it as one that was begun elsewhere. Only ATH Móvil's own word comes in here, never a webhook's.
 */

import { isEnd } from '../../src/protocol/index.ts'
import type { Transaction } from '../athmovil/wire.ts'
import type { PaymentRow } from '../store/schema.ts'
import { literal, type Db } from '../store/store.ts'
import { readCorrelationId } from './correlation.ts'
import type { PaymentDeps } from './deps.ts'
import type { UpstreamNames } from './reading.ts'
import { record } from './record.ts'
import { recordExternal, type Discovery } from './record-external.ts'

/** How many payments that look alike are considered, and of how many of them ATH Móvil is asked. */
const MAX_ALIKE = 200
const MAX_CANDIDATES = 5
/** How far the report's date and ours may be apart for two to look alike. */
const ALIKE_WITHIN_MS = 24 * 3_600_000

/** What became of a reading. */
export interface Adopted {
  readonly payment: PaymentRow
  /** The payment wasn't here before. */
  readonly isNew: boolean
  /** Something of it is different now. */
  readonly isChanged: boolean
}

/**
 * Takes a reading in. Null when it is about nothing that is over, or lacks what a payment needs. Rejects when ATH Móvil
 * doesn't answer whether a payment that looks alike is the one: to store it as another would be a guess.
 */
export async function adopt(deps: PaymentDeps, discovery: Discovery): Promise<Adopted | null> {
  const known = await findNamed(deps.db, discovery.reading)
  if (known) return tell(deps, known, discovery)
  const own = await findAlike(deps, discovery.reading)
  if (own) return tell(deps, own, discovery)
  const made = await recordExternal(deps, discovery)
  if (made) return { payment: made, isNew: true, isChanged: true }
  // Somebody else was quicker, or it can't be a payment.
  const quicker = await findNamed(deps.db, discovery.reading)
  return quicker ? tell(deps, quicker, discovery) : null
}

/** Finds a payment by ATH Móvil's own ids. */
export async function findNamed(
  db: Db,
  { ecommerceId, referenceNumber }: UpstreamNames,
): Promise<PaymentRow | undefined> {
  const named = [
    ['ecommerce_id', ecommerceId],
    ['reference_number', referenceNumber],
  ] as const
  for (const [column, value] of named) {
    if (value === null) continue
    // oxlint-disable-next-line no-await-in-loop -- the surest name first
    const row = await db.selectFrom('payments').selectAll().where(column, '=', value).executeTakeFirst()
    if (row) return row
  }
  return undefined
}

async function tell(deps: PaymentDeps, before: PaymentRow, discovery: Discovery): Promise<Adopted> {
  const { reading, raw, source } = discovery
  const status = reading.status === 'EXPIRED' ? 'CANCEL' : reading.status
  if (status === null) return { payment: before, isNew: false, isChanged: false }
  const { total, referenceNumber, ecommerceId } = reading
  const { row: payment } = await record(
    deps,
    before.id,
    { type: 'seen', status, total, referenceNumber, ecommerceId },
    { source, raw, reading, isNews: discovery.isNews !== false || isOwnAndLive(before) },
  )
  return { payment, isNew: false, isChanged: !isSame(before, payment) }
}

/** Of a payment of ours that is under way the merchant has heard nothing yet, however old the history that is taken in. */
function isOwnAndLive({ origin, status }: PaymentRow): boolean {
  return origin === 'own' && !isEnd(status)
}

const TOLD = [
  'status',
  'review',
  'reference_number',
  'ecommerce_id',
  'fee_cents',
  'net_cents',
  'refunded_cents',
  'daily_id',
  'transaction_at',
  'business_name',
  'customer_name',
  'customer_email',
  'phone',
] as const

function isSame(before: PaymentRow, after: PaymentRow): boolean {
  return TOLD.every((column) => before[column] === after[column])
}

/**
 * Our mark in the metadata, or the merchant's own words and the same total, only name candidates: anybody may write them
 * on a ticket of their own. Each candidate's own reading decides, by its reference.
 */
async function findAlike(deps: PaymentDeps, reading: Transaction): Promise<PaymentRow | undefined> {
  const { total, referenceNumber } = reading
  const marked = await findMarked(deps.db, reading)
  // Its creation was never answered, so there is no id to ask with; nobody else knows the mark of such a payment.
  if (marked && isNameless(marked) && (marked.total_cents === total || reading.status === 'COMPLETED'))
    return marked
  if (total === null || referenceNumber === null) return undefined
  const candidates = marked ? [marked] : await findWorded(deps, reading)
  for (const { ecommerce_id: ecommerceId, ...candidate } of candidates) {
    if (ecommerceId === null) continue
    // oxlint-disable-next-line no-await-in-loop -- mostly there is one
    const outcome = await deps.athmovil.findPayment(ecommerceId)
    if (outcome.kind === 'unknown') throw new Error('ATH Móvil could not be asked which payment it is')
    const isIt = outcome.kind === 'answered' && outcome.value.referenceNumber === referenceNumber
    if (isIt) return { ...candidate, ecommerce_id: ecommerceId }
  }
  return undefined
}

/** ATH Móvil's ids of it aren't known; of a payment that was found by its mark, one of them is. */
function isNameless({ ecommerce_id: ecommerceId, reference_number: reference }: PaymentRow): boolean {
  return ecommerceId === null && reference === null
}

/** Finds the payment that our mark in some metadata is of. */
export async function findMarked(
  db: Db,
  metadata: Pick<Transaction, 'metadata1' | 'metadata2'>,
): Promise<PaymentRow | undefined> {
  const mark = readCorrelationId(metadata)
  if (mark === null) return undefined
  return db.selectFrom('payments').selectAll().where('correlation_id', '=', mark).executeTakeFirst()
}

/** The likeliest first: those of the phone that paid, and of them the nearest in time. */
async function findWorded(deps: PaymentDeps, reading: Transaction): Promise<PaymentRow[]> {
  const { metadata1, metadata2, total, at, phone } = reading
  if (metadata1 === null || metadata2 === null || total === null) return []
  const around = at ?? deps.clock.now()
  const alike = await deps.db
    .selectFrom('payments')
    .selectAll()
    .where('origin', '=', literal('own'))
    .where('metadata1', '=', metadata1)
    .where('metadata2', '=', metadata2)
    .where('total_cents', '=', total)
    .where('reference_number', 'is', null)
    .where('created_at', '>', around - ALIKE_WITHIN_MS)
    .where('created_at', '<', around + ALIKE_WITHIN_MS)
    .orderBy('created_at', 'desc')
    .limit(literal(MAX_ALIKE))
    .execute()
  const rank = (row: PaymentRow): number =>
    Math.abs(row.created_at - around) + (row.phone === phone ? 0 : 2 * ALIKE_WITHIN_MS)
  return alike.toSorted((one, other) => rank(one) - rank(other)).slice(0, MAX_CANDIDATES)
}
