/** A shopper over real HTTP: what the button does, without a browser. */

import type { PaymentView } from '../../src/protocol/index.ts'
import type { ServerProcess } from './server-process.ts'

/** Posts JSON. */
export function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

/** Begins a payment, by default with the phone that confirms by itself, and reads its stream to the end. */
export async function pay({ url }: Pick<ServerProcess, 'url'>, fields: object): Promise<PaymentView> {
  const begun = await post(`${url}/athm/api/initiate/`, { phone_number: '7875550101', ...fields })
  const { payment_id: id, client_secret: secret } = (await begun.json()) as Record<string, string>
  const headers = { authorization: `Bearer ${secret}` }
  const stream = await (await fetch(`${url}/athm/api/events/?payment_id=${id}`, { headers })).text()
  const last = stream.trimEnd().split('\n\n').at(-1) ?? ''
  return JSON.parse(/^data: (.*)$/m.exec(last)?.[1] ?? '') as PaymentView
}
