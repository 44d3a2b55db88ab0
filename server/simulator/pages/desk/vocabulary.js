// @ts-check
/** The words that the control routes take, for the menus. */

/** ATH Móvil's endpoints, as faults name them; `*` is all. */
export const ENDPOINTS = [
  '*',
  'payment',
  'findPayment',
  'updatePhoneNumber',
  'authorization',
  'cancel',
  'refund',
  'report',
  'search',
  'subscribe',
]

/** What can happen to a call, and which fields say more of it. */
export const FAULTS = {
  latency: ['ms'],
  slow: ['ms'],
  status: ['status', 'athm_code'],
  status_after: ['status', 'athm_code'],
  drop_before: [],
  drop_after: [],
  hang_after: [],
  garbage: [],
}

/** The events that ATH Móvil sends. */
export const EVENTS = [
  'ecommerce_completed',
  'ecommerce_cancelled',
  'ecommerce_expired',
  'refund',
  'payment',
  'donation',
  'simulated',
]
