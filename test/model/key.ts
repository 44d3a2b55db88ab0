/** Short keys for large worlds: each part that has been seen before is a number. */

const numbers = new Map<string, number>()
const known = new WeakMap<object, number>()

/** Writes a world as a short text; equal worlds have equal texts. */
export function toKey(world: object): string {
  let key = ''
  for (const part of Object.values(world) as unknown[]) {
    if (!Array.isArray(part)) throw new TypeError('a world is made of lists')
    for (const item of part as object[]) key += `${numberOf(item)},`
    key += ';'
  }
  return key
}

function numberOf(item: object): number {
  const before = known.get(item)
  if (before !== undefined) return before
  const text = JSON.stringify(item)
  const number = numbers.get(text) ?? numbers.size
  numbers.set(text, number)
  known.set(item, number)
  return number
}
