/** The mark of ours in a payment's metadata: it finds the payment of a webhook or a report row that names no other id. */

import type { Random } from '../context.ts'
import type { Transaction } from '../athmovil/wire.ts'

/** What every mark begins with: metadata of the merchant's own may not. */
export const CORRELATION_PREFIX = 'athmb-'

/** Makes a mark that nobody can guess. */
export function newCorrelationId(random: Random): string {
  return CORRELATION_PREFIX + Buffer.from(random.bytes(15)).toString('base64url')
}

/** Finds our mark in what upstream repeats of a payment's metadata; null when there is none. */
export function readCorrelationId({
  metadata1,
  metadata2,
}: Pick<Transaction, 'metadata1' | 'metadata2'>): string | null {
  return [metadata2, metadata1].find((text) => text?.startsWith(CORRELATION_PREFIX)) ?? null
}

/** Metadata as the merchant wrote it: a mark of ours stands where there was none. */
export function withoutCorrelationId(text: string | null): string {
  return text === null || text.startsWith(CORRELATION_PREFIX) ? '' : text
}
