/** Keeps a simulator in a file: SQLite, by Node's own `node:sqlite`. */

import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import type { SqlConnection, SqlStatement } from '../context.ts'
import { BOOKS, StoreError, type Book, type SimulatorStore } from './store.ts'

/** What a file says of itself in its head, where it is one of a simulator: "ATHM", and the version of what is in it. */
const APPLICATION_ID = 0x41_54_48_4d
const VERSION = 1

const MAGIC = 'SQLite format 3\0'
const HEAD_BYTES = 100
/** Where SQLite has those two in a file's head, as big-endian integers of 32 bits. */
const VERSION_AT = 60
const APPLICATION_ID_AT = 68

/** What node:sqlite reports for a file that is in use (SQLITE_BUSY), damaged (SQLITE_CORRUPT) or none of its own (SQLITE_NOTADB). */
const BUSY = 5
const DAMAGED: ReadonlySet<number> = new Set([11, 26])

/**
 * Opens a file, or makes it. It survives a kill at any moment; a power cut may cost the last moments, not the file.
 * Throws a StoreError, with nothing written, when another simulator has it, when it is damaged, of another version or no
 * simulator's at all; and the system's error when it can't be opened.
 */
export function openSqliteStore(path: string): SimulatorStore {
  checkHead(path)
  createForOwnerAlone(path)
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite')
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    prepare(database, path)
    return toStore(database)
  } catch (thrown) {
    database.close()
    throw toStoreError(thrown, path)
  }
}

/** Looks at a file before SQLite does, which would write beside it. */
function checkHead(path: string): void {
  // A file whose creation was cut short is made whole by SQLite first.
  if (!existsSync(path) || existsSync(`${path}-journal`)) return
  const head = Buffer.alloc(HEAD_BYTES)
  const file = openSync(path, 'r')
  const length = readSync(file, head)
  closeSync(file)
  if (length === 0) return
  if (head.toString('latin1', 0, MAGIC.length) !== MAGIC) throw new StoreError(`${path} is no database.`)
  checkIds(path, head.readUInt32BE(APPLICATION_ID_AT), head.readUInt32BE(VERSION_AT))
}

function checkIds(path: string, applicationId: unknown, version: unknown): void {
  if (applicationId !== APPLICATION_ID) throw new StoreError(`${path} is a database, but no simulator's.`)
  if (version === VERSION) return
  throw new StoreError(`${path} is of version ${String(version)}; this simulator reads version ${VERSION}.`)
}

/** The file has tokens in it. */
function createForOwnerAlone(path: string): void {
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600))
}

function prepare(database: SqlConnection, path: string): void {
  const pragma = (name: string): unknown => {
    const [row] = database.prepare(`PRAGMA ${name}`).all()
    return Object.values(row as object)[0]
  }
  // One simulator at a time. The lock is the system's: it goes with the process that has it.
  database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  // The head of a file that isn't empty has been looked at already.
  if (pragma('application_id') === 0) create(database)
  database.exec('COMMIT')
  checkIds(path, pragma('application_id'), pragma('user_version'))
  if (pragma('quick_check(1)') !== 'ok') throw new StoreError(`${path} is damaged.`)
  // What is in the log survives a kill of the process without waiting for the disk.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
}

function create(database: SqlConnection): void {
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${VERSION}`)
  for (const book of BOOKS) database.exec(`CREATE TABLE ${book} (key TEXT PRIMARY KEY, value TEXT NOT NULL)`)
}

function toStore(database: SqlConnection): SimulatorStore {
  const compile = (toSql: (book: Book) => string): Record<Book, SqlStatement> =>
    Object.fromEntries(BOOKS.map((book) => [book, database.prepare(toSql(book))])) as Record<
      Book,
      SqlStatement
    >
  // A row keeps its number when its value changes: the order is that in which the keys came.
  const put = compile(
    (book) => `INSERT INTO ${book} VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
  )
  const remove = compile((book) => `DELETE FROM ${book} WHERE key = ?`)
  return {
    read: (book) =>
      database
        .prepare(`SELECT value FROM ${book} ORDER BY rowid`)
        .all()
        .map((row) => String((row as { value: unknown }).value)),
    write(kept) {
      database.exec('BEGIN IMMEDIATE')
      try {
        for (const { book, key, value } of kept) {
          if (value === null) remove[book].run(key)
          else put[book].run(key, value)
        }
        database.exec('COMMIT')
      } catch (thrown) {
        // A full disk makes SQLite roll back by itself.
        if (database.isTransaction) database.exec('ROLLBACK')
        throw thrown
      }
    },
    close: () => database.close(),
  }
}

function toStoreError(thrown: unknown, path: string): unknown {
  const code = thrown instanceof Error && 'errcode' in thrown ? Number(thrown.errcode) & 0xff : 0
  if (code === BUSY) return new StoreError(`${path} is in use by another simulator.`)
  return DAMAGED.has(code) ? new StoreError(`${path} is damaged.`) : thrown
}
