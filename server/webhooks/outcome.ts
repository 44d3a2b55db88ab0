/** What the turns of a delivery can come to, in few words. */

import type { WebhookState } from '../../src/protocol/index.ts'
import type { WebhookEventRow } from '../store/schema.ts'
import type { Turn } from './queue.ts'

/** The pauses between a delivery's turns: they double from a second to five minutes. */
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 300_000

/** It is over. */
export function end(state: WebhookState, paymentId?: string): Turn {
  return { state, ...(paymentId !== undefined && { paymentId }) }
}

/** It is its turn again after a pause, in the same line or another. */
export function later(
  row: WebhookEventRow,
  now: number,
  turn: Pick<Turn, 'paymentId' | 'error'> & { state: 'received' | 'asking' | 'stranger' },
): Turn {
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(row.attempts, 20), LONGEST_PAUSE_MS)
  return { ...turn, nextAt: now + pauseMs }
}

/** It moves to another line, where its turn comes as soon as it can. */
export function moveTo(state: 'received' | 'asking' | 'stranger', now: number, paymentId?: string): Turn {
  return { state, nextAt: now, isFree: true, ...(paymentId !== undefined && { paymentId }) }
}
