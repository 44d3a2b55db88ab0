/**
 * The database of a run: real SQLite with the tables of the real migrations, in memory, and open to several connections
 * at once, as a file is. (SQLite's own `memdb` does that; a file would cost most of a run's time in system calls.)
 */

import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { threadId } from 'node:worker_threads'
import type { SqlConnection, SqlStatement, SqlValue } from '../../server/context.ts'
import { openDatabase } from '../../server/store/store.ts'
import type { Life } from './mortal.ts'

/** The statements that make an empty database of the newest version. */
export type Template = readonly string[]

/** Runs the migrations once and reads what they made: each run then begins with the same tables. */
export async function createTemplate(): Promise<Template> {
  const database = new DatabaseSync(':memory:')
  await openDatabase(':memory:', () => database)
  const rows = database.prepare('select sql from sqlite_master where sql is not null').all() as {
    sql: string
  }[]
  const done = database.prepare('select name, timestamp from kysely_migration').all()
  database.close()
  return [
    ...rows.map(({ sql }) => sql),
    ...done.map(
      ({ name }) => `insert into kysely_migration values ('${String(name)}', '2026-01-01T00:00:00.000Z')`,
    ),
    `insert into kysely_migration_lock values ('migration_lock', 0)`,
  ]
}

/** A run's database. */
export interface RunDatabase {
  /** Opens a connection that dies with its process: what that had not committed is rolled back. */
  connect(life: Life): SqlConnection
  /** Reads rows, from outside. */
  read<T>(sql: string): T[]
  /** Somebody else's transaction takes long: nobody can write. */
  isLocked: boolean
  /** Every cell there is, as text. */
  dump(): string
  close(): void
}

let made = 0

/** Makes a run's database. It lasts until it is closed. */
export function createRunDatabase(template: Template): RunDatabase {
  // All threads of a process share these names.
  const path = `file:/simulation-${threadId}-${(made += 1)}?vfs=memdb`
  const own = new DatabaseSync(path, { timeout: 0 })
  own.exec(`begin; ${template.join(';\n')}; commit`)
  const read = <T>(sql: string): T[] => own.prepare(sql).all() as T[]

  const database: RunDatabase = {
    isLocked: false,
    connect: (life) => openMortalConnection(path, life, database),
    read,
    dump() {
      const tables = read<{ name: string }>(`select name from sqlite_master where type = 'table'`)
      return tables
        .flatMap(({ name }) => read<Record<string, unknown>>(`select * from ${name}`))
        .flatMap((row) => Object.values(row))
        .map((cell) => (cell instanceof Uint8Array ? Buffer.from(cell).toString('latin1') : String(cell)))
        .join('\n')
    },
    close: () => own.close(),
  }
  return database
}

function openMortalConnection(path: string, life: Life, shared: RunDatabase): SqlConnection {
  // No waiting for locks: a wait would stop the whole simulation, not only the process that waits.
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: 0 })
  life.onEnd(() => {
    if (database.isOpen) database.close()
  })

  function wrap<T>(
    sql: string,
    run: (...parameters: SQLInputValue[]) => T,
  ): (...parameters: SqlValue[]) => T {
    const isWrite = /^(begin|insert|update|delete)/i.test(sql)
    return (...parameters) => {
      life.moment()
      if (life.isOver) throw new Error('The process is dead.')
      if (isWrite && shared.isLocked && !database.isTransaction) throw busy()
      return run(...parameters)
    }
  }

  return {
    get isTransaction() {
      return !life.isOver && database.isTransaction
    },
    exec: (sql) => database.exec(sql),
    prepare(sql) {
      if (life.isOver) throw new Error('The process is dead.')
      const statement = database.prepare(sql)
      const columns = statement.columns()
      return {
        columns: () => columns,
        all: wrap(sql, (...parameters) => statement.all(...parameters)),
        run: wrap(sql, (...parameters) => statement.run(...parameters)),
        iterate: wrap(sql, (...parameters) => statement.iterate(...parameters)),
      } satisfies SqlStatement
    },
    close() {
      if (database.isOpen) database.close()
    },
  }
}

/** As node:sqlite throws it. */
function busy(): Error {
  return Object.assign(new Error('database is locked'), { code: 'ERR_SQLITE_ERROR', errcode: 5 })
}
