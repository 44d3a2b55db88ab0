/** A job that runs when it is due or when it is woken, never twice at once. */

import type { CancelTimer, Clock, Log } from '../context.ts'

/** The longest that a loop sleeps: what another process has written is found by then. */
const LONGEST_SLEEP_MS = 5_000
/** How often a loop runs while it is woken all the time, and how often at once: what comes in a crowd is done together. */
const RUNS_PER_SECOND = 20
const RUNS_AT_ONCE = 20
/** How long a loop rests after its job failed, for example because the database is locked. */
const AFTER_FAILURE_MS = 1_000

/** A running job. */
export interface Loop {
  /** Runs the job now; once more if it is running, and in a moment if it has run again and again. */
  wake(): void
  /** Stops; resolves when the job's last run is over. */
  stop(): Promise<void>
}

/** Starts a job. `job` returns when it is due next (milliseconds since 1970), or null for "when woken". */
export function startLoop(options: {
  readonly clock: Clock
  readonly log: Log
  readonly name: string
  readonly job: () => Promise<number | null>
}): Loop {
  const { clock, log, name, job } = options
  let stopped = false
  /** Somebody has woken the loop since its last run began. */
  let woken = false
  let freeRuns = RUNS_AT_ONCE
  let countedAt = clock.now()
  let running: Promise<void> | null = null
  let nextRunAt = Infinity
  let cancelTimer: CancelTimer = () => {}

  async function run(): Promise<void> {
    woken = false
    let nextAt: number | null
    try {
      nextAt = await job()
    } catch (error) {
      log.error(`${name} failed; it will run again`, { error: String(error) })
      nextAt = clock.now() + AFTER_FAILURE_MS
    }
    running = null
    nextRunAt = Infinity
    if (stopped) return
    const now = clock.now()
    sleepUntil(Math.min(nextAt ?? Infinity, now + LONGEST_SLEEP_MS), now)
    if (woken) runWhenFree()
  }

  function sleepUntil(at: number, now: number): void {
    if (at >= nextRunAt) return
    nextRunAt = at
    cancelTimer()
    cancelTimer = clock.setTimer(Math.max(0, at - now), start)
  }

  function start(): void {
    cancelTimer()
    freeRuns = Math.max(0, freeRuns - 1)
    running = run()
  }

  function runWhenFree(): void {
    const now = clock.now()
    freeRuns = Math.min(RUNS_AT_ONCE, freeRuns + (Math.max(0, now - countedAt) / 1000) * RUNS_PER_SECOND)
    countedAt = now
    if (freeRuns >= 1) return start()
    sleepUntil(now + Math.ceil(((1 - freeRuns) / RUNS_PER_SECOND) * 1000), now)
  }

  function wake(): void {
    if (stopped || woken) return
    woken = true
    if (!running) runWhenFree()
  }

  wake()
  return {
    wake,
    async stop() {
      stopped = true
      cancelTimer()
      await running
    },
  }
}
