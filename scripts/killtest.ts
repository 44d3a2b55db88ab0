import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { FLOWS, type Flow } from '../test/kill/flows.ts'
import { openLane, runFlow, type Lane } from '../test/kill/run.ts'

/** Runs wait more than they work: several share one processor. */
const LANES_PER_PROCESSOR = 4

interface Task {
  readonly name: string
  readonly flow: Flow
  readonly point: string | undefined
}

interface Tally {
  points: number
  runs: number
  /** Runs that ended without the point having come up again: the timing was another one. */
  missed: number
  failures: number
}

/**
 * Kills the server before and after every commit, and before, during and after every upstream call of each flow, starts it
 * again, and compares its books with the simulator's: `npm run killtest -- --flows pay,cancel --verbose`.
 */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { flows: { type: 'string' }, verbose: { type: 'boolean', default: false } },
  })
  const names = values.flows?.split(',') ?? Object.keys(FLOWS)
  const unknown = names.find((name) => !Object.hasOwn(FLOWS, name))
  if (unknown !== undefined) {
    console.error(`There is no flow "${unknown}". There are: ${Object.keys(FLOWS).join(', ')}.`)
    return 2
  }
  const lanes = await Promise.all(
    Array.from({ length: availableParallelism() * LANES_PER_PROCESSOR }, openLane),
  )
  try {
    const tallies = await killEverywhere(lanes, names, values.verbose)
    return report(tallies)
  } finally {
    for (const { simulator } of lanes) simulator.child.kill('SIGKILL')
  }
}

async function killEverywhere(
  lanes: readonly Lane[],
  names: readonly string[],
  verbose: boolean,
): Promise<Map<string, Tally>> {
  const tallies = new Map(names.map((name) => [name, { points: 0, runs: 0, missed: 0, failures: 0 }]))
  // First each flow once without a kill, to learn its points; these runs have to succeed as well.
  const tasks: Task[] = Object.entries(FLOWS)
    .filter(([name]) => names.includes(name))
    .map(([name, flow]) => ({ name, flow, point: undefined }))
  await Promise.all(
    lanes.map(async (lane) => {
      for (let task = tasks.shift(); task; task = tasks.shift()) {
        const tally = tallies.get(task.name)
        const { name, flow, point } = task
        const { points, died, faults, folder } = await runFlow(lane, flow, point)
        if (!tally) continue
        tally.runs += 1
        if (point === undefined) {
          tally.points = points.length
          tasks.push(...points.map((found) => ({ name, flow, point: found })))
        } else if (!died) tally.missed += 1
        if (faults.length > 0) tally.failures += 1
        const where = point ?? `no kill, ${points.length} points`
        if (faults.length > 0) console.log(`FAILED ${name}: ${where} (${folder})\n  ${faults.join('\n  ')}`)
        else if (verbose) console.log(`ok     ${name}: ${where}${point && !died ? ' (not reached)' : ''}`)
      }
    }),
  )
  return tallies
}

function report(tallies: ReadonlyMap<string, Tally>): number {
  let failures = 0
  for (const [name, tally] of tallies) {
    failures += tally.failures
    console.log(
      `${name.padEnd(18)} ${tally.points} points, ${tally.runs} runs, ${tally.missed} not reached, ${tally.failures} failures`,
    )
  }
  return failures === 0 ? 0 : 1
}
