/** What processes take of the machine, read from Linux's /proc; elsewhere nobody knows, and the figures are NaN. */

import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'

/** Linux counts a process's time in hundredths of a second. */
const TICKS_PER_SECOND = 100

/** The memory of a process, in megabytes of 2^20 bytes. */
export interface Memory {
  readonly now: number
  /** The most that it ever was. */
  readonly most: number
}

/** Reads a process's resident memory. */
export function readMemory(pid: number | undefined): Memory {
  const status = read(`/proc/${pid}/status`)
  const megabytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? Number.NaN) / 1024
  return { now: megabytes('VmRSS'), most: megabytes('VmHWM') }
}

/** Reads how many seconds of a processor a process has used. */
export function readProcessorSeconds(pid: number | undefined): number {
  // The fields after the command's name, which may itself have blanks: the 12th and 13th are user's and system's time.
  const fields = read(`/proc/${pid}/stat`).split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11] ?? Number.NaN) + Number(fields[12] ?? Number.NaN)) / TICKS_PER_SECOND
}

/** How much of one processor was used: 1 is all of it. */
export interface ProcessorUse {
  /** By each of the processes that were asked for. */
  readonly own: readonly number[]
  /** By everything else on this machine. */
  readonly others: number
}

/** Counts the use of the processors from now on; what is returned reads it. */
export function countProcessorUse(pids: readonly (number | undefined)[]): () => ProcessorUse {
  const startedAt = performance.now()
  const before = { own: pids.map(readProcessorSeconds), all: readBusySeconds() }
  return () => {
    const seconds = (performance.now() - startedAt) / 1000
    const own = pids.map((pid, index) => (readProcessorSeconds(pid) - (before.own[index] ?? 0)) / seconds)
    const all = (readBusySeconds() - before.all) / seconds
    return { own, others: Math.max(0, all - own.reduce((sum, share) => sum + share, 0)) }
  }
}

/** How many seconds the processors have worked, for whomever. */
function readBusySeconds(): number {
  const busy = cpus().map(({ times }) => times.user + times.nice + times.sys + times.irq)
  return busy.reduce((sum, ms) => sum + ms, 0) / 1000
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
