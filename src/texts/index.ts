/** Chooses the words: by language at render, by code for what went wrong. */

import type { ErrorCode } from '../protocol/errors.ts'
import type { Lang } from '../protocol/messages.ts'
import { en, type Texts } from './en.ts'
import { es } from './es.ts'
import { withOwn } from './own.ts'

export type { Texts }

/** The words of a language, with a page's own in place of ours. */
export function toTexts(lang: Lang, own?: unknown): Texts {
  return withOwn(lang === 'en' ? en : es, own)
}

/** Which sentence tells of an error, and whether trying again can help. */
export interface ErrorText {
  readonly sentence: keyof Texts['errors']
  readonly retryHelps: boolean
}

const final = (sentence: keyof Texts['errors']): ErrorText => ({ sentence, retryHelps: false })
const retry = (sentence: keyof Texts['errors']): ErrorText => ({ sentence, retryHelps: true })

/**
 * The sentence of every code. A customer can mend a number and wait, nothing else: what only the shop can mend shares
 * one sentence, and its detail goes to the console.
 */
export const ERROR_TEXTS: Readonly<Record<ErrorCode, ErrorText>> = {
  invalid_json: final('setup'),
  invalid_body: final('setup'),
  total_not_a_number: final('total'),
  total_too_precise: final('total'),
  total_out_of_range: final('range'),
  invalid_subtotal: final('setup'),
  invalid_tax: final('setup'),
  invalid_phone_number: retry('phone'),
  metadata_too_long: final('setup'),
  invalid_metadata: final('setup'),
  invalid_items: final('setup'),
  invalid_timeout: final('setup'),
  invalid_lang: final('setup'),
  invalid_idempotency_key: final('setup'),
  idempotency_key_missing: final('setup'),
  invalid_amount: final('setup'),
  invalid_message: final('setup'),
  invalid_expiry: final('setup'),
  invalid_url: final('setup'),
  order_required: final('setup'),
  invalid_order: final('setup'),
  order_expired: final('orderExpired'),
  order_revoked: final('orderRevoked'),
  unauthorized: final('setup'),
  order_has_payment: retry('orderTaken'),
  order_paid: final('orderPaid'),
  payment_not_completed: final('setup'),
  refund_in_flight: final('setup'),
  webhook_not_found: final('setup'),
  customer_has_payment: final('setup'),
  refund_too_large: final('setup'),
  too_many_requests: retry('tooMany'),
  origin_not_allowed: final('origin'),
  payment_not_found: retry('missing'),
  route_not_found: final('nowhere'),
  method_not_allowed: final('nowhere'),
  idempotency_key_in_flight: retry('busy'),
  body_too_large: final('setup'),
  unsupported_media_type: final('setup'),
  idempotency_key_reused: retry('busy'),
  refused: retry('refused'),
  refused_limit: retry('limit'),
  refused_own_phone: retry('ownPhone'),
  business_unavailable: final('business'),
  upstream_unknown: retry('busy'),
  upstream_unavailable: retry('down'),
  upstream_timeout: retry('busy'),
  database_unavailable: retry('server'),
  internal_error: retry('server'),
  create_unknown: retry('uncreated'),
  amount_mismatch: final('mismatch'),
  vetoed: final('vetoed'),
  review: final('review'),
  backend_not_found: final('nowhere'),
  backend_unreachable: retry('offline'),
  unexpected_answer: retry('server'),
}
