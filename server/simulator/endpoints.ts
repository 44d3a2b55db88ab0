/** ATH Móvil's endpoints by name: what a fault is armed for, and what `upstream.ts` answers. */

import type { UpstreamHost, UpstreamRequest } from '../athmovil/transport.ts'

/** What the payments host has lies below it. */
const PAYMENTS = '/api/business-transaction/'
const ECOMMERCE = `${PAYMENTS}ecommerce`

/** Name → method, host and path. */
const ROUTES = {
  payment: `POST payments ${ECOMMERCE}/payment`,
  findPayment: `POST payments ${ECOMMERCE}/business/findPayment`,
  authorization: `POST payments ${ECOMMERCE}/authorization`,
  updatePhoneNumber: `PUT payments ${ECOMMERCE}/business/updatePhoneNumber`,
  cancel: `POST payments ${ECOMMERCE}/business/cancel`,
  refund: `POST payments ${ECOMMERCE}/refund`,
  report: 'GET www /transactions/v4/transactionReport',
  search: 'POST www /api/v4/searchTransaction',
  subscribe: 'POST www /transactions/webhook/post',
} as const satisfies Readonly<Record<string, `${UpstreamRequest['method']} ${UpstreamHost} /${string}`>>

/** The name of an endpoint. */
export type EndpointName = keyof typeof ROUTES

/** Every endpoint there is. */
export const ENDPOINT_NAMES = Object.keys(ROUTES) as readonly EndpointName[]

const BY_ROUTE: ReadonlyMap<string, EndpointName> = new Map(
  ENDPOINT_NAMES.map((name) => [ROUTES[name], name]),
)

/** Looks up which endpoint a request is for; null when there is none. */
export function toEndpointName({
  method,
  host,
  path,
}: Pick<UpstreamRequest, 'method' | 'host' | 'path'>): EndpointName | null {
  return BY_ROUTE.get(`${method} ${host} ${path}`) ?? null
}

/** Tells whether ATH Móvil has endpoints at paths like this one, whatever the method. */
export function isUpstreamPath(path: string): boolean {
  return path.startsWith('/api/') || path.startsWith('/transactions/')
}

/** Tells on which of ATH Móvil's two hosts a path lies, for a website that stands for both. */
export function toUpstreamHost(path: string): UpstreamHost {
  return path.startsWith(PAYMENTS) ? 'payments' : 'www'
}
