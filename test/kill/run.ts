/** One run of a flow: the server dies at a point, is started again, and at the end both books are compared. */

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { compareBooks, findUnderWay } from './books.ts'
import type { Flow } from './flows.ts'
import { createPage, type Page } from './page.ts'
import {
  findPort,
  hasEnded,
  isUp,
  startCounting,
  startServer,
  startSimulator,
  toFiles,
  type Files,
  type Process,
} from './processes.ts'
import { openUpstreamSide, type UpstreamSide } from './upstream.ts'

/** How long a run may take until all is quiet. Leases and settling take a tenth of what they do in life. */
const RUN_WITHIN_MS = 45_000

/** A simulator, and one run after the other against it. */
export interface Lane {
  readonly simulator: Process
  readonly port: number
}

/** What came of a run. */
export interface Outcome {
  /** The points that were reached, in order, until the server died. */
  readonly points: readonly string[]
  readonly died: boolean
  /** What is wrong; the run's folder is kept then. */
  readonly faults: readonly string[]
  readonly folder: string
}

/** Opens a lane; close it by stopping its simulator. */
export async function openLane(): Promise<Lane> {
  return { simulator: await startSimulator(), port: await findPort() }
}

/** Runs a flow. Without a point to die at, it finds out which points there are. */
export async function runFlow(lane: Lane, flow: Flow, dieAt?: string): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'athm-kill-'))
  const files = toFiles(folder)
  const faults: string[] = []
  const upstream = await openUpstreamSide(lane.simulator.url)
  const server = keepRunning({ lane, flow, files, dieAt, faults })
  const over = new AbortController()
  let isQuiet = true
  try {
    await play({ flow, files, server, upstream, over })
  } catch (error) {
    isQuiet = false
    faults.push(String(error))
  }
  over.abort()
  await server.stop()
  if (isQuiet) faults.push(...compareBooks(files, await upstream.readBooks(), flow.ending))
  const outcome = { points: server.points(), died: server.died(), faults, folder }
  if (faults.length === 0) rmSync(folder, { recursive: true })
  return outcome
}

interface Playing {
  readonly flow: Flow
  readonly files: Files
  readonly server: Running
  readonly upstream: UpstreamSide
  readonly over: AbortController
}

async function play({ flow, files, server, upstream, over }: Playing): Promise<void> {
  const signal = AbortSignal.any([over.signal, AbortSignal.timeout(RUN_WITHIN_MS)])
  const page = createPage({ url: server.url, phone: flow.phone, signal })
  const webhooksTo = flow.webhooks ? `${server.url}/athm/webhook/` : null
  const others = upstream.play({ act: flow.act, webhooksTo, signal })
  await server.up()
  try {
    await driveThrough(flow, page, server)
    await untilQuiet(files, signal)
  } finally {
    over.abort()
    await others
  }
}

async function driveThrough(flow: Flow, page: Page, server: Running): Promise<void> {
  if (flow.pointsFrom === undefined) await server.startCounting()
  const prepared = await flow.prepare?.(page)
  if (flow.pointsFrom === 'prepared') await server.startCounting()
  await flow.drive(page, prepared)
}

async function untilQuiet(files: Files, signal: AbortSignal): Promise<void> {
  let underWay = findUnderWay(files)
  while (underWay.length > 0) {
    if (signal.aborted) throw new Error(`still under way: ${underWay.join('; ')}`)
    await wait(50)
    underWay = findUnderWay(files)
  }
}

/** The server under test: it dies once, and is then started plainly on the same port and database. */
interface Running {
  readonly url: string
  up(): Promise<void>
  startCounting(): Promise<void>
  points(): string[]
  died(): boolean
  stop(): Promise<void>
}

function keepRunning(run: {
  readonly lane: Lane
  readonly flow: Flow
  readonly files: Files
  readonly dieAt: string | undefined
  readonly faults: string[]
}): Running {
  const { files, faults } = run
  const { frailHandlers = false, pointsFrom } = run.flow
  const { simulator, port } = run.lane
  const options = { files, port, simulatorUrl: simulator.url, frailHandlers }
  const killing = { at: run.dieAt, from: pointsFrom === 'start' ? 'start' : 'signal' } as const
  const first = startServer({ ...options, killing })
  let current = first
  let died = false
  let stopping = false
  let pointsOfStart: string[] | undefined
  const restarted = first.ended.then(() => {
    died = first.child.signalCode === 'SIGKILL'
    if (died) current = startServer(options)
    else if (!stopping) faults.push(`the server ended by itself: ${first.printed()}`)
  })
  const readPoints = (): string[] => {
    const text = existsSync(files.points) ? readFileSync(files.points, 'utf8') : ''
    return text.split('\n').filter((line) => line.includes(' #'))
  }

  return {
    url: first.url,
    async up() {
      if (await isUp(first)) {
        if (pointsFrom === 'start') pointsOfStart = readPoints()
        return
      }
      await restarted
      if (!(await isUp(current))) throw new Error(`the server did not start again: ${current.printed()}`)
    },
    startCounting: () => startCounting(first, files),
    points: () => pointsOfStart ?? readPoints(),
    died: () => died,
    async stop() {
      stopping = true
      await tellToStop(first)
      // Its last point may have come only now.
      await restarted
      await tellToStop(current)
      const { exitCode, signalCode } = current.child
      if (exitCode !== 0)
        faults.push(`the server ended badly (${signalCode ?? exitCode}): ${current.printed()}`)
      const printed = first.printed() + current.printed()
      if (printed.includes('internal_error')) faults.push(`an internal error: ${printed}`)
    },
  }
}

async function tellToStop(server: Process): Promise<void> {
  // Before it is up, it does not listen for signals.
  await isUp(server)
  if (!hasEnded(server.child)) server.child.kill('SIGTERM')
  await server.ended
}
