/** The declaration files of the package: only those that its entry points lead to. */

import { copyFileSync, readFileSync, rmSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { listFiles } from './built.ts'
import { ROOT } from './child.ts'

/** Where each framework's view of the element is. Declarations as they are: the frameworks themselves aren't here. */
const FRAMEWORKS = 'src/frameworks'

/** The frameworks that have an entry point of their own. */
const FRAMEWORK_NAMES = ['react', 'preact', 'solid', 'vue', 'svelte']

/** Where the package says that its entry points' types are. */
function listEntries(folder: string): string[] {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, string | { readonly types?: string }>>
  }
  return Object.values(exports)
    .flatMap((entry) => (typeof entry === 'object' && entry.types !== undefined ? [entry.types] : []))
    .map((file) => join(folder, relative('dist/types', file)))
}

/** Copies the declarations that are written by hand. */
export function copyDeclarations(folder: string): void {
  for (const name of FRAMEWORK_NAMES) {
    const file = join(FRAMEWORKS, `${name}.d.ts`)
    copyFileSync(join(ROOT, file), join(folder, file))
  }
}

/** Deletes the declarations that no entry point leads to: they are the insides' and name libraries that were bundled. */
export function pruneDeclarations(folder: string): void {
  const reached = new Set<string>()
  const pending = listEntries(folder)
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

/**
 * Finds packages that declarations name and that nobody has who installs this one: it brings lit alone, and whoever
 * imports a framework's entry point has that framework.
 */
export function findStrangers(folder: string): string[] {
  return listFiles(folder).flatMap((file) =>
    findSpecifiers(file)
      .filter((specifier) => !/^(\.|node:|lit$|lit\/)/.test(specifier) && !isOfItsFramework(file, specifier))
      .map((specifier) => `${file} names ${specifier}, which nobody has who installs the package.`),
  )
}

function isOfItsFramework(file: string, specifier: string): boolean {
  return dirname(file).endsWith(FRAMEWORKS) && specifier.startsWith(basename(file, '.d.ts'))
}

function findSpecifiers(declaration: string): string[] {
  const text = readFileSync(declaration, 'utf8')
  return [...text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(
    ([, specifier = '']) => specifier,
  )
}
