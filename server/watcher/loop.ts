/** A job that runs when it is due or when it is woken, never twice at once. */

import type { CancelTimer, Clock, Log } from '../context.ts'

/** The longest that a loop sleeps: what another process has written is found by then. */
const LONGEST_SLEEP_MS = 5_000
/** How long a loop rests after its job failed, for example because the database is locked. */
const AFTER_FAILURE_MS = 1_000

/** A running job. */
export interface Loop {
  /** Runs the job now, or once more if it is running. */
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
  let again = false
  let cancelTimer: CancelTimer = () => {}
  let running: Promise<void> | null = null

  async function run(): Promise<void> {
    let nextAt: number | null
    try {
      do {
        again = false
        // oxlint-disable-next-line no-await-in-loop -- one run after the other is the point
        nextAt = await job()
      } while (again && !stopped)
    } catch (error) {
      log.error(`${name} failed; it will run again`, { error: String(error) })
      nextAt = clock.now() + AFTER_FAILURE_MS
    }
    running = null
    if (stopped) return
    if (again) return wake()
    const sleepMs = nextAt === null ? LONGEST_SLEEP_MS : Math.max(0, nextAt - clock.now())
    cancelTimer = clock.setTimer(Math.min(sleepMs, LONGEST_SLEEP_MS), wake)
  }

  function wake(): void {
    if (stopped) return
    again = true
    if (running) return
    cancelTimer()
    running = run()
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
