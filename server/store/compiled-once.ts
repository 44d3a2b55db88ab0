/** Inserting many rows at a time: to put such a statement together takes longer than to run it. */

import type { Compilable, CompiledQuery } from 'kysely'
import type { Db } from './store.ts'

/**
 * Runs a statement whose parameters are the rows' values, in their order, and nothing else. It is put together once for
 * each number of rows, of which there should be few: see `inChunks`. All rows have the same columns in the same order.
 */
export function compiledOnce<Row extends object, Result>(
  build: (db: Db, rows: readonly Row[]) => Compilable<Result>,
): (db: Db, rows: readonly Row[]) => Promise<Result[]> {
  const compiled = new Map<number, CompiledQuery<Result>>()
  return async (db, rows) => {
    const parameters = rows.flatMap((row) => Object.values(row) as unknown[])
    let query = compiled.get(rows.length)
    if (!query) {
      query = build(db, rows).compile()
      compiled.set(rows.length, query)
    }
    const { rows: results } = await db.executeQuery<Result>({ ...query, parameters })
    return results
  }
}
