/** How the dialog's module is fetched: once for all buttons of a page, however often they ask. */

import type { DialogModule } from './dialog-host.ts'

/** How long it may take to come before the customer is told, and may try again. */
const LOAD_WITHIN_MS = 15_000

/**
 * Makes a loader of the dialog out of one try to fetch it, which is told how many there were before. After a failure, a
 * silence included, the next call tries anew.
 */
export function createLoader(tryOnce: (tries: number) => Promise<DialogModule>): () => Promise<DialogModule> {
  let loading: Promise<DialogModule> | undefined
  let tries = 0
  return () =>
    (loading ??= Promise.race([
      tryOnce(tries++),
      // A module's fetch has no end of its own.
      new Promise<never>((_, fail) => setTimeout(fail, LOAD_WITHIN_MS, new Error('no dialog'))),
    ]).catch((thrown: unknown) => {
      loading = undefined
      throw thrown
    }))
}
