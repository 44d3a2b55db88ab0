/** Customers of a server under load: each begins a payment; some keep the page open until it is paid, some don't. */

import { get } from 'node:http'
import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { ROUTES, type InitiateView } from '../../src/protocol/index.ts'
import type { Post } from './caller.ts'

/** What the customers need. */
export interface Place {
  readonly post: Post
  readonly serverUrl: string
  readonly upstreamUrl: string
  /** The server's own, for the ids that no browser is told. */
  readonly database: DatabaseSync
}

/** A payment that was confirmed on the customer's phone. Instants are milliseconds since 1970. */
export interface Confirmed {
  readonly paymentId: string
  readonly confirmedAt: number
  /** When the open page was told that it is paid; null where no page was open. */
  readonly toldAt: number | null
}

/** Begins a payment with a phone that is exempt from limits, and that waits to be confirmed. Throws unless it is OPEN. */
export async function begin({ post, serverUrl }: Place): Promise<InitiateView> {
  const body = JSON.stringify({ total: '25.00', phone_number: '7875550100', lang: 'es' })
  const answer = await post(`${serverUrl}/athm/${ROUTES.initiate.path}`, body)
  if (answer.status !== 201) throw new Error(`A payment could not begin: ${answer.status} ${answer.body}`)
  return JSON.parse(answer.body) as InitiateView
}

/** Confirms a payment on the customer's phone, and returns when that was. */
export async function confirm({ post, upstreamUrl, database }: Place, paymentId: string): Promise<number> {
  const row = database.prepare('SELECT ecommerce_id FROM payments WHERE id = ?').get(paymentId)
  const confirmedAt = Date.now()
  const { status } = await post(
    `${upstreamUrl}/control/tickets/${String(row?.['ecommerce_id'])}/confirm`,
    '{}',
  )
  if (status !== 200) throw new Error(`${paymentId} could not be confirmed: ${status}`)
  return confirmedAt
}

/** Begins a payment, watches its event stream, confirms after a while, and stays until the page is told that it is paid. */
export async function payAndWatch(place: Place, confirmAfterMs: number): Promise<Confirmed> {
  const { payment_id: paymentId, client_secret: secret } = await begin(place)
  const confirming = wait(confirmAfterMs).then(() => confirm(place, paymentId))
  const [confirmedAt, toldAt] = await Promise.all([confirming, watchUntilPaid(place, paymentId, secret)])
  return { paymentId, confirmedAt, toldAt }
}

function watchUntilPaid({ serverUrl }: Place, paymentId: string, secret: string): Promise<number> {
  const url = `${serverUrl}/athm/${ROUTES.events.path}?payment_id=${paymentId}`
  return new Promise((resolve, reject) => {
    const asked = get(url, { headers: { authorization: `Bearer ${secret}` }, agent: false }, (stream) => {
      let last = ''
      stream.on('data', (chunk: Buffer) => {
        last = chunk.toString()
        if (last.includes('"COMPLETED"')) resolve(Date.now())
      })
      stream.on('error', reject)
      stream.on('end', () => reject(new Error(`The page of ${paymentId} was told last: ${last}`)))
    })
    asked.on('error', reject)
  })
}
