/** The processes of a load benchmark: each one of its own, so that nobody's work is counted as another's. */

import { fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { ROOT } from '../../scripts/child.ts'

/** A process that serves on a port of this machine. */
export interface Serving {
  readonly child: ChildProcess
  readonly url: string
  /** Ends it without a warning, and resolves when it is gone. */
  kill(): Promise<void>
}

/** Starts a file of this folder, which sends its port as its first message. */
export async function startPart(file: string, args: readonly string[]): Promise<Serving> {
  const child = fork(join(import.meta.dirname, file), [...args])
  const serving = keep(child)
  const [port] = (await Promise.race([once(child, 'message'), failOnExit(child, file)])) as [number]
  return { ...serving, url: `http://127.0.0.1:${port}` }
}

/**
 * Starts the built server as a merchant does, `athm-button serve`, on a database file and a simulator elsewhere. One
 * proxy is trusted, so that each customer may come from an address of their own.
 */
export async function startServer(options: {
  readonly database: string
  readonly upstreamUrl: string
  /** A file of the merchant's handlers. */
  readonly handlers?: string
}): Promise<Serving> {
  const own = options.handlers === undefined ? [] : ['--handlers', options.handlers]
  const child = spawn(process.execPath, [join(ROOT, 'dist', 'cli', 'main.js'), 'serve', ...own], {
    // Nothing of this process's own environment: a merchant's real tokens have no business here.
    env: {
      PORT: '0',
      ATHM_DATABASE_URL: options.database,
      ATHM_UPSTREAM_URL: options.upstreamUrl,
      ATHM_TRUST_PROXY: '1',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const serving = keep(child)
  const port = await Promise.race([readPort(child), failOnExit(child, 'serve')])
  return { ...serving, url: `http://127.0.0.1:${port}` }
}

/** Reads the port out of what the server says of itself, and lets everything after that go by unread. */
function readPort({ stdout }: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let printed = ''
    const read = (chunk: Buffer): void => {
      printed += chunk.toString()
      const port = /Backend +http:\/\/localhost:(\d+)/.exec(printed)?.[1]
      if (port === undefined) return
      stdout?.off('data', read)
      stdout?.resume()
      resolve(port)
    }
    stdout?.on('data', read)
  })
}

async function failOnExit(child: ChildProcess, name: string): Promise<never> {
  const [code] = (await once(child, 'exit')) as [number | null]
  throw new Error(`${name} ended before it served, with ${code}.`)
}

const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const

/** A child that does not outlive this process, however that one ends. */
function keep(child: ChildProcess): Pick<Serving, 'child' | 'kill'> {
  const killNow = (): void => void child.kill('SIGKILL')
  const endAll = (signal: keyof typeof SIGNALS): void => process.exit(SIGNALS[signal])
  process.once('exit', killNow)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, endAll)
  child.once('exit', () => {
    process.off('exit', killNow)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, endAll)
  })
  return {
    child,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      killNow()
      await exited
    },
  }
}
