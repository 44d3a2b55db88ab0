import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from './child.ts'

/** The command-line program's door. It sets the exit code itself. */
export interface Cli {
  main(argv: string[]): Promise<void>
}

/** Runs the command-line program from its sources: `npm run athm -- serve`. */
export async function run(args: string[]): Promise<void> {
  const cli = await importCli(join(ROOT, 'server', 'cli', 'main.ts'))
  await cli.main(args)
}

/** Imports the command-line program, from its sources or as built. */
export async function importCli(file: string): Promise<Cli> {
  return (await import(pathToFileURL(file).href)) as Cli
}
