/** The news inside a simulator: that something has changed, without what. */

/** What can change, each a view that the controls show. */
export const SUBJECTS = [
  'businesses',
  'clock',
  'faults',
  'ledger',
  'policies',
  'tickets',
  'webhooks',
] as const

/**
 * One of them: `ledger` is the movements of money, `webhooks` what was sent and what came of it, `policies` how they come.
 */
export type Subject = (typeof SUBJECTS)[number]

/** Who changes something tells it here, and whoever shows it hears of it. */
export interface Changes {
  /** Says that something has changed just now. */
  tell(subject: Subject): void
  /** Calls back at every change, before `tell` returns. Returns how to stop. */
  watch(heard: (subject: Subject) => void): () => void
}

/** Makes news that nobody hears yet. */
export function createChanges(): Changes {
  const watchers = new Set<(subject: Subject) => void>()
  return {
    tell(subject) {
      for (const heard of watchers) heard(subject)
    },
    watch(heard) {
      watchers.add(heard)
      return () => void watchers.delete(heard)
    },
  }
}
