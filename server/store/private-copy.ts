/** A copy of the database for one purpose: what is done to it is done to nothing else, and it is gone afterwards. */

import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { OpenConnection } from '../context.ts'
import { openDatabase, type Database } from './store.ts'

/**
 * Copies the database into a fresh folder of the system's temporary one, readable by its owner alone, hands the copy over,
 * and deletes it when that is done, has failed, or the process exits. The copying itself keeps the process busy. Rejects
 * when there is no room for it.
 */
export async function withPrivateCopy<T>(
  db: Database,
  open: OpenConnection | undefined,
  use: (copy: Database) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'athm-copy-'))
  const discard = (): void => rmSync(folder, { recursive: true, force: true })
  process.once('exit', discard)
  try {
    const path = join(folder, 'athm.db')
    // SQLite fills an empty file, and leaves its mode alone.
    closeSync(openSync(path, 'wx', 0o600))
    await sql`vacuum into ${path}`.execute(db)
    const copy = await openDatabase(path, open)
    try {
      // Nobody needs it after a power cut.
      await sql`pragma synchronous = off`.execute(copy)
      return await use(copy)
    } finally {
      await copy.destroy()
    }
  } finally {
    process.off('exit', discard)
    discard()
  }
}
