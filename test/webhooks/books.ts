/** What a shop's own books say of one payment, without what differs from run to run: ids, and when a run began. */

import type { Payment } from '../../src/protocol/index.ts'
import type { Shop } from './shop.ts'

/** The books of one payment. */
export interface PaymentBooks {
  readonly payment: object | null
  readonly refunds: readonly object[]
  readonly customer: object | null
  /** The facts that the merchant was told, each as often as it was told. */
  readonly facts: readonly string[]
}

/** What names a payment upstream, and when it was paid. */
export interface Names {
  readonly ecommerceId: string
  readonly referenceNumber: string
  readonly phone: string
  readonly capturedAt: number
}

/** Reads the books of a payment as the library shows them; instants become milliseconds since the money moved. */
export async function readBooksOf(shop: Shop, names: Names): Promise<PaymentBooks> {
  const rows = shop.read<{ id: string }>(
    `select id from payments where reference_number = '${names.referenceNumber}' or ecommerce_id = '${names.ecommerceId}'`,
  )
  if (rows.length > 1) throw new Error('One payment is here twice.')
  const id = rows[0]?.id
  const payment = id === undefined ? undefined : await shop.athm.payments.retrieve(id)
  const refundIds = shop.read<{ id: string }>(`select id from refunds where payment_id = '${id}' order by id`)
  const refunds = await Promise.all(refundIds.map(({ id: refundId }) => shop.athm.refunds.retrieve(refundId)))
  const customer = await shop.athm.customers.retrieve(names.phone)
  const since = (value: unknown): unknown =>
    value instanceof Date ? value.getTime() - names.capturedAt : value
  return {
    payment: payment ? showPayment(payment, names, since) : null,
    refunds: refunds.map((refund) =>
      Object.assign({}, refund, { refundId: null, paymentId: null, createdAt: since(refund?.createdAt) }),
    ),
    customer: customer
      ? Object.fromEntries(
          Object.entries(customer).map(([field, value]) => [field, field === 'phone' ? null : since(value)]),
        )
      : null,
    facts: toFacts(shop, id),
  }
}

/** A payment of our own has instants of our own, which no webhook touches. */
function showPayment(payment: Payment, names: Names, since: (at: unknown) => unknown): object {
  const isOwn = payment.origin === 'own'
  const shown = Object.entries(payment).map(([field, value]): [string, unknown] =>
    value instanceof Date ? [field, isOwn ? null : since(value)] : [field, value],
  )
  const marks: Record<string, unknown> = {
    paymentId: null,
    phone: payment.phone === names.phone,
    ecommerceId: payment.ecommerceId === null ? null : payment.ecommerceId === names.ecommerceId,
    ...('referenceNumber' in payment && {
      referenceNumber: payment.referenceNumber === names.referenceNumber,
    }),
  }
  return { ...Object.fromEntries(shown), ...marks }
}

/** Of a refund's fact the amount tells which it is. */
function toFacts({ told }: Shop, paymentId: string | undefined): string[] {
  const facts = told.flatMap((event) => {
    if (event.type === 'webhook.received' || event.payment.paymentId !== paymentId) return []
    return event.type === 'refund.sent' ? `${event.type} ${event.refund.amount}` : event.type
  })
  return facts.toSorted()
}
