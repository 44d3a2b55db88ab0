/**
 * The documented key of a webhook, and beside it what tells apart the events that share one. The pair is unique among
 * the events that were applied, so that a forged or broken event can never take the place of the real one.
 */

import { createHash } from 'node:crypto'
import type { WebhookBody } from '../athmovil/webhook.ts'

/** The pair. */
export interface WebhookKey {
  /** SHA-256, in hexadecimal. */
  readonly key: string
  /** Empty where the key alone will do. */
  readonly discriminator: string
}

/** Works out the pair; `bodyHash` stands in where an event has no other name. */
export function toWebhookKey({ kind, transaction }: WebhookBody, bodyHash: string): WebhookKey {
  const { ecommerceId, referenceNumber, status, total, dailyId, at } = transaction
  if (kind === 'simulated' || kind === 'unknown') {
    return { key: sha256(`${kind}:${referenceNumber ?? ''}`), discriminator: bodyHash }
  }
  if (kind === 'refund') {
    const isNamed = dailyId !== null && at !== null
    const name = `${dailyId}|${Math.floor((at ?? 0) / 1000)}|${total ?? ''}`
    return { key: sha256(`refund:${referenceNumber ?? ''}`), discriminator: isNamed ? name : bodyHash }
  }
  if (kind === 'payment' || kind === 'donation') {
    return {
      key: sha256(`${kind}:${referenceNumber ?? ''}`),
      discriminator: referenceNumber === null ? bodyHash : '',
    }
  }
  return {
    key: sha256(`${ecommerceId ?? ''}:${status ?? ''}`),
    discriminator: ecommerceId === null ? (referenceNumber ?? bodyHash) : '',
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
