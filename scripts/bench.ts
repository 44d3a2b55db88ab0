import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from './child.ts'

interface Benchmark {
  run(args: readonly string[]): Promise<number | void>
}

/** Runs one benchmark, `npm run bench -- size`, or all of them: each is a file in bench/ that prints its figures. */
export async function run(args: readonly string[]): Promise<number> {
  const [chosen, ...rest] = args
  const folder = join(ROOT, 'bench')
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => basename(file, '.ts'))
    .toSorted()
  if (chosen !== undefined && !names.includes(chosen)) {
    console.error(`There is no benchmark "${chosen}". There are: ${names.join(', ')}.`)
    return 1
  }
  let worst = 0
  for (const name of chosen === undefined ? names : [chosen]) {
    console.log(`\n— ${name} —`)
    const benchmark = (await import(pathToFileURL(join(folder, `${name}.ts`)).href)) as Benchmark
    worst = Math.max(worst, (await benchmark.run(rest)) ?? 0)
  }
  return worst
}
