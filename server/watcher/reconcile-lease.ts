/** Which process reconciles on schedule, and when that was last done: one row of `settings`, changed by compare-and-swap. */

import { keepSetting, readSetting, type Db } from '../store/store.ts'

const NAME = 'sync'

/** What is remembered. Instants are milliseconds since 1970. */
export interface SyncState {
  /** When the last run that came to its end had begun; null when none has. */
  readonly doneAt: number | null
  /** How many runs have failed since, and when the last of them did. */
  readonly failures: number
  readonly failedAt: number
  /** Who is at it, and until when nobody else begins. */
  readonly owner: string | null
  readonly leaseUntil: number
}

const NEVER: SyncState = { doneAt: null, failures: 0, failedAt: 0, owner: null, leaseUntil: 0 }

/** Reads what is remembered. */
export async function readSyncState(db: Db): Promise<SyncState> {
  const text = await readSetting(db, NAME)
  return text === undefined ? NEVER : (JSON.parse(text) as SyncState)
}

/** Changes what is remembered, unless somebody else has changed it since it was read: then false. */
export async function changeSyncState(db: Db, before: SyncState, after: SyncState): Promise<boolean> {
  const text = JSON.stringify(before)
  await keepSetting(db, NAME, text)
  const changed = await db
    .updateTable('settings')
    .set({ value: JSON.stringify(after) })
    .where('name', '=', NAME)
    .where('value', '=', text)
    .executeTakeFirst()
  return changed.numUpdatedRows > 0n
}
