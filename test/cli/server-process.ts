/** The real server as a process of its own, as a shop runs it. */

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

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
 * Starts `athm-button serve` on a free port and a database of its own; resolves when it answers. From the sources,
 * or as built: what a browser needs, the button and the demo, is only there as built.
 */
export async function startServer(
  environment: Record<string, string> = {},
  from: 'sources' | 'build' = 'sources',
  args: readonly string[] = [],
): Promise<ServerProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'athm-'))
  const databasePath = environment['ATHM_DATABASE_URL'] ?? join(folder, 'athm.db')
  const { child, printed } = run(
    ['serve', ...args],
    { PORT: '0', ATHM_DATABASE_URL: databasePath, ...environment },
    from,
  )
  const url = await findUrl(child, printed)
  return {
    url,
    databasePath,
    printed,
    async stop(signal = 'SIGTERM') {
      const exited = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null
      child.kill(signal)
      await exited
      rmSync(folder, { recursive: true, force: true })
      return child.exitCode
    },
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
    env: { PATH, HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return { child, printed: () => text }
}

async function findUrl(child: ChildProcess, printed: () => string): Promise<string> {
  for (;;) {
    const url = /Shop +(http\S+)\//.exec(printed())?.[1]
    if (url) return url.replace('localhost', '127.0.0.1')
    if (child.exitCode !== null) throw new Error(`The server stopped at once: ${printed()}`)
    // oxlint-disable-next-line no-await-in-loop -- the next piece of output, or the end
    await Promise.race([once(child.stdout ?? child, 'data'), once(child, 'exit')])
  }
}
