/** ATH Móvil's endpoints by name: what a fault is armed for, and what `upstream.ts` answers. */

import type { UpstreamRequest } from '../athmovil/transport.ts'

const ECOMMERCE = '/api/business-transaction/ecommerce'

/** Method and path → name. */
const NAMES = {
  [`POST ${ECOMMERCE}/payment`]: 'payment',
  [`POST ${ECOMMERCE}/business/findPayment`]: 'findPayment',
  [`POST ${ECOMMERCE}/authorization`]: 'authorization',
  [`POST ${ECOMMERCE}/business/cancel`]: 'cancel',
  [`POST ${ECOMMERCE}/refund`]: 'refund',
} as const satisfies Readonly<Record<string, string>>

/** The name of an endpoint. */
export type EndpointName = (typeof NAMES)[keyof typeof NAMES]

/** Every endpoint there is. */
export const ENDPOINT_NAMES: readonly EndpointName[] = Object.values(NAMES)

const BY_ROUTE: ReadonlyMap<string, EndpointName> = new Map(Object.entries(NAMES))

/** Looks up which endpoint a request is for; null when there is none. */
export function toEndpointName({
  method,
  path,
}: Pick<UpstreamRequest, 'method' | 'path'>): EndpointName | null {
  return BY_ROUTE.get(`${method} ${path}`) ?? null
}
