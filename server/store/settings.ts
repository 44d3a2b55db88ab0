/** What is kept under a name. */

import type { Db } from './store.ts'

/** Keeps a value under a name, in the place of an earlier one. */
export async function writeSetting(db: Db, name: string, value: string): Promise<void> {
  await db
    .insertInto('settings')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute()
}
