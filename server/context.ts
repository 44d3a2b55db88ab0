/**
 * What the backend and the simulator are handed instead of reaching for it: time, chance, and a place to write a
 * log line. With these passed in, a whole run can be repeated, and a ten-minute payment tested in a millisecond.
 */

/** Cancels a timer. Cancelling twice, or after it rang, does nothing. */
export type CancelTimer = () => void

/** The only source of time. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number
  /** Calls `ring` once, `delayMs` of this clock's milliseconds from now. Never rings before it returns. */
  setTimer(delayMs: number, ring: () => void): CancelTimer
}

/** A clock whose time a person or a test may push forward. */
export interface AdjustableClock extends Clock {
  /** How many of this clock's seconds pass in one real second; 1 at the start. */
  readonly speed: number
  /** Changes the speed; timers that wait ring sooner or later accordingly. */
  setSpeed(speed: number): void
  /** Jumps forward; timers that have become due ring at once. */
  jump(byMs: number): void
  /** How it goes on from the last change. */
  readonly course: ClockCourse
  /** Goes on as another one has gone; timers that have become due ring at once. */
  follow(course: ClockCourse): void
}

/** How a clock goes: at `realAt` it showed `shownAt`, both milliseconds since 1970, and goes on from there. */
export interface ClockCourse {
  readonly realAt: number
  readonly shownAt: number
  readonly speed: number
}

/** The only source of chance. */
export interface Random {
  /** Bytes that nobody can guess. */
  bytes(length: number): Uint8Array
  /** A number from 0 up to, not including, 1: for jitter, never for secrets. */
  fraction(): number
}

/** Where log lines go. Fields are named one by one where they are written: no bodies, tokens, secrets or phones. */
export interface Log {
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

/** The fields a log line may have: a closed list, so that nothing private gets in by accident. */
export interface LogFields {
  readonly requestId?: string
  readonly paymentId?: string
  readonly refundId?: string
  readonly eventId?: string
  readonly eventType?: string
  readonly webhookId?: string
  readonly route?: string
  readonly status?: number | string
  readonly code?: string
  readonly athmCode?: string
  readonly attempts?: number
  readonly durationMs?: number
  readonly error?: string
}

/** What is injected everywhere. */
export interface Context {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

/** Opens a connection to a database file. Throws when that can't be done. */
export type OpenConnection = (path: string) => SqlConnection

/** A connection to a database: what is used of node:sqlite's DatabaseSync. */
export interface SqlConnection {
  readonly isTransaction: boolean
  exec(sql: string): void
  prepare(sql: string): SqlStatement
  close(): void
}

/** A statement, compiled. */
export interface SqlStatement {
  columns(): readonly unknown[]
  all(...parameters: SqlValue[]): unknown[]
  run(...parameters: SqlValue[]): { changes: number | bigint; lastInsertRowid: number | bigint }
  iterate(...parameters: SqlValue[]): IterableIterator<unknown>
}

/** What a statement takes. */
export type SqlValue = null | number | bigint | string | Uint8Array

/** Waits on the injected clock. Rejects with the signal's reason when it aborts first. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error)
    const abort = (): void => {
      cancel()
      reject(signal?.reason as Error)
    }
    const cancel = clock.setTimer(delayMs, () => {
      signal?.removeEventListener('abort', abort)
      resolve()
    })
    signal?.addEventListener('abort', abort, { once: true })
  })
}
