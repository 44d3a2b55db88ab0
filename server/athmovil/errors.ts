/** ATH Móvil's error codes → what they mean here. */

import type { ErrorCode } from '../../src/protocol/index.ts'

/** Codes after which nobody can say whether the call took effect (lifecycle: "Unknown"). */
const UNKNOWN_CODES = new Set(['BTRA_0015', 'BTRA_0016', 'BTRA_0033', 'BTRA_0034', 'BTRA_9998', 'BTRA_9999'])

/** The only answers that say for certain that an authorization moved no money and never will. */
const AUTHORIZATION_REFUSALS = new Set([
  'BTRA_0001',
  'BTRA_0002',
  'BTRA_0003',
  'BTRA_0004',
  'BTRA_0009',
  'BTRA_0010',
  'BTRA_0011',
  'BTRA_0012',
  'BTRA_0013',
  'BTRA_0044',
  'BTRA_0045',
])

const LIMIT_CODES = new Set(['BTRA_0004', 'BTRA_0044', 'BTRA_0045'])
const OWN_PHONE_CODES = new Set(['PCUS_0007', 'BTRA_0003', 'BTRA_0012'])
const BUSINESS_CODES = new Set([
  'BTRA_0009',
  'BTRA_0010',
  'BTRA_0011',
  'BCUS_0092',
  'BTRA_0017',
  'BTRA_0401',
  'BTRA_0403',
])

/** The code for a ticket that upstream doesn't know. */
export const TICKET_UNKNOWN = 'BTRA_0031'

/** Tells whether an error code leaves the outcome of a write open. */
export function isUnknownCode(athmCode: string): boolean {
  return UNKNOWN_CODES.has(athmCode)
}

/** Tells whether an authorization that got this code moved no money, for certain. */
export function isAuthorizationRefusal(athmCode: string): boolean {
  return AUTHORIZATION_REFUSALS.has(athmCode)
}

/** Translates a refusal into the code whose sentence the customer reads. */
export function toErrorCode(athmCode: string): ErrorCode {
  if (LIMIT_CODES.has(athmCode)) return 'refused_limit'
  if (OWN_PHONE_CODES.has(athmCode)) return 'refused_own_phone'
  if (BUSINESS_CODES.has(athmCode)) return 'business_unavailable'
  return 'refused'
}
