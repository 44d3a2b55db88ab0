/** The routes of the merchant's own server, which shows the secret key: sign an order, send money back. */

import { AthmError, formatDollars, isObject } from '../../../src/protocol/index.ts'
import { hashSecret, isSameHash } from '../../payments/keyring.ts'
import { createOrder, parseOrderBody } from '../../payments/orders.ts'
import type { Refund } from '../../payments/refund.ts'
import { toRefund } from '../../payments/refund-row.ts'
import { parseRefundAmount, refund } from '../../payments/refunds.ts'
import type { HttpDeps } from '../deps.ts'
import { readIdempotencyKey } from '../idempotency-header.ts'
import { readBearer, readJson } from '../request.ts'
import { waitAtMost } from '../wait.ts'

/** `POST api/orders/`: total, items, metadata, URLs, expires_in → `{order, expires_at}`. */
export async function answerOrders(deps: HttpDeps, request: Request): Promise<Response> {
  checkSecretKey(deps, request)
  const { id, token, expiresAt } = createOrder(deps, parseOrderBody(await readJson(request)))
  return Response.json(
    { order: token, order_id: id, expires_at: expiresAt?.toISOString() ?? null },
    { status: 201 },
  )
}

/** `POST api/refunds/`: reference_number, amount, message, with an Idempotency-Key → the refund. */
export async function answerRefunds(deps: HttpDeps, request: Request): Promise<Response> {
  checkSecretKey(deps, request)
  const body = await readJson(request)
  if (!isObject(body)) throw new AthmError('invalid_body', 'The body must be a JSON object.')
  const idempotencyKey = readIdempotencyKey(request)
  if (idempotencyKey === null) {
    throw new AthmError(
      'idempotency_key_missing',
      'A refund needs an Idempotency-Key, so that none is sent twice.',
    )
  }
  const refunding = refund(deps, {
    referenceNumber: parseReference(body['reference_number']),
    amount: isGiven(body['amount']) ? parseRefundAmount(body['amount']) : null,
    message: parseMessage(body['message']),
    idempotencyKey,
    actor: 'api',
    source: 'api',
  })
  const row = await waitAtMost(deps.clock, deps.track(refunding))
  if (row) return Response.json(toRefundView(toRefund(row)), { status: 201 })
  // It goes on; the same key tells what became of it.
  refunding.catch((error: unknown) =>
    deps.log.warn('a refund failed after its answer', { error: String(error) }),
  )
  throw new AthmError('idempotency_key_in_flight', 'The refund is under way: ask again with the same key.', {
    retryAfterS: 5,
  })
}

/** Throws 401 for any key but the merchant's; without one set, for every key. */
function checkSecretKey({ http }: HttpDeps, request: Request): void {
  const isRight =
    http.secretKey !== null && isSameHash(hashSecret(http.secretKey), hashSecret(readBearer(request)))
  if (!isRight)
    throw new AthmError('unauthorized', 'Send the secret key (ATHM_SECRET_KEY) as a Bearer token.')
}

function parseReference(value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '') return value.trim()
  throw new AthmError('payment_not_found', 'reference_number is missing.', { field: 'reference_number' })
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null

function parseMessage(value: unknown): string {
  if (!isGiven(value)) return ''
  if (typeof value === 'string') return value
  throw new AthmError('invalid_message', 'message must be text.', { field: 'message' })
}

function toRefundView(row: Refund): object {
  return {
    refund_id: row.refundId,
    payment_id: row.paymentId,
    status: row.status,
    amount: formatDollars(row.amount),
    message: row.message,
    code: row.code,
    athm_code: row.athmCode,
    review: row.review,
    refunded_before: formatDollars(row.refundedBefore),
    refunded_seen: row.refundedSeen === null ? null : formatDollars(row.refundedSeen),
    created_at: row.createdAt.toISOString(),
  }
}
