/** What the database says of itself. */

import { sql } from 'kysely'
import type { Database } from './store.ts'

/** What is wrong with the file, at most five things of it; `ok` when nothing is. Reads the whole file. */
export function readDamage(db: Database): Promise<string> {
  return readPragma(db, 'quick_check(5)')
}

/** The mode of its journal: `wal`, unless the place of the file does not allow it. */
export function readJournalMode(db: Database): Promise<string> {
  return readPragma(db, 'journal_mode')
}

/** The name of the newest migration that its tables have. */
export async function readNewestMigration(db: Database): Promise<string> {
  const { rows } = await sql<{
    name: string
  }>`select name from kysely_migration order by name desc limit 1`.execute(db)
  return rows[0]?.name ?? 'none'
}

async function readPragma(db: Database, pragma: string): Promise<string> {
  const { rows } = await sql.raw<Record<string, string>>(`pragma ${pragma}`).execute(db)
  return rows.map((row) => Object.values(row)[0]).join('; ')
}
