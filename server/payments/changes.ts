/** Who is looking at which payment in this process, and word to them when it changes. */

import type { Clock } from '../context.ts'

/** How long after a status read somebody still counts as looking. */
const GLANCE_MS = 10_000

/** News of payments within this process. Another process's changes are seen by reading the database again. */
export interface PaymentChanges {
  /** Calls `onChange` after each committed change and each visit. Returns how to stop. Counts as looking meanwhile. */
  watch(paymentId: string, onChange: () => void): () => void
  /** Notes that somebody has just read the payment. */
  glance(paymentId: string): void
  /** Tells whether somebody is looking now, or was a moment ago. */
  isWatched(paymentId: string): boolean
  /** Tells all who watch that the payment was looked at, and may have changed. */
  publish(paymentId: string): void
}

/** Builds the list of who is looking. */
export function createPaymentChanges(clock: Clock): PaymentChanges {
  const watchers = new Map<string, Set<() => void>>()
  const glances = new Map<string, number>()

  return {
    watch(paymentId, onChange) {
      const listeners = watchers.get(paymentId) ?? new Set()
      watchers.set(paymentId, listeners.add(onChange))
      return () => {
        listeners.delete(onChange)
        if (listeners.size === 0) watchers.delete(paymentId)
      }
    },
    glance(paymentId) {
      const now = clock.now()
      // Newest last, so that what has grown old is at the front.
      glances.delete(paymentId)
      glances.set(paymentId, now)
      for (const [id, at] of glances) {
        if (now - at <= GLANCE_MS) break
        glances.delete(id)
      }
    },
    isWatched(paymentId) {
      const glancedAt = glances.get(paymentId) ?? -Infinity
      return watchers.has(paymentId) || Math.abs(clock.now() - glancedAt) <= GLANCE_MS
    },
    publish(paymentId) {
      for (const onChange of watchers.get(paymentId) ?? []) onChange()
    },
  }
}
