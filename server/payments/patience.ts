/** Tries again while the database is locked: what upstream has answered must not be lost to somebody else's transaction. */

import { sleep, type Context } from '../context.ts'
import { isDatabaseTrouble } from '../store/store.ts'

/** How often, and after how long each time: five seconds in all, less than a route may wait. */
const TRIES = 10
const PAUSE_MS = 500

/** Runs a transaction until it isn't refused for the database's own trouble; then, or at last, passes on what came of it. */
export async function patiently<T>({ clock }: Context, transact: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- one try after the other
      return await transact()
    } catch (error) {
      if (tries === TRIES || !isDatabaseTrouble(error)) throw error
      // oxlint-disable-next-line no-await-in-loop -- the pause belongs between two tries
      await sleep(clock, PAUSE_MS)
    }
  }
}
