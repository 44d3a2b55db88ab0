/** A reporter for Node's test runner that writes only the final counts, as JSON. */

import type { EventData } from 'node:test'
import type { Counts } from './counts.ts'

interface TestEvent {
  readonly type: string
  readonly data: EventData.TestSummary
}

/** Yields one line of JSON at the end. A skipped or postponed test proves nothing, so it counts as failed. */
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const { type, data } of events) {
    // One summary per file comes before the one of the whole run, which names no file.
    if (type !== 'test:summary' || data.file !== undefined) continue
    const { passed, tests } = data.counts
    const counts: Counts = { passed, failed: tests - passed }
    yield `${JSON.stringify(counts)}\n`
  }
}
