/** How far `athm-button sync` has come: a bar on a terminal, a line for each day elsewhere, nothing for machines. */

import cliProgress from 'cli-progress'
import type { SyncedDay } from '../index.ts'
import { countOf } from './sync-report.ts'

/** Shows how far it has come, on standard error. */
export interface SyncProgress {
  onDay(day: SyncedDay): void
  /** Takes the bar off the screen. */
  stop(): void
}

/** Begins to show that none of so many days is done; with null nothing is shown. */
export function createSyncProgress(days: number | null): SyncProgress {
  if (days === null) return { onDay: () => {}, stop: () => {} }
  return process.stderr.isTTY ? createBar(days) : { onDay: printDay, stop: () => {} }
}

function createBar(days: number): SyncProgress {
  const bar = new cliProgress.SingleBar({
    format: '  {bar}  {value} of {total} days  {date}  {rows} rows',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    clearOnComplete: true,
    stream: process.stderr,
  })
  let rows = 0
  bar.start(days, 0, { date: '', rows })
  return {
    onDay({ done, date, rows: more }) {
      rows += more
      bar.update(done, { date, rows })
    },
    stop: () => bar.stop(),
  }
}

function printDay({ date, rows, failed }: SyncedDay): void {
  const said = failed ? `could not be read (${failed.athmCode ?? failed.reason})` : countOf(rows, 'row')
  process.stderr.write(`${date}  ${said}\n`)
}
