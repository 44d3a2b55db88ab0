/** The server under test and the simulator that it talks to: real processes, one of which gets killed. */

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const path = (file: string): string => new URL(file, import.meta.url).pathname
const COMMAND = path('../../server/cli/main.ts')
const FASTER_TIME = path('./faster-time.ts')
const KILL_AT = path('./kill-at.ts')
const HANDLERS = path('./record-events.ts')

/** How much faster time passes in the processes: a lease of 30 s is over in 3. */
export const SPEED = 10

/** The merchant's key in these runs. */
export const SECRET_KEY = 'secret-key-of-the-shop-in-kill-tests'

/** Where one run's server keeps everything. */
export interface Files {
  readonly database: string
  /** What the shop's handlers were told. */
  readonly events: string
  /** The points that were reached. */
  readonly points: string
}

/** Names the files of a run in its folder. */
export function toFiles(folder: string): Files {
  return {
    database: join(folder, 'athm.db'),
    events: join(folder, 'events'),
    points: join(folder, 'points'),
  }
}

/** When and where the server is to die. */
export interface Killing {
  /** The point; undefined to count points only. */
  readonly at: string | undefined
  /** Points count from the start, or not before `startCounting`. */
  readonly from: 'start' | 'signal'
}

/** A process that serves. */
export interface Process {
  readonly child: ChildProcess
  readonly url: string
  printed(): string
  /** Resolves when it has ended, however that came. */
  readonly ended: Promise<void>
}

/** What all processes of a lane share: time, and a cache of compiled code that makes starts quicker. */
const COMMON = {
  PATH: process.env['PATH'] ?? '',
  NODE_COMPILE_CACHE: path('../../node_modules/.cache/kill-test'),
  KILL_TIME_SPEED: String(SPEED),
  KILL_TIME_ORIGIN: String(Date.now()),
}

/** Starts a simulator: a second server, of which only `/simulator` is used. Resolves with its URL when it answers. */
export async function startSimulator(): Promise<Process> {
  const simulator = run(['--import', FASTER_TIME], [], {
    PORT: String(await findPort()),
    ATHM_DATABASE_URL: ':memory:',
  })
  await isUp(simulator)
  return { ...simulator, url: `${simulator.url}/simulator` }
}

/** Starts the server under test; it may be dead before it is up. */
export function startServer(options: {
  readonly files: Files
  readonly port: number
  readonly simulatorUrl: string
  readonly frailHandlers: boolean
  readonly killing?: Killing | undefined
}): Process {
  const { files, port, simulatorUrl, frailHandlers, killing } = options
  const preloads = killing ? ['--import', FASTER_TIME, '--import', KILL_AT] : ['--import', FASTER_TIME]
  return run(preloads, ['--handlers', HANDLERS], {
    PORT: String(port),
    ATHM_DATABASE_URL: files.database,
    ATHM_UPSTREAM_URL: simulatorUrl,
    ATHM_SECRET_KEY: SECRET_KEY,
    KILL_EVENTS: files.events,
    KILL_FRAIL_HANDLERS: String(frailHandlers),
    ...(killing && {
      KILL_LOG: files.points,
      KILL_WAITS: String(killing.from === 'signal'),
      ...(killing.at !== undefined && { KILL_AT: killing.at }),
    }),
  })
}

/** Resolves with true when a process serves, with false when it has ended before that. */
export async function isUp({ child, printed, ended }: Process): Promise<boolean> {
  while (!/^ {2}Backend /m.test(printed())) {
    if (hasEnded(child)) return false
    await Promise.race([once(child.stdout ?? child, 'data'), ended])
  }
  return true
}

/** Lets points count from now on, in a server that waits for this. */
export async function startCounting({ child }: Process, { points }: Files): Promise<void> {
  child.kill('SIGUSR2')
  while (!hasEnded(child) && !(existsSync(points) && readFileSync(points, 'utf8').includes('counting\n'))) {
    await wait(5)
  }
}

/** Tells whether a process has ended. */
export function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}

/** Finds a port that nobody listens on. */
export async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No port was given.')
  return address.port
}

function run(
  preloads: readonly string[],
  args: readonly string[],
  environment: Record<string, string>,
): Process {
  const child = spawn(process.execPath, [...preloads, COMMAND, 'serve', ...args], {
    env: { ...COMMON, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const ended = once(child, 'close').then(() => {})
  return { child, url: `http://127.0.0.1:${environment['PORT']}`, printed: () => text, ended }
}
