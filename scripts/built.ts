/** Whether `dist` is what the sources would build: a hash of everything that a build reads, left beside what it wrote. */

import { createHash } from 'node:crypto'
import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { ROOT, runNode } from './child.ts'

const INPUTS = [
  'src',
  'server',
  'scripts/build.ts',
  'scripts/declarations.ts',
  'scripts/manifest.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
  'tsconfig.browser.json',
  'tsconfig.server.json',
  'tsconfig.types-browser.json',
  'tsconfig.types-server.json',
  'vite.config.ts',
]

/** The demo's own files. The examples, a folder for each, are built by themselves from the finished package. */
const DEMO = 'demo/*.*'

/** The file in `dist` that holds the hash of the sources it was built from. */
export const STAMP = '.inputs'

/** Hashes every file that a build reads, names included. */
export function hashInputs(): string {
  const hash = createHash('sha256')
  for (const input of [...INPUTS, ...globSync(DEMO, { cwd: ROOT }).toSorted()]) {
    for (const file of listFiles(join(ROOT, input))) {
      hash
        .update(`${relative(ROOT, file)}\0`)
        .update(readFileSync(file))
        .update('\0')
    }
  }
  return hash.digest('hex')
}

/** Lists the files of a folder, or the file itself, in one order on every machine. */
export function listFiles(path: string): string[] {
  if (!existsSync(path)) return []
  if (statSync(path).isFile()) return [path]
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}

/** Tells whether `dist` was built from the sources as they are now. */
export function isBuilt(): boolean {
  const stamp = join(ROOT, 'dist', STAMP)
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hashInputs()
}

/** Builds unless `dist` is up to date. Throws when the build fails. */
export async function ensureBuilt(): Promise<void> {
  if (isBuilt()) return
  const { code } = await runNode([join(ROOT, 'scripts', 'task.mjs'), 'build'])
  if (code !== 0) throw new Error('The build failed; what it said is above.')
}
