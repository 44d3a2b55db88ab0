/** Holds a tree of files against the architecture's rules. */

import { posix } from 'node:path'
import {
  FORBIDDEN_TEXTS,
  MAX_LINES,
  MAY_BE_LONG,
  MAY_READ_ENVIRONMENT,
  MAY_TOUCH_THE_WORLD,
  NODE_MODULE_OWNERS,
  RULED,
  TABLE,
  type Row,
} from './rules.ts'
import { readSource, type Import, type Source } from './source.ts'

/** Paths from the repository's root, with slashes, and what the files say. */
export type Tree = ReadonlyMap<string, string>

/** Returns every breach as a sentence; none when the tree keeps the rules. */
export function findBreaches(tree: Tree): string[] {
  const sources = new Map([...tree].map(([file, text]) => [file, readSource(file, text)] as const))
  const ruled = [...sources].filter(([file]) => RULED.some((folder) => file.startsWith(`${folder}/`)))
  return [
    ...ruled.flatMap(([file, source]) => judgeImports(file, source, tree)),
    ...ruled.flatMap(([file, source]) => judgeWorld(file, source)),
    ...ruled.flatMap(([file]) => judgeText(file, tree.get(file) ?? '')),
    ...[...tree].flatMap(([file, text]) => judgeLength(file, text)),
    ...findCycles(sources),
  ]
}

/** Finds the part of the table that a file belongs to: the longest key that fits. */
function toPart(file: string): string | undefined {
  return Object.keys(TABLE)
    .filter((part) => isWithin(file, part))
    .toSorted((a, b) => b.length - a.length)[0]
}

function isWithin(file: string, part: string): boolean {
  return file === part || file.startsWith(`${part}/`)
}

function judgeImports(file: string, source: Source, tree: Tree): string[] {
  const part = toPart(file)
  const row = part === undefined ? undefined : TABLE[part]
  if (part === undefined || !row) return [`${file} has no row in the table of who may import whom.`]
  return source.imports.flatMap((found) => judgeImport(found, { file, part, row, tree }))
}

interface Importer {
  readonly file: string
  readonly part: string
  readonly row: Row
  readonly tree: Tree
}

function judgeImport({ specifier, typeOnly }: Import, { file, part, row, tree }: Importer): string[] {
  if (specifier.startsWith('node:')) {
    const owners = NODE_MODULE_OWNERS[specifier]
    const allowed = row.node === true && (!owners || owners.some((owner) => isWithin(file, owner)))
    return allowed ? [] : [`${file} must not import ${specifier}.`]
  }
  if (!specifier.startsWith('.')) {
    const name = specifier
      .split('/')
      .slice(0, specifier.startsWith('@') ? 2 : 1)
      .join('/')
    const allowed =
      row.packages?.includes(name) === true || (typeOnly && row.packageTypes?.includes(name) === true)
    return allowed ? [] : [`${file} must not import the package ${name}.`]
  }
  const target = posix.join(posix.dirname(file), specifier)
  if (!tree.has(target)) return [`${file} imports ${target}, which is not there.`]
  const allowed =
    toPart(target) === part || row.may.some((may) => isWithin(target, may) && toPart(target) !== undefined)
  return allowed ? [] : [`${file} must not import ${target}.`]
}

function judgeWorld(file: string, { worldly, readsEnvironment }: Source): string[] {
  const breaches: string[] = []
  const isServer = file.startsWith('server/')
  if (isServer && !MAY_TOUCH_THE_WORLD.some((free) => file.startsWith(free))) {
    breaches.push(
      ...worldly.map((use) => `${file} uses ${use}: take time, chance and the network from the context.`),
    )
  }
  if (readsEnvironment && !MAY_READ_ENVIRONMENT.includes(file)) breaches.push(`${file} reads process.env.`)
  return breaches
}

function judgeText(file: string, text: string): string[] {
  return FORBIDDEN_TEXTS.filter((forbidden) => text.includes(forbidden)).map(
    (forbidden) => `${file} contains "${forbidden}".`,
  )
}

function judgeLength(file: string, text: string): string[] {
  const lines = text.trimEnd().split('\n').length
  if (lines <= MAX_LINES || MAY_BE_LONG.some((free) => file.startsWith(free))) return []
  return [`${file} has ${lines} lines; ${MAX_LINES} are the most.`]
}

/** Finds import cycles, types included: each is told once, from its first file on. */
function findCycles(sources: ReadonlyMap<string, Source>): string[] {
  const done = new Set<string>()
  const cycles: string[] = []

  function visit(file: string, path: readonly string[]): void {
    const start = path.indexOf(file)
    if (start >= 0) {
      cycles.push(`Import cycle: ${[...path.slice(start), file].join(' → ')}`)
      return
    }
    if (done.has(file)) return
    for (const { specifier } of sources.get(file)?.imports ?? []) {
      if (specifier.startsWith('.')) visit(posix.join(posix.dirname(file), specifier), [...path, file])
    }
    done.add(file)
  }

  for (const file of sources.keys()) visit(file, [])
  return cycles
}
