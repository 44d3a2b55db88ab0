/** The routes of one payment: begin it, see it, have it looked at, give it up. */

import {
  AthmError,
  isEnd,
  isObject,
  parseInitiateRequest,
  type InitiateView,
} from '../../../src/protocol/index.ts'
import { requestCancel } from '../../payments/cancel.ts'
import { toIdempotencyKey } from '../../payments/idempotency.ts'
import { initiate } from '../../payments/initiate.ts'
import { toPaymentView } from '../../payments/payment-row.ts'
import { nudge } from '../../store/claims.ts'
import type { PaymentRow } from '../../store/schema.ts'
import { isDatabaseTrouble } from '../../store/store.ts'
import { isTestPhone } from '../../payments/limits.ts'
import { findPrice } from '../../payments/pricing.ts'
import { toClientAddress } from '../client-address.ts'
import type { HttpDeps } from '../deps.ts'
import type { RequestInfo } from '../request-info.ts'
import { readIdempotencyKey } from '../idempotency-header.ts'
import { findOwnPayment } from '../own-payment.ts'
import { readJson } from '../request.ts'
import { waitAtMost, waitUntil } from '../wait.ts'

/** `POST api/initiate/`: 201 with the payment's id and its client secret. While ATH Móvil is slow: OPEN, verifying. */
export async function answerInitiate(
  deps: HttpDeps,
  request: Request,
  { address }: RequestInfo,
): Promise<Response> {
  // The shop's own price may depend on the body, which can be read only once.
  const copy = deps.http.resolveOrder ? request.clone() : request
  const body = parseInitiateRequest(await readJson(request))
  const key = readIdempotencyKey(request)
  const begun = await initiate(deps, {
    request: body,
    priced: await findPrice(deps, body, copy, deps.http),
    key: key === null ? undefined : toIdempotencyKey(key, body),
    address: toClientAddress(request, address, deps.http.trustProxy),
    limits: deps.http.mode === 'sandbox' && isTestPhone(body.phone) ? null : deps.http.limits,
  })
  const row = (await waitAtMost(deps.clock, deps.track(begun.answered))) ?? begun.row
  // Whoever has just asked is looking, and opens its stream in a moment.
  deps.changes.glance(row.id)
  return Response.json(toInitiateView(deps, row), { status: 201 })
}

/** `GET api/status/?payment_id=`: what the database knows, without asking ATH Móvil. */
export async function answerStatus(deps: HttpDeps, request: Request): Promise<Response> {
  const row = await findOwnPayment(deps.db, request, new URL(request.url).searchParams.get('payment_id'))
  await noteLooking(deps, row)
  return Response.json(toPaymentView(row, deps.clock.now()))
}

/** `POST api/authorize/`: has the watcher ask ATH Móvil now, and tells what came of it. */
export async function answerAuthorize(deps: HttpDeps, request: Request): Promise<Response> {
  const row = await findNamedPayment(deps, request)
  await nudge(deps.db, row.id, deps.clock.now())
  deps.wake('payments')
  const looked = await waitUntil(deps, row, (current) => isEnd(current.status) || isLookedAt(deps, current))
  return Response.json(toPaymentView(looked, deps.clock.now()))
}

/** `POST api/cancel/`: asks for a cancel, and tells what is true: COMPLETED if it was paid. */
export async function answerCancel(deps: HttpDeps, request: Request): Promise<Response> {
  const row = await requestCancel(deps, await findNamedPayment(deps, request), 'api')
  const ended = await waitUntil(deps, row, (now) => isEnd(now.status))
  return Response.json(toPaymentView(ended, deps.clock.now()))
}

/** Somebody looks: the watcher should not let its slow schedule stand. */
export async function noteLooking(deps: HttpDeps, row: PaymentRow): Promise<void> {
  const isNews = !deps.changes.isWatched(row.id)
  deps.changes.glance(row.id)
  if (!isNews || isEnd(row.status) || row.intent === 'creating') return
  try {
    await nudge(deps.db, row.id, deps.clock.now())
    deps.wake('payments')
  } catch (error) {
    // It is a courtesy: whoever reads while the database is locked should still read.
    if (!isDatabaseTrouble(error)) throw error
  }
}

/** A visit has ended since the nudge: nobody holds the lease, and the next visit is in the future. */
function isLookedAt({ clock }: HttpDeps, { lease_owner: owner, next_at: nextAt }: PaymentRow): boolean {
  return owner === null && nextAt !== null && nextAt > clock.now()
}

async function findNamedPayment(deps: HttpDeps, request: Request): Promise<PaymentRow> {
  const body = await readJson(request)
  if (!isObject(body)) throw new AthmError('invalid_body', 'The body must be a JSON object.')
  return findOwnPayment(deps.db, request, body['payment_id'])
}

function toInitiateView(deps: HttpDeps, row: PaymentRow): InitiateView {
  const { payment_id, status, verifying, expires_at, server_time, total } = toPaymentView(
    row,
    deps.clock.now(),
  )
  const client_secret = deps.keyring.clientSecret(row.id, row.client_secret_key_id)
  return { payment_id, status, verifying, client_secret, expires_at, server_time, total }
}
