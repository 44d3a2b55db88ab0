/** Breadth-first search through everything that can happen in a small world, with the shortest way to what must not. */

/** One atomic thing that can happen: a committed transaction, a call that reaches upstream, an answer that arrives. */
export interface Move<World> {
  readonly label: string
  /** `ours`: the server does it, or time passes. `others`: people and forgers. `fault`: a crash, or the network. */
  readonly by: 'ours' | 'others' | 'fault'
  readonly to: World
  /** The rule that this move itself breaks. */
  readonly breach?: string | undefined
}

/** A small world: what it begins as, what can happen in it, and what must hold. */
export interface Scene<World> {
  readonly start: World
  readonly movesOf: (world: World) => Move<World>[]
  /** Equal for worlds that can't be told apart by anything that may still happen. */
  readonly keyOf: (world: World) => string
  /** The rule that a world breaks, or null. */
  readonly breachOf: (world: World) => string | null
  /** Nothing is under way, and nothing is left to find out. */
  readonly isQuiet: (world: World) => boolean
}

/** How a rule was broken: what happened, in order. */
export interface CounterExample {
  readonly breach: string
  readonly steps: readonly string[]
}

/** What a search came to. */
export interface Found {
  readonly states: number
  readonly transitions: number
  readonly depth: number
  /** True when every state was visited that can be reached. */
  readonly isWhole: boolean
  readonly counterExample: CounterExample | null
}

/** How far a search goes: up to so many faults on the way to a state, and so many states. */
export interface Bounds {
  readonly maxFaults: number
  readonly maxStates: number
}

/** Without bounds but for the memory of the machine. */
export const EVERYTHING: Bounds = { maxFaults: Infinity, maxStates: 3_000_000 }

/** How a state was met. */
interface Way {
  readonly from: number
  readonly label: string
}

/** What was seen of the states, by number, in the order in which they were found. */
interface Seen {
  readonly numbers: Map<string, number>
  readonly parents: number[]
  readonly labels: string[]
  readonly depths: number[]
  readonly quiet: number[]
  /** Moves by the server and time alone, backwards: pairs of (to, from). */
  readonly recoveries: number[]
}

/**
 * Visits each state that can be reached, those with the fewest faults first, and stops at the first breach. When there is none it also
 * looks for dead ends: states from which the server and time alone can't bring everything to rest.
 */
export function search<World>(scene: Scene<World>, bounds: Bounds = EVERYTHING): Found {
  const seen: Seen = { numbers: new Map(), parents: [], labels: [], depths: [], quiet: [], recoveries: [] }
  let transitions = 0

  const counts = (counterExample: CounterExample | null): Found => ({
    states: seen.parents.length,
    transitions,
    depth: seen.depths.reduce((most, depth) => Math.max(most, depth), 0),
    isWhole: counterExample === null && seen.parents.length < bounds.maxStates,
    counterExample,
  })

  /** Gives a world its number, and says whether it is new. */
  function meet(world: World, key: string, way: Way): [number: number, isNew: boolean] {
    const known = seen.numbers.get(key)
    if (known !== undefined) return [known, false]
    const number = seen.parents.length
    seen.numbers.set(key, number)
    seen.parents.push(way.from)
    seen.labels.push(way.label)
    seen.depths.push((seen.depths[way.from] ?? -1) + 1)
    if (scene.isQuiet(world)) seen.quiet.push(number)
    return [number, true]
  }

  // Layer by layer: what takes no fault, then what takes one, and so on. So each state is met with the fewest faults.
  let layer = new Map([[scene.keyOf(scene.start), { world: scene.start, from: -1, label: '' }]])
  for (let faults = 0; faults <= bounds.maxFaults && layer.size > 0; faults++) {
    const nextLayer: typeof layer = new Map()
    let open: { world: World; number: number }[] = []
    for (const [key, { world, ...way }] of layer) {
      const [number, isNew] = meet(world, key, way)
      if (isNew) open.push({ world, number })
      const breach = isNew ? scene.breachOf(world) : null
      if (breach !== null) return counts({ breach, steps: wayTo(seen, number) })
    }
    while (open.length > 0) {
      const found: typeof open = []
      for (const { world, number } of open) {
        for (const { label, by, to, breach } of scene.movesOf(world)) {
          if (by === 'fault' && faults === bounds.maxFaults) continue
          transitions++
          if (breach !== undefined) return counts({ breach, steps: [...wayTo(seen, number), label] })
          const key = scene.keyOf(to)
          if (by === 'fault') {
            if (!seen.numbers.has(key) && !nextLayer.has(key))
              nextLayer.set(key, { world: to, from: number, label })
            continue
          }
          const [reached, isNew] = meet(to, key, { from: number, label })
          if (by === 'ours') seen.recoveries.push(reached, number)
          if (!isNew) continue
          found.push({ world: to, number: reached })
          const broken = scene.breachOf(to)
          if (broken !== null) return counts({ breach: broken, steps: wayTo(seen, reached) })
        }
      }
      if (seen.parents.length >= bounds.maxStates) return counts(null)
      open = found
    }
    layer = nextLayer
  }
  return counts(findDeadEnd(seen))
}

function wayTo(seen: Seen, number: number): string[] {
  const steps: string[] = []
  for (let at = number; at > 0; at = seen.parents[at] ?? -1) steps.push(seen.labels[at] ?? '')
  return steps.toReversed()
}

/** Walks back from every state of rest; the first state that is never met is a dead end, by the shortest way to it. */
function findDeadEnd(seen: Seen): CounterExample | null {
  const { parents, recoveries, quiet } = seen
  const count = parents.length
  const first = new Int32Array(count).fill(-1)
  const following = new Int32Array(recoveries.length / 2)
  for (let pair = 0; pair < following.length; pair++) {
    const to = recoveries[2 * pair] ?? 0
    following[pair] = first[to] ?? -1
    first[to] = pair
  }
  const canRest = new Uint8Array(count)
  const open = [...quiet]
  for (const number of quiet) canRest[number] = 1
  for (let number = open.pop(); number !== undefined; number = open.pop()) {
    for (let pair = first[number] ?? -1; pair !== -1; pair = following[pair] ?? -1) {
      const from = recoveries[2 * pair + 1] ?? 0
      if (canRest[from] === 1) continue
      canRest[from] = 1
      open.push(from)
    }
  }
  const stuck = canRest.indexOf(0)
  return stuck === -1
    ? null
    : { breach: 'a dead end: nothing leads to rest from here', steps: wayTo(seen, stuck) }
}
