/** A webhook's body → what it says. Nothing in it is signed, so nothing in it is true yet. */

import type { WebhookKind } from '../../src/protocol/index.ts'
import { parseJson, readTransaction, type Transaction, type TransactionStatus } from './wire.ts'

/** The deepest nesting that is read: what is nested more deeply is no webhook of ATH Móvil's. */
const MAX_DEPTH = 32

/** What a webhook says. */
export interface WebhookBody {
  readonly kind: WebhookKind
  readonly transaction: Transaction
}

/** Reads a body. Null when it is no JSON object in UTF-8. */
export function readWebhook(body: Uint8Array): WebhookBody | null {
  const value = parseBytes(body)
  if (isTooDeep(value, MAX_DEPTH)) return null
  const transaction = readTransaction(value)
  return transaction && { kind: toWebhookKind(transaction), transaction }
}

const KIND_OF_STATUS: Readonly<Record<TransactionStatus, WebhookKind>> = {
  COMPLETED: 'ecommerce_completed',
  CANCEL: 'ecommerce_cancelled',
  EXPIRED: 'ecommerce_expired',
  // A ticket that is still open sends no webhook in any document.
  OPEN: 'unknown',
  CONFIRM: 'unknown',
}

function toWebhookKind({ kind, status }: Transaction): WebhookKind {
  if (kind !== 'ecommerce') return kind
  return status === null ? 'unknown' : KIND_OF_STATUS[status]
}

function parseBytes(body: Uint8Array): unknown {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return undefined
  }
}

function isTooDeep(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((inner) => isTooDeep(inner, levels - 1))
}
