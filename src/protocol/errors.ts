/**
 * The closed list of error codes, and the one error class.
 *
 * Three families: the caller's (4xx, the message is shown), the upstream's (502, 503, 504) and ours (500, hidden).
 * A fourth group never crosses HTTP as an error: codes that say why a payment ended, and codes that only the
 * browser can meet. All of them have a sentence in Spanish and in English in `src/texts`.
 */

/** What a code means on the wire: its HTTP status, and whether the same request may succeed later. */
export interface ErrorKind {
  readonly status: number
  readonly retryable: boolean
}

const kind = (status: number, retryable = false): ErrorKind => ({ status, retryable })

/** Errors that a route of the backend may answer. */
export const HTTP_ERRORS = {
  // The caller's: the request itself.
  invalid_json: kind(400),
  invalid_body: kind(400),
  total_not_a_number: kind(400),
  total_too_precise: kind(400),
  total_out_of_range: kind(400),
  invalid_subtotal: kind(400),
  invalid_tax: kind(400),
  invalid_phone_number: kind(400),
  metadata_too_long: kind(400),
  invalid_metadata: kind(400),
  invalid_items: kind(400),
  invalid_timeout: kind(400),
  invalid_lang: kind(400),
  invalid_idempotency_key: kind(400),
  idempotency_key_missing: kind(400),
  invalid_amount: kind(400),
  invalid_message: kind(400),
  invalid_expiry: kind(400),
  invalid_url: kind(400),
  order_required: kind(400),
  invalid_order: kind(400),
  order_expired: kind(400),
  order_revoked: kind(400),
  unauthorized: kind(401),
  origin_not_allowed: kind(403),
  payment_not_found: kind(404),
  webhook_not_found: kind(404),
  route_not_found: kind(404),
  method_not_allowed: kind(405),
  idempotency_key_in_flight: kind(409, true),
  order_has_payment: kind(409),
  order_paid: kind(409),
  payment_not_completed: kind(409),
  refund_in_flight: kind(409, true),
  customer_has_payment: kind(409, true),
  body_too_large: kind(413),
  unsupported_media_type: kind(415),
  idempotency_key_reused: kind(422),
  refund_too_large: kind(422),
  too_many_requests: kind(429, true),
  // The caller's: refused by ATH Móvil, whose own code is in `athm_code`.
  refused: kind(422),
  refused_limit: kind(422),
  refused_own_phone: kind(422),
  business_unavailable: kind(422),
  // The upstream's.
  upstream_unknown: kind(502, true),
  upstream_unavailable: kind(503, true),
  upstream_timeout: kind(504, true),
  // Ours.
  database_unavailable: kind(503, true),
  internal_error: kind(500, true),
} as const satisfies Record<string, ErrorKind>

/** A code that a route of the backend may answer. */
export type HttpErrorCode = keyof typeof HTTP_ERRORS

/** Why a payment ended as it did: the `code` of a PaymentView, next to the refusals above. */
export const OUTCOME_CODES = ['create_unknown', 'amount_mismatch', 'vetoed', 'review'] as const

/** A code that says why a payment ended, or why a person has to look at it. */
export type OutcomeCode = (typeof OUTCOME_CODES)[number]

/** What only the button can meet. */
export const BROWSER_CODES = ['backend_not_found', 'backend_unreachable', 'unexpected_answer'] as const

/** A code that only the button can meet. */
export type BrowserCode = (typeof BROWSER_CODES)[number]

/** Every code that there is. */
export type ErrorCode = HttpErrorCode | OutcomeCode | BrowserCode

/** Every code that there is, as data: what the texts and the documents are checked against. */
export const ERROR_CODES: readonly ErrorCode[] = [
  ...(Object.keys(HTTP_ERRORS) as HttpErrorCode[]),
  ...OUTCOME_CODES,
  ...BROWSER_CODES,
]

/** What an AthmError carries besides its code. */
export interface AthmErrorDetails {
  /** The field of the request at fault, in the wire's spelling. */
  readonly field?: string
  /** ATH Móvil's own code, such as BTRA_0004. */
  readonly athmCode?: string
  /** Seconds after which another try makes sense: the Retry-After header. */
  readonly retryAfterS?: number
}

/**
 * The one error class. Recognise it by `name` and `code`, never by instanceof: two copies of a bundle share no
 * classes.
 */
export class AthmError extends Error {
  override readonly name = 'AthmError'
  readonly code: ErrorCode
  readonly details: AthmErrorDetails

  constructor(code: ErrorCode, message: string, details: AthmErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.details = details
  }
}

/** Tells whether something thrown is an AthmError, whichever copy of this module made it. */
export function isAthmError(thrown: unknown): thrown is AthmError {
  return thrown instanceof Error && thrown.name === 'AthmError' && 'code' in thrown
}

/** Tells whether a text is one of the catalogue's codes. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return (ERROR_CODES as readonly unknown[]).includes(code)
}
