/** `athm-button reprocess`: goes through deliveries again that came to nothing, until each has come to something. */

import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { isAthmError } from '../../src/protocol/errors.ts'
import type { Reprocessing, ReprocessProgress, ReprocessRequest } from '../index.ts'
import { OptionsError } from '../options.ts'
import { needUpstream } from './need-upstream.ts'
import { openBackend } from './open-backend.ts'
import { fail, print } from './output.ts'

const OPTIONS = { id: { type: 'string' }, state: { type: 'string' }, json: { type: 'boolean' } } as const

const STATES = ['unmatched', 'unverified', 'malformed', 'all'] as const

/** How often it is looked at how far it is. */
const LOOK_EVERY_MS = 250
/** How often that is told. */
const TELL_EVERY_MS = 2_000

/** Works the deliveries off. Exit codes: 0 done, 3 stopped before it was done: the rest goes on with the server. */
export async function reprocess(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS })
  const request = { id: values.id, state: parseState(values.state) }
  const backend = await openBackend()
  const { athm } = backend
  const stopping = new AbortController()
  const stop = (): void => stopping.abort()
  process.on('SIGINT', stop).on('SIGTERM', stop)
  try {
    needUpstream(backend)
    const run = await athm.webhooks.reprocess(request)
    // Events are left to the server, which has the handlers: here nobody would hear them.
    athm.start({ events: false })
    tell(run, await workOff(run, stopping.signal), values.json === true)
  } catch (error) {
    if (!isAthmError(error) || error.code !== 'webhook_not_found') throw error
    fail(error.message, 1)
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
    await athm.close()
    await backend.simulator?.close()
  }
}

function parseState(text: string | undefined): ReprocessRequest['state'] {
  const state = STATES.find((each) => each === text)
  if (text === undefined || state !== undefined) return state
  throw new OptionsError(`--state is one of ${STATES.join(', ')}.`)
}

async function workOff(run: Reprocessing, stopping: AbortSignal): Promise<ReprocessProgress> {
  for (let round = 1; ; round++) {
    const progress = await run.progress()
    if (progress.waiting === 0 || stopping.aborted) return progress
    if ((round * LOOK_EVERY_MS) % TELL_EVERY_MS === 0) {
      process.stderr.write(`${run.queued - progress.waiting} of ${run.queued} done …\n`)
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal: stopping }).catch(() => {})
  }
}

function tell(
  { queued, skipped }: Reprocessing,
  { waiting, states }: ReprocessProgress,
  json: boolean,
): void {
  if (waiting > 0) process.exitCode = 3
  if (json) return print(JSON.stringify({ queued, skipped, waiting, states }))
  print(`Put back in line: ${queued}. Left alone, because their body is not kept any more: ${skipped}.`)
  for (const [state, count] of Object.entries(states)) print(`  ${state.padEnd(11)} ${count}`)
  if (waiting > 0) print(`  ${'waiting'.padEnd(11)} ${waiting}, which the server goes on with`)
}
