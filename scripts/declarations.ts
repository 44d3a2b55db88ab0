/** The declaration files of the package: only those that its entry points lead to. */

import { readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { listFiles } from './built.ts'

const ENTRIES = [
  'src/index.d.ts',
  'server/index.d.ts',
  'server/simulator/simulator.d.ts',
  'server/adapters/node.d.ts',
]

/** Deletes the declarations that no entry point leads to: they are the insides' and name libraries that were bundled. */
export function pruneDeclarations(folder: string): void {
  const reached = new Set<string>()
  const pending = ENTRIES.map((entry) => join(folder, entry))
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (reached.has(file)) continue
    reached.add(file)
    pending.push(
      ...findSpecifiers(file)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => join(dirname(file), specifier.replace(/\.ts$/, '.d.ts'))),
    )
  }
  for (const file of listFiles(folder)) if (!reached.has(file)) rmSync(file)
}

/** Finds packages that declarations name and that nobody has who installs this one: it brings lit alone. */
export function findStrangers(folder: string): string[] {
  return listFiles(folder).flatMap((file) =>
    findSpecifiers(file)
      .filter((specifier) => !/^(\.|node:|lit$|lit\/)/.test(specifier))
      .map((specifier) => `${file} names ${specifier}, which nobody has who installs the package.`),
  )
}

function findSpecifiers(declaration: string): string[] {
  const text = readFileSync(declaration, 'utf8')
  return [...text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(
    ([, specifier = '']) => specifier,
  )
}
