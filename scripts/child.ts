/** Child processes of the scripts: started on this very Node, stopped together with their parent. */

import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'

/** The repository's root. */
export const ROOT = join(import.meta.dirname, '..')

/** What a finished child left behind. */
export interface Finished {
  /** The exit code; 1 when a signal ended it. */
  readonly code: number
  /** What it wrote, stdout and stderr as they came; empty when it wrote to the terminal itself. */
  readonly output: string
}

interface ChildOptions {
  /** Collect the output instead of showing it. */
  readonly quiet?: boolean
  readonly env?: Readonly<Record<string, string>>
  /** Where it runs; by default in the repository's root. */
  readonly cwd?: string
  /** Told to stop after this long, which counts as a failure. */
  readonly timeoutMs?: number
}

const running = new Set<ChildProcess>()
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const

/** Listens only while a child runs: what is served in this process afterwards stops in its own way. */
function watch(child: ChildProcess): void {
  if (running.size === 0) for (const signal of Object.keys(SIGNALS)) process.on(signal, stop)
  running.add(child)
  child.once('close', () => {
    running.delete(child)
    if (running.size === 0) for (const signal of Object.keys(SIGNALS)) process.off(signal, stop)
  })
}

function stop(signal: keyof typeof SIGNALS): void {
  for (const child of running) {
    child.once('close', () => process.exit(SIGNALS[signal]))
    child.kill(signal)
  }
}

/** Starts a child, which is stopped when this process is told to stop. */
export function startChild(
  command: string,
  args: readonly string[],
  options: ChildOptions = {},
): ChildProcess {
  const child = spawn(command, args, {
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, ...options.env },
    stdio: options.quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
  })
  watch(child)
  return child
}

/** Runs a command to its end. Never rejects: a command that can't be started is one that failed. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: ChildOptions = {},
): Promise<Finished> {
  return new Promise((resolve) => {
    const child = startChild(command, args, options)
    let output = ''
    const collect = (chunk: Buffer): void => void (output += chunk.toString())
    child.stdout?.on('data', collect)
    child.stderr?.on('data', collect)
    const timer =
      options.timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            console.error(`Stopped after ${options.timeoutMs} ms: ${[command, ...args].join(' ')}`)
            child.kill('SIGTERM')
          }, options.timeoutMs)
    child.once('close', () => clearTimeout(timer))
    child.once('error', (error) => resolve({ code: 1, output: `${output}${error.message}\n` }))
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

/** Runs a JavaScript or TypeScript file on this Node. */
export function runNode(args: readonly string[], options: ChildOptions = {}): Promise<Finished> {
  return runCommand(process.execPath, args, options)
}

/** Runs a tool that npm installed, by its name in node_modules/.bin. */
export function runTool(
  tool: string,
  args: readonly string[],
  options: ChildOptions = {},
): Promise<Finished> {
  const shell = process.platform === 'win32' ? '.cmd' : ''
  return runCommand(join(ROOT, 'node_modules', '.bin', tool + shell), args, options)
}
