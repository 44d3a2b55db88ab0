/** Bodies in which spellings of several fields come together, each held against what the spellings mean. */

import assert from 'node:assert/strict'
import { readWebhook } from '../../server/athmovil/webhook.ts'
import { createSeededRandom } from '../seeded-random.ts'
import type { Plain } from './wire-samples.ts'
import { COLUMNS, type Column, type Variant } from './wire-variants.ts'

/** What every body here says besides. */
const CONSTANT: Variant = {
  written: {
    businessName: '"ATH Business Test"',
    name: '"Valeria Herrero"',
    email: '"email@example.com"',
    message: '""',
    metadata1: '"This is metadata1"',
    metadata2: '" This is metadata2 "',
    isNonProfit: 'false',
  },
  means: {
    businessName: 'ATH Business Test',
    customerName: 'Valeria Herrero',
    customerEmail: 'email@example.com',
    message: null,
    metadata1: 'This is metadata1',
    metadata2: 'This is metadata2',
  },
}

/**
 * Reads a body for every combination of spellings of every so many columns; what stands beside them, and in which order,
 * is left to chance. The fields are read one by one, so that a mistake needs two of them at most. Returns how many
 * bodies were read; throws at the first that is read wrong.
 */
export function readMixtures(together: number, seed: number): number {
  const { fraction } = createSeededRandom(seed)
  const any = (column: Column): Variant => column[Math.floor(fraction() * column.length)] ?? CONSTANT
  let bodies = 0
  for (const columns of choose(COLUMNS, together)) {
    for (const chosen of combine(columns)) {
      const others = COLUMNS.filter((column) => !columns.includes(column)).map(any)
      expectRead([...chosen, ...others], fraction() < 0.5)
      bodies += 1
    }
  }
  return bodies
}

/** How many bodies there are, worked out without making them. */
export function countMixtures(together: number): number {
  return choose(COLUMNS, together)
    .map((columns) => columns.reduce((product, { length }) => product * length, 1))
    .reduce((sum, count) => sum + count, 0)
}

/** All choices of so many of a list, in its order. */
function choose<T>([first, ...rest]: readonly T[], count: number): readonly (readonly T[])[] {
  if (count === 0) return [[]]
  if (first === undefined) return []
  return [...Array.from(choose(rest, count - 1), (chosen) => [first, ...chosen]), ...choose(rest, count)]
}

/** One spelling of each column, in every combination. */
function* combine([first, ...rest]: readonly Column[]): Iterable<readonly Variant[]> {
  if (!first) yield []
  for (const variant of first ?? []) {
    for (const others of combine(rest)) yield [variant, ...others]
  }
}

function expectRead(variants: readonly Variant[], isReversed: boolean): void {
  const all = [CONSTANT, ...variants]
  const fields = Object.entries(Object.assign({}, ...all.map(({ written }) => written)) as object)
  const ordered = isReversed ? fields.toReversed() : fields
  const body = `{${ordered.map(([name, json]) => `"${name}":${String(json)}`).join(',')}}`
  const means = Object.assign({}, ...all.map((variant) => variant.means)) as Plain
  const read = readWebhook(new TextEncoder().encode(body))
  assert.ok(read, body)
  if (isAlike(read.transaction, means) && read.kind === toKind(means)) return
  assert.deepEqual({ ...read }, { kind: toKind(means), transaction: means }, body)
}

/** Much faster than deepEqual, which then tells what differs. */
function isAlike(found: object, means: Plain): boolean {
  const expected: [string, unknown][] = Object.entries(means)
  if (Object.keys(found).length !== expected.length) return false
  return expected.every(([field, value]) => {
    const other = (found as Record<string, unknown>)[field]
    return field === 'items' ? JSON.stringify(other) === JSON.stringify(value) : other === value
  })
}

/** Only a ticket's status makes a difference, and only where it is over. */
function toKind({ kind, status }: Plain): string {
  if (kind !== 'ecommerce') return String(kind)
  return (
    { COMPLETED: 'ecommerce_completed', CANCEL: 'ecommerce_cancelled', EXPIRED: 'ecommerce_expired' }[
      String(status)
    ] ?? 'unknown'
  )
}
