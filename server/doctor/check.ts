/** What the doctor finds. */

/** `warning`: it works, and somebody should see to it. `failure`: it doesn't work. */
export type CheckState = 'ok' | 'warning' | 'failure'

/** One finding. Nothing in it is secret. */
export interface Check {
  /** What was looked at, such as `database`. */
  readonly name: string
  readonly state: CheckState
  /** What was found: a sentence. */
  readonly message: string
  /** What to do about it; null where there is nothing to do. */
  readonly advice: string | null
}

/** All findings. */
export interface DoctorReport {
  /** Nothing failed. */
  readonly isHealthy: boolean
  readonly mode: 'sandbox' | 'live'
  readonly at: Date
  readonly checks: readonly Check[]
}

/** Looks at everything; resolves with a report, also when the database can't be opened. */
export type Doctor = () => Promise<DoctorReport>

/** It is as it should be. */
export function ok(name: string, message: string): Check {
  return { name, state: 'ok', message, advice: null }
}

/** It works; `advice` says what to do all the same. */
export function warn(name: string, message: string, advice: string): Check {
  return { name, state: 'warning', message, advice }
}

/** It doesn't work; `advice` says what to do. */
export function fail(name: string, message: string, advice: string): Check {
  return { name, state: 'failure', message, advice }
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** Writes a span of milliseconds for people, in its largest unit: `3 days`, `1 minute`, `20 seconds`. */
export function toSpan(ms: number): string {
  const [name, unitMs] = UNITS.find(([, length]) => ms >= length) ?? ['second', 1_000]
  return toCount(Math.max(0, Math.floor(ms / unitMs)), name)
}

/** Writes a count with its noun: `1 payment`, `2 payments`. */
export function toCount(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`
}

/** Writes an instant in UTC, to the minute. */
export function toMinute(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
