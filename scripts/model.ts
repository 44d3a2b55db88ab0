import { MUTANTS, searchMutant } from '../test/model/mutants.ts'
import { RUNS } from '../test/model/runs.ts'
import type { CounterExample, Found } from '../test/model/search.ts'

/** What has to be seen in all for the search to be worth its name. */
const MIN_STATES = 100_000

/**
 * Searches a small model of the payment's life, driven by the reducers that ship, for a state that breaks a rule; then
 * takes the rules away one by one, and expects a counter-example for each. `--verbose` prints every way in full.
 */
export function run(args: readonly string[]): number {
  const isVerbose = args.includes('--verbose')
  const isSafe = searchAll()
  const isNeeded = MUTANTS.map((mutant) => {
    const { counterExample } = searchMutant(mutant)
    if (!counterExample) console.log(`FAILED  ${mutant.name}: nothing goes wrong without this rule`)
    else console.log(`${mutant.name} → ${counterExample.steps.length} steps: ${counterExample.breach}`)
    if (counterExample && isVerbose) printSteps(counterExample)
    return counterExample !== null
  })
  const missed = isNeeded.filter((isFound) => !isFound).length
  console.log(
    `\n${MUTANTS.length - missed} of ${MUTANTS.length} rules: without it there is a counter-example.`,
  )
  return isSafe && missed === 0 ? 0 : 1
}

function searchAll(): boolean {
  const startedAt = performance.now()
  const found = Object.entries(RUNS).map(([name, search]) => {
    const since = performance.now()
    const result = search()
    printRow(name, result, performance.now() - since)
    if (result.counterExample) printSteps(result.counterExample)
    return result
  })
  const states = found.reduce((sum, result) => sum + result.states, 0)
  const transitions = found.reduce((sum, result) => sum + result.transitions, 0)
  const isSafe = found.every(({ counterExample, isWhole }) => counterExample === null && isWhole)
  const seconds = (performance.now() - startedAt) / 1000
  const rate = Math.round(states / seconds).toLocaleString('en')
  console.log(
    `${states.toLocaleString('en')} states, ${transitions.toLocaleString('en')} transitions, ` +
      `${seconds.toFixed(1)} s, ${rate} states/s: ${isSafe ? 'no rule is broken' : 'A RULE IS BROKEN'}\n`,
  )
  if (states < MIN_STATES) console.log(`At least ${MIN_STATES.toLocaleString('en')} states are asked for.\n`)
  return isSafe && states >= MIN_STATES
}

function printRow(
  name: string,
  { states, transitions, depth, isWhole, counterExample }: Found,
  ms: number,
): void {
  const result = counterExample
    ? `BROKEN: ${counterExample.breach}`
    : isWhole
      ? 'seen whole'
      : 'NOT SEEN WHOLE'
  const figures = [
    name.padEnd(25),
    `${states.toLocaleString('en').padStart(9)} states`,
    `${transitions.toLocaleString('en').padStart(10)} transitions`,
    `depth ${String(depth).padStart(3)}`,
    `${(ms / 1000).toFixed(1).padStart(5)} s`,
    result,
  ]
  console.log(figures.join('  '))
}

function printSteps({ steps }: CounterExample): void {
  for (const [index, step] of steps.entries()) console.log(`  ${String(index + 1).padStart(3)}  ${step}`)
}
