/** Whether the database is whole, can be written to, and has room. */

import { stat, statfs } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { PaymentDeps } from '../payments/deps.ts'
import { readDamage, readJournalMode, readNewestMigration } from '../store/health.ts'
import { writeSetting } from '../store/settings.ts'
import { isDatabaseTrouble, type Database } from '../store/store.ts'
import { fail, ok, warn, type Check } from './check.ts'

const MB = 1024 * 1024
/** Under the first somebody should make room; under the second the next payments may not be stored. */
const LITTLE_SPACE = 500 * MB
const NO_SPACE = 50 * MB

/** What is written to find out whether it can be. */
const SETTING = 'doctor_was_here'

/** What is told when the database could not even be opened. */
export function toUnopened(error: unknown): Check {
  const reason = error instanceof Error ? error.message : String(error)
  return fail(
    'database',
    `The database can not be opened: ${reason}.`,
    'Look at ATHM_DATABASE_URL, and at the rights to that file and its folder; if it is corrupt, restore a backup.',
  )
}

/** Looks at the file that is open. A large one takes seconds to be read through. */
export async function checkDatabase(
  { db, clock }: PaymentDeps,
  file: string,
  isLive: boolean,
): Promise<Check[]> {
  if (file === ':memory:') {
    const message = 'The database is in memory: it ends with the process.'
    return [
      isLive
        ? fail('database', message, 'Set ATHM_DATABASE_URL to a file: a restart would lose every payment.')
        : ok('database', message),
    ]
  }
  return [
    await checkWhole(db),
    await checkWritable(db, clock.now()),
    await checkSpace(file),
    await checkRights(file),
  ]
}

async function checkWhole(db: Database): Promise<Check> {
  const found = await readDamage(db)
  if (found !== 'ok') {
    return fail('database', `The database is damaged: ${found}.`, 'Stop the server and restore a backup.')
  }
  const mode = await readJournalMode(db)
  const tables = await readNewestMigration(db)
  if (mode !== 'wal') {
    const advice = 'Put the file on a local disk: the write-ahead log needs shared memory.'
    return warn(
      'database',
      `The database is whole, but its journal is in mode ${mode} instead of wal.`,
      advice,
    )
  }
  return ok('database', `The database is whole; journal in mode wal, tables of ${tables}.`)
}

async function checkWritable(db: Database, now: number): Promise<Check> {
  try {
    await writeSetting(db, SETTING, new Date(now).toISOString())
    return ok('writing', 'The database can be written to.')
  } catch (error) {
    if (!isDatabaseTrouble(error)) throw error
    const reason = error instanceof Error ? error.message : ''
    return fail(
      'writing',
      `The database can not be written to: ${reason}.`,
      'Look for a process that holds it, at the free space, and at the rights to the file and its folder.',
    )
  }
}

async function checkSpace(file: string): Promise<Check> {
  const { bavail, bsize } = await statfs(dirname(resolve(file)))
  const free = bavail * bsize
  const message = `${Math.floor(free / MB).toLocaleString('en-US')} MB are free where the database is.`
  if (free < NO_SPACE) return fail('disk', message, 'Make room now: payments can not begin on a full disk.')
  return free < LITTLE_SPACE ? warn('disk', message, 'Make room before it is full.') : ok('disk', message)
}

/** Customers' phones are in it. */
async function checkRights(file: string): Promise<Check> {
  const { mode } = await stat(file)
  const isPrivate = process.platform === 'win32' || (mode & 0o077) === 0
  return isPrivate
    ? ok('rights', 'The database can be read by its owner alone.')
    : warn(
        'rights',
        'Other users of this machine may read the database.',
        `chmod 600 the file and those beside it.`,
      )
}
