/**
 * Every moment that a customer can be in, as data: what the page wrote, what the backend answers, and what the customer
 * did. The screenshots and the tests of the look play them, each in its own way.
 */

import type { Phase } from '../src/checkout/machine.ts'
import type { ErrorCode } from '../src/protocol/errors.ts'
import type { ConfigView, OrderPayload, PaymentView } from '../src/protocol/messages.ts'
import { CANCELLERS } from '../src/protocol/payment.ts'

/** What a customer does: with a field, with the list of items, or by pressing what has that text. */
export type Act =
  | 'open'
  | 'number'
  | 'half a number'
  | 'a wrong amount'
  | 'items'
  | 'next'
  | 'close'
  | 'cancel'
  | 'copy'

/** One moment. */
export interface Moment {
  readonly name: string
  /** Where the checkout is by then. */
  readonly phase: Phase
  readonly attributes?: Readonly<Record<string, string>>
  /** The payload of the order on the button, if there is one. */
  readonly order?: Partial<OrderPayload>
  readonly config?: Partial<ConfigView>
  /** How the creation ends, where it makes no payment. */
  readonly creation?: ErrorCode | 'never'
  /** What the payment is once it was made, beyond a fresh one. */
  readonly view?: Partial<PaymentView>
  /** Seconds that the customer has left, of ten minutes. */
  readonly secondsLeft?: number
  /** The backend is gone once the payment was made. */
  readonly isAway?: boolean
  /** A cancel is never answered. */
  readonly isDeaf?: boolean
  readonly does: readonly Act[]
}

/** The reference number of a payment that completed. */
export const REFERENCE = '215070443-402894c1a2b3c4d5e6f7c2000b'

const ITEMS = JSON.stringify([
  { name: 'Café molido, una libra', price: '12.50', quantity: 2 },
  { name: 'Quesito de guayaba', price: '2.25' },
  { name: 'Taza de barro hecha a mano en Morovis, con su plato y su cucharita', price: '18.00' },
])

const SANDBOX = { mode: 'sandbox' } as const
const PAYS = ['open', 'number', 'next'] as const
const COMPLETED = {
  status: 'COMPLETED',
  reference_number: REFERENCE,
  ecommerce_id: 'a1b2c3d4-ecommerce',
} as const
const LONG_NAME = 'Panadería y Repostería La Borinqueña de los Hermanos Rodríguez-Maldonado, Inc.'
const TAG = { min: '1.00', max: '500.00', reusable: true } as const

/** All of them, in the order of a payment. */
export const MOMENTS: readonly Moment[] = [
  { name: 'idle', phase: 'idle', does: [] },
  { name: 'disabled', phase: 'idle', attributes: { disabled: '' }, does: [] },
  { name: 'unavailable', phase: 'idle', config: { available: false }, does: [] },

  { name: 'phone', phase: 'phone', does: ['open'] },
  { name: 'phone in sandbox', phase: 'phone', config: SANDBOX, does: ['open'] },
  { name: 'phone, wrong number', phase: 'phone', does: ['open', 'half a number', 'next'] },
  { name: 'phone, refused number', phase: 'phone', creation: 'refused_own_phone', does: PAYS },
  { name: 'phone, refused', phase: 'phone', creation: 'refused_limit', does: PAYS },
  {
    name: 'phone, sum and items',
    phase: 'phone',
    attributes: { subtotal: '22.42', tax: '2.58', items: ITEMS },
    does: ['open'],
  },
  {
    name: 'phone, items open, long name',
    phase: 'phone',
    config: SANDBOX,
    attributes: { 'business-name': LONG_NAME, items: ITEMS, subtotal: '22.42', tax: '2.58' },
    does: ['open', 'items'],
  },
  { name: 'amount', phase: 'phone', order: TAG, attributes: { total: '' }, does: ['open'] },
  {
    name: 'amount, wrong',
    phase: 'phone',
    order: TAG,
    attributes: { total: '' },
    does: ['open', 'a wrong amount', 'half a number', 'next'],
  },
  { name: 'setup', phase: 'failed', attributes: { total: '0.50' }, does: ['open'] },

  { name: 'initiating', phase: 'initiating', creation: 'never', does: PAYS },
  { name: 'waiting', phase: 'waiting', secondsLeft: 492, does: PAYS },
  { name: 'waiting in sandbox', phase: 'waiting', secondsLeft: 492, config: SANDBOX, does: PAYS },
  { name: 'waiting, the last minute', phase: 'waiting', secondsLeft: 42, does: PAYS },
  { name: 'away', phase: 'waiting', secondsLeft: 492, isAway: true, does: PAYS },
  { name: 'closing', phase: 'waiting', does: [...PAYS, 'close'] },
  { name: 'cancelling', phase: 'waiting', isDeaf: true, does: [...PAYS, 'cancel'] },
  { name: 'authorizing', phase: 'authorizing', view: { status: 'CONFIRM' }, does: PAYS },
  { name: 'verifying', phase: 'verifying', view: { status: 'CONFIRM', verifying: true }, does: PAYS },

  { name: 'completed', phase: 'completed', view: COMPLETED, does: PAYS },
  { name: 'completed, in sandbox', phase: 'completed', view: COMPLETED, config: SANDBOX, does: PAYS },
  {
    name: 'completed, redirect',
    phase: 'completed',
    view: COMPLETED,
    attributes: { 'success-url': '/thanks' },
    does: PAYS,
  },
  { name: 'paid before', phase: 'cancelled', view: { status: 'CANCEL', code: 'order_paid' }, does: PAYS },
  { name: 'cancelled', phase: 'cancelled', view: { status: 'CANCEL' }, does: PAYS },
  ...CANCELLERS.map((by): Moment => ({
    name: `cancelled by the ${by}`,
    phase: 'cancelled',
    view: { status: 'CANCEL', cancelled_by: by },
    does: PAYS,
  })),
  {
    name: 'cancelled, redirect',
    phase: 'cancelled',
    view: { status: 'CANCEL' },
    attributes: { 'failure-url': '/cart' },
    does: PAYS,
  },
  { name: 'expired', phase: 'expired', view: { status: 'EXPIRED' }, does: PAYS },
  { name: 'failed', phase: 'failed', view: { status: 'FAILED', code: 'refused_limit' }, does: PAYS },
  { name: 'failed for good', phase: 'failed', view: { status: 'FAILED', code: 'vetoed' }, does: PAYS },
]
