/** Begins a payment: the intent is committed, then ATH Móvil is asked, then what it answered is recorded. */

import { AthmError, type Charge, type ErrorCode, type InitiateRequest } from '../../src/protocol/index.ts'
import type { CreatedTicket, Outcome } from '../athmovil/api.ts'
import { toErrorCode } from '../athmovil/errors.ts'
import type { PaymentRow } from '../store/schema.ts'
import type { Db } from '../store/store.ts'
import { CORRELATION_PREFIX, newCorrelationId } from './correlation.ts'
import type { PaymentDeps } from './deps.ts'
import { findReplay, forgetKey, keepKey, type IdempotencyKey } from './idempotency.ts'
import { hashSecret } from './keyring.ts'
import { beginPayment, CREATE_LEASE_MS } from './lifecycle.ts'
import { countPush } from './limits.ts'
import { toColumns } from './payment-row.ts'
import type { Limits } from './policy.ts'
import { checkNotRevoked, type Priced } from './pricing.ts'
import { record, recordBegin } from './record.ts'

/** How long a ticket's token lives (observed: about 15 minutes). */
const TOKEN_LIFE_MS = 15 * 60_000

/** What to begin: a request whose price was found. */
export interface InitiateOptions {
  readonly request: InitiateRequest
  readonly priced: Priced
  readonly key?: IdempotencyKey | undefined
  /** The customer's network address; null where it isn't known. */
  readonly address?: string | null
  /** Null: none are counted. */
  readonly limits: Limits | null
}

/** A payment that was begun: its row as soon as it is committed, and again when ATH Móvil has answered. */
export interface Begun {
  readonly row: PaymentRow
  /** Rejects with an AthmError when ATH Móvil refused, or did not answer in a way that can be read. */
  readonly answered: Promise<PaymentRow>
}

/**
 * Begins a payment; or finds the one that the same key has begun, or that the same phone is paying the same order with.
 * Throws what `findReplay` throws, `order_paid`, `order_has_payment` (another phone's), `order_revoked`,
 * `too_many_requests`, and `invalid_metadata` for the reserved prefix.
 */
export async function initiate(deps: PaymentDeps, options: InitiateOptions): Promise<Begun> {
  const { request, priced, key } = options
  checkMetadata(priced.charge)
  const row = toNewRow(deps, request, priced)
  const known = await deps.db.transaction().execute(async (db) => {
    const found = (key && (await findReplay(db, key))) ?? (await findOfOrder(db, priced, request))
    if (found) return found
    await checkNotRevoked(db, priced)
    if (options.limits) {
      const { phone } = request
      const push = { at: row.created_at, phone, orderId: priced.orderId, address: options.address ?? null }
      await countPush(db, push, options.limits)
    }
    await recordBegin(db, row, 'api')
    if (key) await keepKey(db, key, row)
    return undefined
  })
  if (known) return { row: known, answered: answerAgain(known) }
  return { row, answered: createTicket(deps, row, request, priced.charge) }
}

/** One live payment per order, and none after it was paid. */
async function findOfOrder(
  db: Db,
  { orderId }: Priced,
  { phone }: InitiateRequest,
): Promise<PaymentRow | undefined> {
  if (orderId === null) return undefined
  const rows = await db
    .selectFrom('payments')
    .selectAll()
    .where('order_id', '=', orderId)
    .where('status', 'in', ['OPEN', 'CONFIRM', 'COMPLETED'])
    .execute()
  if (rows.some(({ status }) => status === 'COMPLETED')) {
    throw new AthmError('order_paid', 'This order is paid already.', { field: 'order' })
  }
  const [live] = rows
  if (!live || live.phone === phone) return live
  throw new AthmError('order_has_payment', 'Somebody is paying this order with another phone.', {
    field: 'order',
  })
}

function checkMetadata(charge: Charge): void {
  for (const field of ['metadata1', 'metadata2'] as const) {
    if (!charge[field].startsWith(CORRELATION_PREFIX)) continue
    const name = field.replace(/(\d)$/, '_$1')
    throw new AthmError('invalid_metadata', `${name} may not begin with "${CORRELATION_PREFIX}".`, {
      field: name,
    })
  }
}

async function createTicket(
  deps: PaymentDeps,
  row: PaymentRow,
  { phone, timeoutS }: InitiateRequest,
  charge: Charge,
): Promise<PaymentRow> {
  const askedAt = deps.clock.now()
  const outcome = await deps.athmovil.createPayment({
    ...charge,
    phone,
    timeoutS,
    metadata1: charge.metadata1 || row.correlation_id,
    metadata2: charge.metadata2 || row.correlation_id,
  })
  switch (outcome.kind) {
    case 'answered':
      return recordCreated(deps, row, outcome, askedAt + row.timeout_s * 1000)
    case 'refused': {
      const code = toErrorCode(outcome.athmCode)
      const { athmCode, raw } = outcome
      await record(deps, row.id, { type: 'create_refused', code, athmCode }, { source: 'api', raw })
      throw toRefusal(code, athmCode)
    }
    case 'unknown':
      return giveUp(deps, row, outcome)
  }
}

async function recordCreated(
  deps: PaymentDeps,
  row: PaymentRow,
  { value: ticket, raw }: Outcome<CreatedTicket> & { kind: 'answered' },
  expiresAt: number,
): Promise<PaymentRow> {
  const { ecommerceId, authToken } = ticket
  const tokenEndsAt = deps.clock.now() + TOKEN_LIFE_MS
  const token = deps.keyring.seal(authToken, row.id, deps.random)
  const created = { type: 'created', ecommerceId, tokenEndsAt, expiresAt } as const
  const recording = record(deps, row.id, created, { source: 'api', raw, token })
  const { row: recorded } = await recording.catch(async (error: unknown) => {
    // It can't be stored, so nobody could ever authorize it: the customer should not be asked.
    await deps.athmovil.cancel(ecommerceId)
    throw error
  })
  // The answer came after this payment had been given up. Nobody may pay a ticket that nobody waits for.
  if (recorded.status === 'FAILED') await deps.athmovil.cancel(ecommerceId)
  return recorded
}

/**
 * No token came, and none will: without it the ticket can't be captured, whether it exists or not. So the payment is
 * over, and the customer may try again.
 */
async function giveUp(
  deps: PaymentDeps,
  row: PaymentRow,
  outcome: Outcome<CreatedTicket> & { kind: 'unknown' },
): Promise<never> {
  const raw = outcome.raw ?? outcome.reason
  const { athmCode } = outcome
  await record(
    deps,
    row.id,
    { type: 'create_lost', ...(athmCode !== null && { athmCode }) },
    { source: 'api', raw },
  )
  const details = athmCode === null ? {} : { athmCode }
  switch (outcome.reason) {
    case 'timeout':
      throw new AthmError('upstream_timeout', 'ATH Móvil did not answer in time.', details)
    case 'unreadable':
      throw new AthmError('upstream_unknown', 'ATH Móvil answered nothing that can be understood.', details)
    case 'unreachable':
      await forgetKey(deps.db, row.id)
      throw new AthmError('upstream_unavailable', 'ATH Móvil can not be reached.', { retryAfterS: 5 })
  }
}

/** Gives a repeated request the answer that the first one got. */
async function answerAgain(row: PaymentRow): Promise<PaymentRow> {
  if (row.status !== 'FAILED' || row.ecommerce_id !== null) return row
  const { code, athm_code: athmCode } = row
  if (code !== null && code !== 'create_unknown' && athmCode !== null) throw toRefusal(code, athmCode)
  const details = athmCode === null ? {} : { athmCode }
  throw new AthmError('upstream_unknown', 'ATH Móvil answered nothing that can be understood.', details)
}

function toRefusal(code: ErrorCode, athmCode: string): AthmError {
  return new AthmError(code, 'ATH Móvil refused this payment.', { athmCode })
}

function toNewRow(deps: PaymentDeps, request: InitiateRequest, priced: Priced): PaymentRow {
  const { charge, orderId, priceTagId } = priced
  const now = deps.clock.now()
  const id = `pay_${toBase64Url(deps.random.bytes(16))}`
  const keyId = deps.keyring.currentKeyId
  return {
    ...toColumns(beginPayment(charge.total, now)),
    id,
    origin: 'own',
    client_secret_hash: hashSecret(deps.keyring.clientSecret(id, keyId)),
    client_secret_key_id: keyId,
    version: 1,
    auth_token: null,
    auth_token_key_id: null,
    subtotal_cents: charge.subtotal,
    tax_cents: charge.tax,
    fee_cents: null,
    net_cents: null,
    refunded_cents: 0,
    metadata1: charge.metadata1,
    metadata2: charge.metadata2,
    order_id: orderId,
    price_tag_id: priceTagId,
    correlation_id: newCorrelationId(deps.random),
    items: JSON.stringify(charge.items),
    phone: request.phone,
    lang: request.lang,
    timeout_s: request.timeoutS,
    business_name: null,
    daily_id: null,
    transaction_at: null,
    created_at: now,
    updated_at: now,
    confirmed_at: null,
    completed_at: null,
    ended_at: null,
    next_at: now + CREATE_LEASE_MS,
    lease_until: null,
    lease_owner: null,
    customer_name: null,
    customer_email: null,
    looked_at: null,
    erased_at: null,
  }
}

function toBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
