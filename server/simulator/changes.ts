/** The news inside a simulator: that something has changed. */

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

/** The same, and webhooks that wait to leave, which no view shows. */
export type Topic = Subject | 'unsent'

/** Who changes something tells it here, and whoever shows it hears of it. */
export interface Changes {
  /** Says that something has changed just now; `what` is the ticket, the movement or the webhook, where it is one. */
  tell(subject: Topic, what?: object): void
  /** Calls back at every change, before `tell` returns. Returns how to stop. */
  watch(heard: (subject: Topic, what: object | undefined) => void): () => void
}

/** Makes news that nobody hears yet. */
export function createChanges(): Changes {
  const watchers = new Set<(subject: Topic, what: object | undefined) => void>()
  return {
    tell(subject, what) {
      for (const heard of watchers) heard(subject, what)
    },
    watch(heard) {
      watchers.add(heard)
      return () => void watchers.delete(heard)
    },
  }
}
