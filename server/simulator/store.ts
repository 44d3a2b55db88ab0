/**
 * A place that outlives a simulator, as the simulator sees it. It imports no implementation: it runs in browsers too,
 * where there is none. `sqlite-store.ts` is one for Node.
 */

/** What is kept: the simulator itself, and books of things by a key. `unsent` are webhooks that wait to leave. */
export const BOOKS = ['simulator', 'businesses', 'tickets', 'movements', 'webhooks', 'unsent'] as const

/** One of them. */
export type Book = (typeof BOOKS)[number]

/** A thing as it is now, in JSON; null when it is gone. */
export interface Kept {
  readonly book: Book
  readonly key: string
  readonly value: string | null
}

/** Such a place. It belongs to one simulator at a time. */
export interface SimulatorStore {
  /** Reads a book's values, in the order in which their keys first came. */
  read(book: Book): readonly string[]
  /** Writes changes, all or none of them; they are safe when it returns. Throws when that can't be done. */
  write(kept: readonly Kept[]): void
  /** Lets go of it. */
  close(): void
}

/** What was kept is of no use: it is damaged, or another version's. The message is a sentence. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}
