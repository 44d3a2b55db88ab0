/** A payment that was truly paid, with a refund that was truly made in the app, and the bodies that tell of them. */

import type { WebhookKind } from '../../src/protocol/index.ts'
import type { Shop } from './shop.ts'

/** Where it was begun; `own_unanswered`: here, but ATH Móvil is out of reach from the moment it has captured it. */
export const BEGINNINGS = ['own', 'own_unanswered', 'elsewhere'] as const

/** One of them. */
export type Beginning = (typeof BEGINNINGS)[number]

/** What ATH Móvil knows of it. */
export interface Paid {
  readonly ecommerceId: string
  readonly referenceNumber: string
  /** Ten digits that no other payment of the shop has. */
  readonly phone: string
  /** When the money moved, to the second, as ATH Móvil's dates are. */
  readonly capturedAt: number
}

/** The total of each, and what of it was sent back. */
export const TOTAL = '25.00'

let phones = 0

/** Has a payment paid. Where it was begun elsewhere, the shop has not heard of it. */
export async function payTruly(shop: Shop, beginning: Beginning): Promise<Paid> {
  phones = (phones + 1) % 10_000
  const phone = `939555${String(phones).padStart(4, '0')}`
  const ecommerceId =
    beginning === 'elsewhere' ? await payElsewhere(shop, phone) : await payHere(shop, phone, beginning)
  const ticket = await shop.ask(`tickets/${ecommerceId}`)
  const history = ticket['history'] as readonly { at: string; event: string }[]
  const completed = history.find(({ event }) => event === 'completed')
  return {
    ecommerceId,
    phone,
    referenceNumber: String(ticket['referenceNumber']),
    capturedAt: toSecond(Date.parse(completed?.at ?? '')),
  }
}

async function payElsewhere(shop: Shop, phone: string): Promise<string> {
  return String((await shop.ask('payments', { total: TOTAL, phone, webhook: false }))['ecommerceId'])
}

async function payHere(shop: Shop, phone: string, beginning: Beginning): Promise<string> {
  await shop.begin({ total: TOTAL, phone_number: phone })
  const { tickets } = await shop.ask(`tickets?phone=${phone}`)
  const [ticket] = tickets as readonly { ecommerceId: string }[]
  if (!ticket) throw new Error('No ticket was made.')
  const { ecommerceId } = ticket
  if (beginning === 'own_unanswered') {
    shop.simulator.faults.add({ endpoint: 'authorization', kind: 'drop_after', count: 1 })
  }
  await shop.ask(`tickets/${ecommerceId}/confirm`, {})
  while ((await shop.ask(`tickets/${ecommerceId}`))['status'] !== 'COMPLETED') await shop.pass(200)
  if (beginning === 'own_unanswered') shop.setConnected(false)
  else await shop.pass(1_000)
  return ecommerceId
}

/** Sends a part of it back, as the business does in its app. */
export async function refundInApp(shop: Shop, { ecommerceId }: Paid, amount: string): Promise<void> {
  await shop.ask(`tickets/${ecommerceId}/refund`, { amount, message: 'Faltó un café' })
}

/** Writes a webhook as ATH Móvil would, of what the ticket is now, and says when. */
export async function writeWebhook(
  shop: Shop,
  { ecommerceId }: Pick<Paid, 'ecommerceId'>,
  { kind, generation, overrides }: { kind: WebhookKind; generation: '2020' | '2025'; overrides?: object },
): Promise<Record<string, unknown>> {
  const order = { kind, generation, ecommerceId, ...(overrides && { overrides }) }
  const { webhooks } = await shop.ask('webhooks', order)
  const [sent] = webhooks as readonly { body: Record<string, unknown> }[]
  if (!sent) throw new Error('No webhook was written.')
  return sent.body
}

/** Takes the part of a second away. */
export function toSecond(at: number): number {
  return Math.floor(at / 1000) * 1000
}
