/** What happened in a run, line by line: its digest tells whether two runs were the same. */

import { createHash } from 'node:crypto'
import type { Clock } from '../../server/context.ts'

/** The story of one run. */
export interface Timeline {
  readonly lines: readonly string[]
  /** Writes a line, with the time. */
  note(text: string): void
  /** Hashes all lines, and whatever else the run left behind. */
  digest(...left: readonly string[]): string
}

/** Begins a story at the present instant of a clock. */
export function createTimeline(clock: Clock): Timeline {
  const startedAt = clock.now()
  const lines: string[] = []
  return {
    lines,
    note: (text) => void lines.push(`${((clock.now() - startedAt) / 1000).toFixed(3).padStart(9)}  ${text}`),
    digest: (...left) =>
      createHash('sha256')
        .update([...lines, ...left].join('\n'))
        .digest('hex')
        .slice(0, 16),
  }
}
