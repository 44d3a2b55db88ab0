import { join } from 'node:path'
import { importCli } from './athm.ts'
import { ensureBuilt } from './built.ts'
import { ROOT } from './child.ts'

/** Builds if anything changed since the last build, then serves the built package in this process. */
export async function run(args: readonly string[]): Promise<void> {
  await ensureBuilt()
  const cli = await importCli(join(ROOT, 'dist', 'cli', 'main.js'))
  await cli.main(['serve', ...args])
}
