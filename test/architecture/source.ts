/** Reads what the architecture's rules need from a source file: its imports, and its uses of the outside world. */

import { parseSync } from 'vite'

/** One import of a file, types and dynamic imports included. */
export interface Import {
  readonly specifier: string
  /** Nothing of it is left at run time. */
  readonly typeOnly: boolean
}

/** What a file imports, and which of the outside world's sources it reaches for. */
export interface Source {
  readonly imports: readonly Import[]
  /** Such as `Date.now`, `new Date()`, `setTimeout`, `import 'node:http'`. */
  readonly worldly: readonly string[]
  readonly readsEnvironment: boolean
}

interface Node {
  readonly type: string
  readonly [key: string]: unknown
}

const GLOBALS = new Set(['setTimeout', 'setInterval', 'setImmediate', 'fetch', 'WebSocket', 'EventSource'])
const MEMBERS = new Set([
  'Date.now',
  'Math.random',
  'performance.now',
  'crypto.randomUUID',
  'crypto.randomBytes',
  'crypto.getRandomValues',
  ...[...GLOBALS].map((name) => `globalThis.${name}`),
])
const CRYPTO_NAMES = /^(random\w*|getRandomValues|webcrypto)$/
const NETWORK_MODULES = /^node:(http|https|http2|net|tls|dgram|dns|timers)(\/|$)/

/** Reads a source file. Throws a SyntaxError when it is not JavaScript or TypeScript. */
export function readSource(file: string, text: string): Source {
  const { program, errors } = parseSync(file, text)
  if (errors.length > 0) throw new SyntaxError(`${file}: ${errors[0]?.message}`)
  const imports: Import[] = []
  const worldly: string[] = []
  const bound = new Set<string>()
  const called: string[] = []
  let readsEnvironment = false

  const visit: Visit = (node, parent, key) => {
    const found = toImport(node)
    if (found) {
      imports.push(found)
      worldly.push(...worldlyImports(node, found))
    }
    const member = toMember(node)
    if (member === 'process.env') readsEnvironment = true
    if (member !== undefined && MEMBERS.has(member)) worldly.push(member)
    if (isDateOfNow(node)) worldly.push('new Date()')
    if (node.type === 'Identifier' && GLOBALS.has(toName(node))) {
      if (isBinding(parent, key)) bound.add(toName(node))
      else if (isReference(parent, key)) called.push(toName(node))
    }
  }

  const root: unknown = program
  if (isNode(root)) walk(root, visit)
  // A parameter or a variable of that name is handed in, which is the point.
  worldly.push(...called.filter((name) => !bound.has(name)))
  return { imports, worldly, readsEnvironment }
}

/** Visits every node, in the order of the text. */
function walk(node: Node, visit: Visit, parent?: Node, key = ''): void {
  visit(node, parent, key)
  for (const [name, value] of Object.entries(node)) {
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (isNode(child)) walk(child, visit, node, name)
    }
  }
}

type Visit = (node: Node, parent: Node | undefined, key: string) => void

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
}

function toImport(node: Node): Import | undefined {
  const source = node['source'] as Node | null | undefined
  const specifier = source?.['value']
  if (typeof specifier !== 'string') return undefined
  switch (node.type) {
    case 'ImportExpression':
      return { specifier, typeOnly: false }
    case 'TSImportType':
      return { specifier, typeOnly: true }
    case 'ImportDeclaration':
      return { specifier, typeOnly: node['importKind'] === 'type' || hasOnlyTypes(node, 'importKind') }
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return { specifier, typeOnly: node['exportKind'] === 'type' || hasOnlyTypes(node, 'exportKind') }
    default:
      return undefined
  }
}

function hasOnlyTypes(node: Node, kind: 'importKind' | 'exportKind'): boolean {
  const specifiers = (node['specifiers'] ?? []) as readonly Node[]
  return specifiers.length > 0 && specifiers.every((specifier) => specifier[kind] === 'type')
}

function worldlyImports(node: Node, { specifier, typeOnly }: Import): string[] {
  if (typeOnly) return []
  if (NETWORK_MODULES.test(specifier)) return [`import '${specifier}'`]
  if (specifier !== 'node:crypto') return []
  return ((node['specifiers'] ?? []) as readonly Node[])
    .map((named) => toName(named['imported']))
    .filter((name) => CRYPTO_NAMES.test(name))
}

function toName(node: unknown): string {
  const name = isNode(node) ? node['name'] : undefined
  return typeof name === 'string' ? name : ''
}

/** Writes `a.b` of the node of a member, whatever its object's own depth. */
function toMember(node: Node): string | undefined {
  if (node.type !== 'MemberExpression' || node['computed'] === true) return undefined
  const object = node['object'] as Node
  const property = node['property'] as Node
  return object.type === 'Identifier' ? `${toName(object)}.${toName(property)}` : undefined
}

function isDateOfNow(node: Node): boolean {
  if (node.type !== 'NewExpression' && node.type !== 'CallExpression') return false
  const callee = node['callee'] as Node
  if (callee.type !== 'Identifier' || callee['name'] !== 'Date') return false
  return node.type === 'CallExpression' || (node['arguments'] as unknown[]).length === 0
}

/** An identifier that gives a name to something: a variable, a parameter, an imported name. */
function isBinding(parent: Node | undefined, key: string): boolean {
  if (!parent) return false
  if (parent.type === 'VariableDeclarator' || parent.type === 'FunctionDeclaration')
    return key === 'id' || key === 'params'
  if (parent.type === 'Property') return key === 'value'
  if (parent.type === 'AssignmentPattern') return key === 'left'
  return key === 'params' || key === 'local'
}

/** An identifier that stands for its value, and isn't the name of a property or of a type's member. */
function isReference(parent: Node | undefined, key: string): boolean {
  if (!parent || parent.type.startsWith('TS')) return false
  return (
    key !== 'key' &&
    !(parent.type === 'MemberExpression' && key === 'property' && parent['computed'] !== true)
  )
}
