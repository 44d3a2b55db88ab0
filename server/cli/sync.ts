/** `athm-button sync`: compares a range of days with ATH Móvil's transaction report, and mends what differs here. */

import { parseArgs } from 'node:util'
import type { Log, LogFields } from '../context.ts'
import { isLive, OptionsError, readEnvironment } from '../options.ts'
import { systemClock } from '../system.ts'
import { parseSyncRange } from '../watcher/reconcile-range.ts'
import { openBackend } from './open-backend.ts'
import { print } from './output.ts'
import { createSyncProgress } from './sync-progress.ts'
import { toExitCode, toJson, toTable } from './sync-report.ts'

/** A terminal's Ctrl-C comes twice under npm, which passes it on: only a later one means "now". */
const DOUBLE_WITHIN_MS = 1_000

interface Asked {
  readonly fromDate: string
  readonly toDate: string
  /** How many days that is. */
  readonly days: number
  readonly dryRun: boolean
  readonly events: boolean
  readonly json: boolean
}

/**
 * Reconciles. Exit codes: 0 all in order now, 1 something could not be read or compared (or the run was stopped), 3
 * something needs a person; 2, as of every command, for wrong arguments and settings, before anything is opened or called.
 */
export async function sync(args: readonly string[]): Promise<void> {
  const { json, days, ...asked } = parse(args)
  refuseOwnSimulator()
  const stopping = listenForStop(json)
  const alarms = createAlarms()
  const { athm } = await openBackend({ log: alarms.log })
  const progress = createSyncProgress(json ? null : days)
  try {
    const summary = await athm.sync({ ...asked, signal: stopping, onDay: (day) => progress.onDay(day) })
    progress.stop()
    print(json ? toJson(summary) : toTable(summary))
    process.exitCode = toExitCode(summary)
  } finally {
    progress.stop()
    if (!json) alarms.print()
    await athm.close()
  }
}

function parse(args: readonly string[]): Asked {
  const values = readArguments(args)
  const { 'from-date': fromDate, 'to-date': toDate } = values
  try {
    const names = { from: '--from-date', to: '--to-date' }
    const days = parseSyncRange({ fromDate, toDate }, systemClock.now(), names)
    return {
      // The days as they are now: a run that begins at midnight still means what was asked.
      fromDate: days[0] ?? '',
      toDate: days.at(-1) ?? '',
      days: days.length,
      dryRun: values['dry-run'] ?? false,
      events: !(values['no-events'] ?? false),
      json: values.json ?? false,
    }
  } catch (error) {
    throw error instanceof RangeError ? new OptionsError(error.message) : error
  }
}

function readArguments(args: readonly string[]) {
  try {
    const options = {
      'from-date': { type: 'string' },
      'to-date': { type: 'string' },
      'dry-run': { type: 'boolean' },
      'no-events': { type: 'boolean' },
      json: { type: 'boolean' },
    } as const
    return parseArgs({ args: [...args], options }).values
  } catch (error) {
    throw new OptionsError(toSentence(error))
  }
}

/** What parseArgs has to say, in one sentence. */
function toSentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const [, unknown] = /^Unknown option '([^']*)'/.exec(text) ?? []
  if (unknown !== undefined) return `sync has no option ${unknown}; athm-button help lists those it has.`
  const [, lacking] = /^Option '(--[\w-]+)(?: <value>)?' argument/.exec(text) ?? []
  if (lacking !== undefined) return `${lacking} needs a day, such as 2026-01-31.`
  const [, plain] = /^Option '(--[\w-]+)' does not take/.exec(text) ?? []
  if (plain !== undefined) return `${plain} takes no value.`
  return 'sync takes options alone, such as --from-date 2026-01-01 --to-date 2026-01-31.'
}

/** The simulator of this process knows nothing that the server's has seen. */
function refuseOwnSimulator(): void {
  const environment = readEnvironment()
  if (isLive(environment) || environment.upstreamUrl !== undefined) return
  throw new OptionsError(
    "The sandbox's simulator lives in the server's own process: set ATHM_UPSTREAM_URL=http://localhost:8787/simulator.",
  )
}

/** The first signal ends the run after the day under way; a later one ends the process. */
function listenForStop(isSilent: boolean): AbortSignal {
  const stopping = new AbortController()
  let toldAt: number | null = null
  const stop = (): void => {
    const now = systemClock.now()
    if (toldAt !== null && now > toldAt + DOUBLE_WITHIN_MS) process.exit(1)
    if (toldAt === null && !isSilent)
      process.stderr.write('\nStopping as soon as what is under way is done.\n')
    toldAt ??= now
    stopping.abort()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  return stopping.signal
}

/** The backend's alarms wait until the bar is off the screen. */
function createAlarms(): { log: Log; print: () => void } {
  const lines: string[] = []
  const note = (message: string, fields: LogFields = {}): void => {
    const told = Object.entries(fields).map(([name, value]) => `${name} ${value}`)
    lines.push(told.length > 0 ? `${message} (${told.join(', ')})` : message)
  }
  return {
    log: { info: () => {}, warn: note, error: note },
    print: () => lines.splice(0).forEach((line) => process.stderr.write(`${line}\n`)),
  }
}
