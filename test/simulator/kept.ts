/** A simulator that is kept in a file, and can be started again on it. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { SimulatorOptions } from '../../server/simulator/simulator.ts'
import { openSqliteStore } from '../../server/simulator/sqlite-store.ts'
import { createAdjustableClock } from '../../server/system.ts'
import { createManualClock, type ManualClock } from '../manual-clock.ts'
import { createBench, START_AT, type Bench } from './bench.ts'

/** Such a simulator, whose clock goes on while it is down. */
export interface Kept {
  readonly file: string
  readonly base: ManualClock
  /** The simulator that runs now. */
  bench(): Bench
  /** Ends it, lets `downMs` pass, and starts it again, with other options if there are any. */
  restart(downMs?: number, options?: SimulatorOptions): Promise<Bench>
  close(): Promise<void>
}

/** Starts one on a file of its own. */
export function startKept(options: SimulatorOptions = {}): Kept {
  const folder = mkdtempSync(join(tmpdir(), 'athm-kept-'))
  const file = join(folder, 'simulator.db')
  const base = createManualClock(START_AT)
  const start = (given: SimulatorOptions): Bench => {
    const store = openSqliteStore(file)
    try {
      return createBench({ ...given, clock: createAdjustableClock(base), store })
    } catch (thrown) {
      store.close()
      throw thrown
    }
  }
  let bench = start(options)
  return {
    file,
    base,
    bench: () => bench,
    async restart(downMs = 0, other = {}) {
      await bench.sim.close()
      await base.advance(downMs)
      bench = start(other)
      return bench
    },
    async close() {
      await bench.sim.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** The same, closed at the end of a test. */
export function keepFor(t: TestContext, options?: SimulatorOptions): Kept {
  const kept = startKept(options)
  t.after(() => kept.close())
  return kept
}
