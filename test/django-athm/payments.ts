/**
 * django-athm's books of payments, with its ways, the bad ones too: a completed payment is never seen by looking, an
 * authorization that is no error is a completed one, and a cancel that failed is passed over.
 */

import type { Upstream } from './upstream.ts'

/** A row of payments. */
export interface Payment {
  readonly ecommerceId: string
  readonly total: string
  status: 'OPEN' | 'CONFIRM' | 'COMPLETED' | 'CANCEL' | 'EXPIRED'
  referenceNumber: string | null
}

/** What may become of a payment by looking: anything but completed. */
const SEEN: Readonly<Record<string, Payment['status']>> = {
  CANCEL: 'CANCEL',
  EXPIRED: 'EXPIRED',
  CONFIRM: 'CONFIRM',
}

const isEnded = ({ status }: Payment) => status === 'COMPLETED' || status === 'CANCEL'

/** Looks at ATH Móvil. Where that fails, what was known before stands. */
export async function syncStatus(upstream: Upstream, payment: Payment): Promise<void> {
  if (isEnded(payment)) return
  const told = await upstream.find(payment.ecommerceId).catch(() => payment.status)
  const status = SEEN[told]
  if (!status || (status === 'CONFIRM' && payment.status !== 'OPEN')) return
  payment.status = status
}

/** Cancels. Throws where ATH Móvil refuses, and then the row stays as it was. */
export async function cancelPayment(
  upstream: Upstream,
  payment: Payment | undefined,
  id: string,
): Promise<void> {
  await upstream.cancel(id)
  if (payment && !isEnded(payment)) payment.status = 'CANCEL'
}

/** Applies a webhook, whoever sent it. One without an ecommerceId is passed over. */
export function applyWebhook(payments: ReadonlyMap<string, Payment>, body: string): void {
  const { ecommerceId, status, referenceNumber } = JSON.parse(body) as Record<string, unknown>
  const payment = payments.get(String(ecommerceId))
  if (!payment) return
  const word = String(status).toUpperCase()
  if (word === 'COMPLETED') {
    payment.status = 'COMPLETED'
    payment.referenceNumber = String(referenceNumber) || null
  } else if (!isEnded(payment) && payment.status !== 'EXPIRED') {
    payment.status = word === 'EXPIRED' ? 'EXPIRED' : 'CANCEL'
  }
}
