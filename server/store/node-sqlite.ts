/** SQLite through Node's own `node:sqlite`, dressed as the database that Kysely's dialect expects. */

import { closeSync, openSync } from 'node:fs'
import { Kysely, SqliteAdapter, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely'
import type { OpenConnection, SqlConnection, SqlStatement, SqlValue } from '../context.ts'
import type { Schema } from './schema.ts'

/**
 * How long a writer waits for another process's transaction before SQLITE_BUSY. The wait blocks the whole process, so it is
 * short: who must not give up (`record`) tries again on the clock.
 */
const BUSY_TIMEOUT_MS = 200

const CHECKPOINT_PAGES = 4_000
const CACHE_PAGES = 8_000

/**
 * Opens a database file, or `:memory:`. Write-ahead log so that readers never wait; synchronous FULL because a
 * committed intent has to survive a power cut, not only a crash. Throws when the file can't be opened or is corrupt.
 */
export function openSqlite(path: string, open: OpenConnection = openConnection): Kysely<Schema> {
  if (path !== ':memory:') createForOwnerAlone(path)
  const database = open(path)
  // What is deleted is overwritten: whoever was erased is on no free page.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;')
  // In pages, which have 4 KB: the log is copied into the file less often, and pages that changed many times but once.
  database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}; PRAGMA cache_size = ${CACHE_PAGES}`)
  return new Kysely<Schema>({ dialect: new TransactionalDialect({ database: toSqliteDatabase(database) }) })
}

function openConnection(path: string): SqlConnection {
  // Asked for when it is needed: an import would break on an older Node before it could be told which one is needed.
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite')
  return new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: BUSY_TIMEOUT_MS })
}

/** SQLite rolls changes of tables back like any other, which Kysely does not count on: a migration is all or nothing. */
class TransactionalDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter()
  }
}

class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/** Customers' phones and a sandbox's secret are for the server alone; SQLite gives its other files the same mode. */
function createForOwnerAlone(path: string): void {
  try {
    closeSync(openSync(path, 'ax', 0o600))
  } catch {
    // It is there already, or can't be: opening the database tells which.
  }
}

function toSqliteDatabase(database: SqlConnection): SqliteDatabase {
  // Statements are compiled once: the same few dozen run for every payment.
  const compiled = new Map<string, SqliteStatement>()
  const compile = (sql: string): SqliteStatement => {
    let statement = compiled.get(sql)
    if (!statement) {
      statement = toSqliteStatement(database.prepare(sql))
      compiled.set(sql, statement)
    }
    return statement
  }
  return {
    close: () => database.close(),
    // A deferred transaction that reads first can find, when it comes to write, that somebody else has written:
    // SQLITE_BUSY, with no waiting. Every transaction here writes, so each takes the lock at once.
    prepare(sql) {
      if (sql === 'begin') return compile('begin immediate')
      // A full disk makes SQLite roll back by itself; a second rollback would fail, and hide what had happened.
      if (sql === 'rollback' && !database.isTransaction)
        return toSqliteStatement(database.prepare('select 1'))
      return compile(sql)
    },
  }
}

function toSqliteStatement(statement: SqlStatement): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...(parameters as SqlValue[])),
    run: (parameters) => statement.run(...(parameters as SqlValue[])),
    iterate: (parameters) => statement.iterate(...(parameters as SqlValue[])),
  }
}
