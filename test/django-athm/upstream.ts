/** ATH Móvil as athm-python calls it: what comes back is data, or an exception with upstream's own words. */

import type { Credentials, Send } from '../../server/athmovil/transport.ts'

/** The calls that django-athm makes. */
export interface Upstream {
  create(ticket: object): Promise<{ readonly ecommerceId: string; readonly authToken: string }>
  /** The status in upstream's word, or OPEN where the answer has no data. */
  find(ecommerceId: string): Promise<string>
  /** The reference; empty where an answer of success has none. */
  authorize(authToken: string): Promise<string>
  cancel(ecommerceId: string): Promise<void>
}

type Data = Readonly<Record<string, unknown>>

/** Makes them on a simulator. */
export function createUpstream(send: Send, { publicToken }: Credentials): Upstream {
  async function call(path: string, body: object | null, authToken?: string): Promise<Data> {
    const answer = await send(
      {
        host: 'payments',
        method: 'POST',
        path: `/api/business-transaction/ecommerce${path}`,
        headers: {
          'content-type': 'application/json',
          ...(authToken && { authorization: `Bearer ${authToken}` }),
        },
        ...(body && { body: JSON.stringify(body) }),
      },
      AbortSignal.timeout(30_000),
    )
    const { status, message, data } = JSON.parse(answer.body) as Data
    if (answer.status >= 400 || status !== 'success') throw new Error(String(message))
    return (data ?? {}) as Data
  }

  return {
    async create(ticket) {
      const { ecommerceId, auth_token: authToken } = await call('/payment', {
        env: 'production',
        publicToken,
        timeout: 600,
        ...ticket,
      })
      return { ecommerceId: String(ecommerceId), authToken: String(authToken) }
    },
    find: async (ecommerceId) =>
      String(
        (await call('/business/findPayment', { ecommerceId, publicToken }))['ecommerceStatus'] ?? 'OPEN',
      ),
    authorize: async (authToken) =>
      String((await call('/authorization', null, authToken))['referenceNumber'] ?? ''),
    cancel: async (ecommerceId) => void (await call('/business/cancel', { ecommerceId, publicToken })),
  }
}
