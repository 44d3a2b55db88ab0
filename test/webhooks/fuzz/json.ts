/** JSON as a tree that can be mistreated: fields may come twice, and what stands for a value need not be JSON at all. */

/** A part of a body. */
export type Node =
  /** Text that is written as it is. */
  | { readonly kind: 'raw'; text: string }
  | { readonly kind: 'object'; readonly fields: [name: string, value: Node][] }
  | { readonly kind: 'list'; readonly items: Node[] }

/** Takes a value apart. */
export function toNode(value: unknown): Node {
  if (Array.isArray(value)) return { kind: 'list', items: value.map(toNode) }
  if (typeof value !== 'object' || value === null) return raw(JSON.stringify(value))
  return {
    kind: 'object',
    fields: Object.entries(value).map(([name, inner]): [string, Node] => [name, toNode(inner)]),
  }
}

/** Makes a part of text that is written as it is. */
export function raw(text: string): Node {
  return { kind: 'raw', text }
}

/** Writes a tree. */
export function write(node: Node): string {
  switch (node.kind) {
    case 'raw':
      return node.text
    case 'list':
      return `[${node.items.map(write).join(',')}]`
    case 'object':
      return `{${node.fields.map(([name, value]) => `${JSON.stringify(name)}:${write(value)}`).join(',')}}`
  }
}
