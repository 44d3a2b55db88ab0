/** The backend that the environment describes: for `serve`, and for the commands that work on its database. */

import { createAthmBackend, type AthmBackend } from '../index.ts'
import type { Log } from '../context.ts'
import { createLog } from '../log.ts'
import { isLive, OptionsError, readEnvironment, type BackendOptions } from '../options.ts'
import { createSimulator, type Simulator } from '../simulator/simulator.ts'
import { readDialect } from './simulator-options.ts'

/** Where `serve` mounts things. */
export const PATHS = { backend: '/athm', simulator: '/simulator' } as const

/** A backend that is open but not started, and what it stands on. */
export interface OpenBackend {
  readonly athm: AthmBackend
  /** The simulator in this process; undefined in live mode, or where it is elsewhere. */
  readonly simulator: Simulator | undefined
  readonly isLive: boolean
  readonly database: string
}

/** Opens the backend. Throws an OptionsError when the settings are wrong, and the database's error when it can't be opened. */
export async function openBackend({ log = createLog('warn') }: { log?: Log } = {}): Promise<OpenBackend> {
  const environment = readEnvironment()
  const live = isLive(environment)
  const isBuiltIn = !live && environment.upstreamUrl === undefined
  const simulator = isBuiltIn ? createSimulator({ basePath: PATHS.simulator, ...readDialect() }) : undefined
  const options =
    live || simulator ? { ...environment, upstream: simulator } : await askSimulator(environment)
  const athm = createAthmBackend({ ...options, basePath: PATHS.backend, log })
  await athm.ready
  return { athm, simulator, isLive: live, database: options.database ?? './athm.db' }
}

/** A simulator elsewhere is asked for the tokens of its business, unless they are given. */
async function askSimulator(options: BackendOptions): Promise<BackendOptions> {
  if (options.publicToken !== undefined) return options
  const url = `${options.upstreamUrl?.replace(/\/$/, '')}/control/businesses`
  try {
    const { businesses } = (await (await fetch(url)).json()) as { businesses: BackendOptions[] }
    const { publicToken, privateToken } = businesses[0] ?? {}
    if (publicToken !== undefined) return { ...options, publicToken, privateToken, mode: 'sandbox' }
  } catch {
    // Told below, in words that help.
  }
  throw new OptionsError(`ATHM_UPSTREAM_URL: no simulator answers at ${url}.`)
}
