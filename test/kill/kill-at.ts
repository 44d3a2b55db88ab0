/**
 * A preload (`node --import`) that kills this process with SIGKILL at one point of its work: before or after a commit, or
 * before, during or after a call upstream. Shipped code has no hook for this, so Node's own modules are wrapped.
 *
 * Each point has a name and a number among those of its name, such as `after commit: payments, journal[seen] #2`.
 * KILL_LOG is the file to which the points are written as they are reached; KILL_AT is the one to die at, if any.
 * With KILL_WAITS=true, points count only from SIGUSR2 on, which is acknowledged by the line `counting` in that file.
 */

import { appendFileSync } from 'node:fs'
import http from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import sqlite, { type DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { isWrite, SCHEMA, toWriteLabel } from './write-label.ts'

const LOG = process.env['KILL_LOG'] ?? '/dev/null'
const KILL_AT = process.env['KILL_AT']

let isCounting = process.env['KILL_WAITS'] !== 'true'
const counts = new Map<string, number>()

process.on('SIGUSR2', () => {
  isCounting = true
  appendFileSync(LOG, 'counting\n')
})

function reach(name: string): void {
  if (!isCounting) return
  const count = (counts.get(name) ?? 0) + 1
  counts.set(name, count)
  const point = `${name} #${count}`
  appendFileSync(LOG, `${point}\n`)
  if (point === KILL_AT) process.kill(process.pid, 'SIGKILL')
}

wrapDatabase()
wrapRequests()

/** What a database's transaction has written so far, and how many rows had ever been changed when it began. */
interface Writing {
  readonly labels: string[]
  readonly changesBefore: number
}

function wrapDatabase(): void {
  const owners = new WeakMap<StatementSync, DatabaseSync>()
  const writing = new WeakMap<DatabaseSync, Writing>()
  const prepareReal = sqlite.DatabaseSync.prototype.prepare
  sqlite.DatabaseSync.prototype.prepare = function prepare(this: DatabaseSync, ...args) {
    const statement = prepareReal.apply(this, args)
    owners.set(statement, this)
    return statement
  }

  const countChanges = (database: DatabaseSync): number =>
    Number(database.prepare('SELECT total_changes() AS changes').get()?.['changes'])

  /** Commits, unless nothing was changed: then there is nothing that a crash could lose. */
  function commit<T>(database: DatabaseSync, { labels, changesBefore }: Writing, act: () => T): T {
    const isChanged = labels.includes(SCHEMA) || countChanges(database) > changesBefore
    if (!isChanged) return act()
    const name = `commit: ${[...new Set(labels)].join(', ')}`
    reach(`before ${name}`)
    const result = act()
    reach(`after ${name}`)
    return result
  }

  function run<T>(statement: StatementSync, parameters: readonly SQLInputValue[], act: () => T): T {
    const database = owners.get(statement)
    const sql = statement.sourceSQL
    if (!database) return act()
    const open = writing.get(database)
    if (/^\s*commit/i.test(sql) && open) {
      writing.delete(database)
      return commit(database, open, act)
    }
    if (/^\s*rollback/i.test(sql)) writing.delete(database)
    if (/^\s*begin/i.test(sql)) {
      const result = act()
      writing.set(database, { labels: [], changesBefore: countChanges(database) })
      return result
    }
    if (!isWrite(sql)) return act()
    const label = toWriteLabel(sql, parameters)
    if (open) {
      open.labels.push(label)
      return act()
    }
    // A write on its own gets a transaction, so that it is known before its commit whether it changed anything.
    const alone: Writing = { labels: [label], changesBefore: countChanges(database) }
    database.exec('BEGIN IMMEDIATE')
    try {
      const result = act()
      commit(database, alone, () => database.exec('COMMIT'))
      return result
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }

  const prototype = sqlite.StatementSync.prototype
  const toCounted = <Real extends typeof prototype.run | typeof prototype.all>(method: Real): Real =>
    new Proxy(method, {
      apply: (real, statement: StatementSync, parameters: SQLInputValue[]) =>
        run(statement, parameters, () => Reflect.apply(real, statement, parameters) as unknown),
    })
  prototype.run = toCounted(prototype.run)
  prototype.all = toCounted(prototype.all)
}

/** The server's only use of `http.request` is the way to ATH Móvil. */
function wrapRequests(): void {
  const requestReal = http.request
  function request(...args: Parameters<typeof http.request>): http.ClientRequest {
    const [url] = args
    const name = `call: ${url instanceof URL ? url.pathname.split('/').at(-1) : 'other'}`
    reach(`before ${name}`)
    const outgoing = requestReal(...args)
    outgoing.once('finish', () => reach(`during ${name}`))
    // First in line: the answer is there, and nobody has read it.
    outgoing.prependOnceListener('response', () => reach(`after ${name}`))
    return outgoing
  }
  http.request = request as typeof http.request
  syncBuiltinESMExports()
}
