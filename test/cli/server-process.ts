/** The real server as a process of its own, as a shop runs it. */

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DIALECT, DIALECT_VARIABLE } from '../dialect.ts'

const SOURCE = new URL('../../server/cli/main.ts', import.meta.url)
const BUILT = new URL('../../dist/cli/main.js', import.meta.url)

/** A server that runs. */
export interface ServerProcess {
  readonly url: string
  readonly databasePath: string
  /** What it has printed so far. */
  readonly printed: () => string
  /** Stops it, and returns its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/**
 * Starts `athm-button serve`, or the simulator for people, on a free port and a database of its own; resolves when it answers. From the sources,
 * or as built: what a browser needs, the button and the demo, is only there as built.
 */
export async function startServer(
  environment: Record<string, string> = {},
  from: 'sources' | 'build' = 'sources',
  args: readonly string[] = [],
  command: 'serve' | 'simulator' = 'serve',
): Promise<ServerProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'athm-'))
  const databasePath = environment['ATHM_DATABASE_URL'] ?? join(folder, 'athm.db')
  const { child, printed } = run(
    [command, ...args],
    { PORT: '0', ATHM_DATABASE_URL: databasePath, ...environment },
    from,
  )
  const url = await findUrl(
    child,
    printed,
    command === 'serve' ? /Shop +(http\S+)\// : /Phone +(http\S+)\/phone[^]+Ctrl-C/,
  )
  return { url, databasePath, printed, stop: createStop(child, folder) }
}

/** A simulator that runs. */
export interface SimulatorProcess extends Omit<ServerProcess, 'databasePath'> {
  /** What it told of itself by `--json`. */
  readonly told: SimulatorTold
}

/** What `--json` prints. */
export interface SimulatorTold {
  readonly url: string
  readonly network: readonly string[]
  readonly phone: string
  readonly desk: string
  readonly control: string
  readonly businesses: readonly {
    readonly name: string
    readonly publicToken: string
    readonly privateToken: string
  }[]
}

/** Starts `athm-button simulator --json` on a free port; resolves when it answers. */
export async function startSimulator(
  args: readonly string[] = [],
  environment: Record<string, string> = {},
  from: 'sources' | 'build' = 'sources',
): Promise<SimulatorProcess> {
  const { child, printed } = run(['simulator', '--json', ...args], { PORT: '0', ...environment }, from)
  await findUrl(child, printed, /^\{.*"url":"(http[^"]+)".*\}$/m)
  const told = JSON.parse(printed()) as SimulatorTold
  return { url: told.url.replace('localhost', '127.0.0.1'), told, printed, stop: createStop(child) }
}

function createStop(child: ChildProcess, folder?: string): ServerProcess['stop'] {
  return async (signal = 'SIGTERM') => {
    const exited = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null
    child.kill(signal)
    await exited
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
    return child.exitCode
  }
}

/** Runs a command to its end. */
export async function runCommand(
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<{ exitCode: number | null; printed: string }> {
  const { child, printed } = run(args, environment)
  const [exitCode] = (await once(child, 'close')) as [number | null]
  return { exitCode, printed: printed() }
}

function run(
  args: readonly string[],
  environment: Record<string, string>,
  from: 'sources' | 'build' = 'sources',
) {
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, [(from === 'build' ? BUILT : SOURCE).pathname, ...args], {
    env: { PATH, HOME, ...(DIALECT && { [DIALECT_VARIABLE]: DIALECT }), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return { child, printed: () => text }
}

async function findUrl(child: ChildProcess, printed: () => string, pattern: RegExp): Promise<string> {
  for (;;) {
    const url = pattern.exec(printed())?.[1]
    if (url) return url.replace('localhost', '127.0.0.1')
    if (child.exitCode !== null) throw new Error(`The server stopped at once: ${printed()}`)
    // oxlint-disable-next-line no-await-in-loop -- the next piece of output, or the end
    await Promise.race([once(child.stdout ?? child, 'data'), once(child, 'exit')])
  }
}
