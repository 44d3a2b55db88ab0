/** Bodies that look like webhooks, and aren't quite: samples with their fields dropped, doubled, renamed, retyped and swollen. */

import { readdirSync, readFileSync } from 'node:fs'
import type { Dice } from '../../simulation/dice.ts'
import { raw, toNode, write, type Node } from './json.ts'
import { FIELD_NAMES, NO_JSON, ODD_VALUES, STATUS_WORDS, TYPE_WORDS } from './words.ts'

/** What a fuzzed body may name: a payment that is really there. */
export interface Target {
  readonly ecommerceId: string
  readonly referenceNumber: string | null
  readonly metadata1: string
  readonly metadata2: string
  readonly phone: string
  /** Dollars. */
  readonly total: number
}

type ObjectNode = Node & { readonly kind: 'object' }
type Mutation = (body: ObjectNode, dice: Dice, targets: readonly Target[]) => void

const FIXTURES = new URL('../../fixtures/athm/', import.meta.url)

/** The samples of webhooks, and of answers that have their shape. */
const SAMPLES: readonly object[] = [
  ...readdirSync(new URL('webhooks/', FIXTURES)).map((file) => `webhooks/${file}`),
  'legacy/v3-callback.items-as-json-string.json',
  'rest/searchTransaction.response.json',
  'rest/findPayment.COMPLETED.response.json',
  'rest/refund.response.json',
].map((file) => JSON.parse(readFileSync(new URL(file, FIXTURES), 'utf8')) as object)

/** Makes a body: a sample, mostly about a payment that is there, and then mistreated so many times. */
export function makeBody(dice: Dice, targets: readonly Target[]): string {
  const body = toNode(dice.pick(SAMPLES)) as ObjectNode
  if (targets.length > 0 && dice.chance(0.6)) nameTarget(body, dice, targets)
  if (dice.chance(0.5)) setField(body, 'status', quoted(dice.pick(STATUS_WORDS)))
  if (dice.chance(0.5)) setField(body, 'transactionType', quoted(dice.pick(TYPE_WORDS)))
  const times = dice.pick([0, 1, 1, 2, 3, 5, 8])
  for (let done = 0; done < times; done++) dice.pick(MUTATIONS)(body, dice, targets)
  return dice.chance(0.02) ? write(nest(body, dice)) : write(body)
}

const MUTATIONS: readonly Mutation[] = [
  drop,
  drop,
  double,
  rename,
  rename,
  retype,
  retype,
  retype,
  swell,
  borrow,
  addField,
  inItems,
  deepen,
  nameTarget,
]

/** The names of a payment, some of them: by one of them it is found, by two that differ nobody is. */
function nameTarget(body: ObjectNode, dice: Dice, targets: readonly Target[]): void {
  if (targets.length === 0) return
  const target = dice.pick(targets)
  if (dice.chance(0.6)) setField(body, 'ecommerceId', quoted(target.ecommerceId))
  if (dice.chance(0.6)) setField(body, 'referenceNumber', quoted(target.referenceNumber ?? ''))
  if (dice.chance(0.4)) {
    setField(body, 'metadata1', quoted(target.metadata1))
    setField(body, 'metadata2', quoted(target.metadata2))
  }
  if (dice.chance(0.4)) setField(body, 'total', raw(String(target.total)))
  if (dice.chance(0.2)) setField(body, 'phoneNumber', quoted(target.phone))
}

function drop({ fields }: ObjectNode, dice: Dice): void {
  if (fields.length > 0) fields.splice(dice.between(0, fields.length - 1), 1)
}

/** The same name twice: which of the two counts is the reader's own affair, but one of them has to. */
function double({ fields }: ObjectNode, dice: Dice): void {
  if (fields.length === 0) return
  const [name, value] = dice.pick(fields)
  const other = dice.chance(0.5) ? value : odd(dice)
  fields.splice(dice.between(0, fields.length), 0, [name, other])
}

function rename({ fields }: ObjectNode, dice: Dice): void {
  if (fields.length === 0) return
  const index = dice.between(0, fields.length - 1)
  const [name = '', value = odd(dice)] = fields[index] ?? []
  const other = dice.chance(0.3)
    ? dice.pick([name.toUpperCase(), name.toLowerCase(), ` ${name}`, `${name}\u200b`])
    : dice.pick(FIELD_NAMES)
  fields[index] = [other, value]
}

function retype({ fields }: ObjectNode, dice: Dice): void {
  if (fields.length === 0) return
  const index = dice.between(0, fields.length - 1)
  const [name = ''] = fields[index] ?? []
  fields[index] = [name, odd(dice)]
}

/** Digits, or a text, without end; seldom more than may be stored. */
function swell({ fields }: ObjectNode, dice: Dice): void {
  const length = dice.chance(0.01) ? dice.between(60_000, 70_000) : dice.pick([30, 300, 3_000])
  const text = dice.pick([
    () => '9'.repeat(length),
    () => `0.${'3'.repeat(length)}`,
    () => `"${'9'.repeat(length)}"`,
    () => `"${'é'.repeat(length / 2)}"`,
    () => `"${'\\u0000'.repeat(length / 6)}"`,
    () => `"${' '.repeat(length)}1"`,
  ])()
  fields.splice(dice.between(0, fields.length), 0, [dice.pick(FIELD_NAMES), raw(text)])
}

/** A field of another sample in this one's place. */
function borrow(body: ObjectNode, dice: Dice): void {
  const other = toNode(dice.pick(SAMPLES)) as ObjectNode
  const [name, value] = dice.pick(other.fields)
  setField(body, name, value)
}

function addField({ fields }: ObjectNode, dice: Dice): void {
  fields.splice(dice.between(0, fields.length), 0, [dice.pick(FIELD_NAMES), odd(dice)])
}

/** The items as a text, as one item, with things that are none, or very many. */
function inItems(body: ObjectNode, dice: Dice): void {
  const item = `{"name":"Café","price":${write(odd(dice))},"quantity":${write(odd(dice))},"tax":"1.00"}`
  const list = dice.pick([
    () => item,
    () => `[${item},${write(odd(dice))}]`,
    () => JSON.stringify(`[${item}]`),
    () => JSON.stringify('['.repeat(dice.between(1, 3_000))),
    () => `[${Array.from({ length: dice.between(1, 300) }, () => item).join(',')}]`,
  ])()
  setField(body, 'items', raw(list))
}

/** A value within a value, more deeply than any webhook: seldom so deeply that a reader's stack is at stake. */
function deepen({ fields }: ObjectNode, dice: Dice): void {
  const depth = dice.chance(0.05) ? dice.between(1_000, 10_000) : dice.between(1, 60)
  const [open, close] = dice.pick([['[', ']'] as const, ['{"a":', '}'] as const])
  const inner = `${open.repeat(depth)}1${close.repeat(depth)}`
  fields.splice(dice.between(0, fields.length), 0, [dice.pick(FIELD_NAMES), raw(inner)])
}

/** The whole body in something else. */
function nest(body: Node, dice: Dice): Node {
  return dice.pick([
    (): Node => ({ kind: 'list', items: [body] }),
    (): Node => ({ kind: 'object', fields: [['data', body]] }),
    () => quoted(write(body)),
    () => odd(dice),
  ])()
}

function odd(dice: Dice): Node {
  return raw(dice.chance(0.02) ? dice.pick(NO_JSON) : dice.pick(ODD_VALUES))
}

function quoted(text: string): Node {
  return raw(JSON.stringify(text))
}

function setField({ fields }: ObjectNode, name: string, value: Node): void {
  const index = fields.findIndex(([other]) => other === name)
  if (index === -1) fields.push([name, value])
  else fields[index] = [name, value]
}
