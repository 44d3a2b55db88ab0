/** Begins a payment: the intent is committed, then ATH Móvil is asked, then what it answered is recorded. */

import { AthmError, type ErrorCode, type InitiateRequest } from '../../src/protocol/index.ts'
import type { CreatedTicket, Outcome } from '../athmovil/api.ts'
import { toErrorCode } from '../athmovil/errors.ts'
import type { PaymentRow } from '../store/schema.ts'
import type { PaymentDeps } from './deps.ts'
import { findReplay, forgetKey, keepKey, type IdempotencyKey } from './idempotency.ts'
import { hashSecret } from './keyring.ts'
import { beginPayment, CREATE_LEASE_MS } from './lifecycle.ts'
import { toColumns } from './payment-row.ts'
import { record, recordBegin } from './record.ts'

/** How long a ticket's token lives (observed: about 15 minutes). */
const TOKEN_LIFE_MS = 15 * 60_000

/** What a correlation id of ours begins with. Merchants' own metadata may not. */
export const CORRELATION_PREFIX = 'athmb-'

/** A payment that was begun: its row as soon as it is committed, and again when ATH Móvil has answered. */
export interface Begun {
  readonly row: PaymentRow
  /** Rejects with an AthmError when ATH Móvil refused, or did not answer in a way that can be read. */
  readonly answered: Promise<PaymentRow>
}

/**
 * Begins a payment, or finds the one that the same key has begun. Throws what `findReplay` throws, and
 * `invalid_metadata` for the reserved prefix.
 */
export async function initiate(
  deps: PaymentDeps,
  request: InitiateRequest,
  key?: IdempotencyKey,
): Promise<Begun> {
  for (const field of ['metadata1', 'metadata2'] as const) {
    if (request[field].startsWith(CORRELATION_PREFIX)) {
      const name = field.replace(/(\d)$/, '_$1')
      throw new AthmError('invalid_metadata', `${name} may not begin with "${CORRELATION_PREFIX}".`, {
        field: name,
      })
    }
  }
  const row = toNewRow(deps, request)
  const replay = await deps.db.transaction().execute(async (db) => {
    const found = key && (await findReplay(db, key))
    if (found) return found
    await recordBegin(db, row, 'api')
    if (key) await keepKey(db, key, row)
    return undefined
  })
  if (replay) return { row: replay, answered: answerAgain(replay) }
  return { row, answered: createTicket(deps, row, request) }
}

async function createTicket(
  deps: PaymentDeps,
  row: PaymentRow,
  request: InitiateRequest,
): Promise<PaymentRow> {
  const askedAt = deps.clock.now()
  const outcome = await deps.athmovil.createPayment({
    ...request,
    metadata1: request.metadata1 || row.correlation_id,
    metadata2: request.metadata2 || row.correlation_id,
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
  const { row: recorded } = await record(deps, row.id, created, { source: 'api', raw, token })
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
  await record(deps, row.id, { type: 'create_lost' }, { source: 'api', raw })
  const details = outcome.athmCode === null ? {} : { athmCode: outcome.athmCode }
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
  if (row.code !== null && row.athm_code !== null) throw toRefusal(row.code, row.athm_code)
  throw new AthmError('upstream_unknown', 'ATH Móvil answered nothing that can be understood.')
}

function toRefusal(code: ErrorCode, athmCode: string): AthmError {
  return new AthmError(code, 'ATH Móvil refused this payment.', { athmCode })
}

function toNewRow(deps: PaymentDeps, request: InitiateRequest): PaymentRow {
  const now = deps.clock.now()
  const id = `pay_${toBase64Url(deps.random.bytes(16))}`
  const keyId = deps.keyring.currentKeyId
  return {
    ...toColumns(beginPayment(request.total, now)),
    id,
    origin: 'own',
    client_secret_hash: hashSecret(deps.keyring.clientSecret(id, keyId)),
    client_secret_key_id: keyId,
    version: 1,
    auth_token: null,
    auth_token_key_id: null,
    subtotal_cents: request.subtotal,
    tax_cents: request.tax,
    fee_cents: null,
    net_cents: null,
    refunded_cents: 0,
    metadata1: request.metadata1,
    metadata2: request.metadata2,
    correlation_id: CORRELATION_PREFIX + toBase64Url(deps.random.bytes(15)),
    items: JSON.stringify(request.items),
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
  }
}

function toBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
