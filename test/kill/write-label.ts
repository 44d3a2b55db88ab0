/** A database write, named for the report: `payments, journal[authorize_begun]`. */

import type { SQLInputValue } from 'node:sqlite'

const WRITE = /^\s*(?:insert(?: or \w+)? into|update|delete from)\s+"?(\w+)"?/i
const SCHEMA_CHANGE = /^\s*(?:create|alter|drop)\s/i

/** The label of a change to the tables themselves. */
export const SCHEMA = 'schema'

/** Tells whether a statement may change the database. */
export function isWrite(sql: string): boolean {
  return WRITE.test(sql) || SCHEMA_CHANGE.test(sql)
}

/** Names what a statement writes: its table, and for the journals also what has happened. */
export function toWriteLabel(sql: string, parameters: readonly SQLInputValue[]): string {
  const table = WRITE.exec(sql)?.[1]
  if (table === undefined) return SCHEMA
  const columns = /^\s*insert into "\w+" \(([^)]*)\)/i.exec(sql)?.[1]?.split(',') ?? []
  const change = parameters[columns.findIndex((column) => column.trim() === '"change"')]
  return typeof change === 'string' ? `${table}[${change}]` : table
}
