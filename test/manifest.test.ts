import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { createManifest, type Declaration, type Entry } from '../scripts/manifest.ts'
import type { Phase } from '../src/checkout/machine.ts'
import { AthmButton } from '../src/index.ts'
import * as events from '../src/events.ts'
import { FormField } from '../src/form-field.ts'

/** What the element's own classes define, without Lit's and the browser's. */
const DEFINED = {
  ...Object.getOwnPropertyDescriptors(FormField.prototype),
  ...Object.getOwnPropertyDescriptors(AthmButton.prototype),
}

const ROOT = join(import.meta.dirname, '..')

/** The sources without their comments: what is said there is no proof that it exists. */
const CODE = globSync('src/**/*.ts', { cwd: ROOT })
  .map((file) => readFileSync(join(ROOT, file), 'utf8'))
  .join('\n')
  .replaceAll(/\/\*.*?\*\//gs, '')
  .replaceAll(/^\s*\/\/.*$/gm, '')

const MODULE = createManifest().modules[0]
const ELEMENT = find('AthmButton')

/** Every phase; the compiler asks for a new one. */
const PHASES: Readonly<Record<Phase, true>> = {
  idle: true,
  phone: true,
  initiating: true,
  waiting: true,
  authorizing: true,
  verifying: true,
  completed: true,
  cancelled: true,
  expired: true,
  failed: true,
}

type EventMaker = new (detail: events.AthmDetail) => Event

function find(name: string): Declaration {
  const found = MODULE?.declarations.find((declaration) => declaration.name === name)
  assert.ok(found, `${name} is not declared.`)
  return found
}

function namesOf(entries: readonly Entry[] | undefined): string[] {
  return (entries ?? []).map(({ name }) => name).toSorted()
}

function sorted(names: Iterable<string>): string[] {
  return [...new Set(names)].toSorted()
}

function matches(pattern: RegExp): string[] {
  return [...CODE.matchAll(pattern)].map(([, found = '']) => found)
}

/** The parts of every template. One that is chosen while rendering has its choices in the constant that it names. */
function findParts(): string[] {
  const chosen = matches(/\bpart=\$\{([^}]*)\}/g).flatMap((expression) => {
    const [choice = ''] = matches(new RegExp(`const ${expression} = (.*)`, 'g'))
    const names = [...choice.matchAll(/'([\w-]+)'/g)].map(([, name = '']) => name)
    assert.notEqual(names.length, 0, `Which parts part=\${${expression}} gives can't be read.`)
    return names
  })
  return sorted([...matches(/\bpart="([^"]*)"/g).flatMap((names) => names.split(' ')), ...chosen])
}

/** A property that a page can set, and its attribute, as Lit has them; or one that it can only read. */
interface Property {
  readonly name: string
  readonly attribute: string | undefined
}

function findProperties(): Property[] {
  const reactive = [...AthmButton.elementProperties].map(([name, options]) => ({
    name: String(name),
    isState: options.state === true,
    attribute: toAttribute(String(name), options.attribute),
  }))
  const names = new Set(reactive.map(({ name }) => name))
  const computed = Object.entries(DEFINED)
    .filter(([name, { get }]) => get !== undefined && !names.has(name))
    .map(([name]) => ({ name, isState: false, attribute: undefined }))
  return [...reactive, ...computed].filter(({ isState }) => !isState)
}

function toAttribute(name: string, attribute: string | boolean | undefined): string | undefined {
  if (attribute === false) return undefined
  return typeof attribute === 'string' ? attribute : name.toLowerCase()
}

/** The methods that a page can call: neither those that the browser or Lit calls, nor the protected ones. */
function findMethods(): string[] {
  const guarded = matches(/\bprotected (?:override )?(?:async )?(\w+)\(/g)
  return Object.entries(DEFINED)
    .filter(([name, { value }]) => typeof value === 'function' && !/^constructor$|Callback$/.test(name))
    .map(([name]) => name)
    .filter((name) => !guarded.includes(name))
    .toSorted()
}

describe('custom-elements.json tells of the element', () => {
  test('its tag, and the file that defines it', () => {
    assert.equal(ELEMENT.tagName, 'athm-button')
    assert.equal(MODULE?.path, 'dist/index.js')
    const exported = MODULE.exports as readonly { readonly kind: string; readonly name: string }[]
    assert.deepEqual(
      exported.filter(({ kind }) => kind === 'custom-element-definition').map(({ name }) => name),
      ['athm-button'],
    )
  })

  test('every property, and nothing that is none', () => {
    const fields = (ELEMENT.members ?? []).filter(
      (member) => member.kind === 'field' && member.static !== true,
    )
    assert.deepEqual(namesOf(fields), sorted(findProperties().map(({ name }) => name)))
  })

  test('every property with a type, and with the attribute that sets it', () => {
    for (const { name, attribute } of findProperties()) {
      const member = ELEMENT.members?.find((one) => one.name === name)
      assert.equal(member?.attribute, attribute, name)
      assert.ok(member?.type?.text, `${name} has no type.`)
    }
  })

  test('every attribute, and nothing that is none', () => {
    const observed = findProperties().flatMap(({ attribute }) => attribute ?? [])
    const written = matches(/\bdataset\['(\w+)'\] =/g).map((name) => `data-${name}`)
    assert.deepEqual(namesOf(ELEMENT.attributes), sorted([...observed, ...written]))
  })

  test('every method, and nothing that is none', () => {
    const methods = (ELEMENT.members ?? []).filter(({ kind }) => kind === 'method')
    assert.deepEqual(namesOf(methods), findMethods())
  })

  test('every event with its class, and nothing that is none', () => {
    const detail = {} as events.AthmDetail
    const made = Object.entries(events)
      .filter(([name]) => name !== 'AthmEvent')
      .map(([name, EventClass]) => [new (EventClass as EventMaker)(detail).type, name])
    const told = (ELEMENT.events ?? []).map(({ name, type }) => [name, type?.text])
    assert.deepEqual(Object.fromEntries(told), Object.fromEntries(made))
    assert.equal(told.length, made.length)
  })

  test('every slot, and nothing that is none', () => {
    const slots = matches(/<slot((?:\s[^>]*)?)>/g).map((written) => /name="([^"]*)"/.exec(written)?.[1] ?? '')
    assert.deepEqual(namesOf(ELEMENT.slots), sorted(slots))
  })

  test('every part, and nothing that is none', () => {
    assert.deepEqual(namesOf(ELEMENT.cssParts), findParts())
  })

  test('every custom property of its styles, and nothing that is none', () => {
    assert.deepEqual(namesOf(ELEMENT.cssProperties), sorted(matches(/(--athm-[\w-]+)/g)))
  })

  test('every custom state, and nothing that is none', () => {
    assert.deepEqual(namesOf(ELEMENT.cssStates), sorted(Object.keys(PHASES)))
  })

  test('with a sentence for each of them, and for each class', () => {
    const { members, attributes, events: fired, slots, cssParts, cssProperties, cssStates } = ELEMENT
    const entries = [members, attributes, fired, slots, cssParts, cssProperties, cssStates].flatMap(
      (some) => some ?? [],
    )
    const classes = (MODULE?.declarations ?? []) as readonly Entry[]
    for (const { name, description } of [...entries, ...classes])
      assert.match(description ?? '', /^[A-Z].*\.$/s, `"${name}" has no sentence.`)
  })
})

describe('package.json', () => {
  test('names the manifest for tools, and lets it be imported', () => {
    const text = readFileSync(join(ROOT, 'package.json'), 'utf8')
    const description = JSON.parse(text) as { customElements: string; exports: Record<string, unknown> }
    assert.equal(description.customElements, './dist/custom-elements.json')
    assert.equal(description.exports['./custom-elements.json'], './dist/custom-elements.json')
  })
})
