import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createManifest } from '../../scripts/manifest.ts'
import type { AthmEvents, AthmSettings } from '../../src/frameworks/surface.ts'

const ROOT = join(import.meta.dirname, '..', '..')

/** What the frameworks' types let a template set; the compiler asks for all of it. */
const SETTINGS: Readonly<Record<keyof AthmSettings, true>> = {
  total: true,
  order: true,
  subtotal: true,
  tax: true,
  metadata1: true,
  'metadata-1': true,
  metadata2: true,
  'metadata-2': true,
  items: true,
  phoneNumber: true,
  'phone-number': true,
  timeout: true,
  businessName: true,
  'business-name': true,
  baseUrl: true,
  'base-url': true,
  theme: true,
  lang: true,
  successUrl: true,
  'success-url': true,
  failureUrl: true,
  'failure-url': true,
  csrfToken: true,
  'csrf-token': true,
  disabled: true,
  name: true,
  required: true,
  texts: true,
}

/** The events that they let a template listen to. */
const EVENTS: Readonly<Record<keyof AthmEvents, true>> = {
  'athm-open': true,
  'athm-beforeinitiate': true,
  'athm-initiated': true,
  'athm-confirmed': true,
  'athm-completed': true,
  'athm-cancelled': true,
  'athm-expired': true,
  'athm-failed': true,
  'athm-statuschange': true,
  'athm-close': true,
  'athm-availability': true,
}

const element = createManifest().modules[0]?.declarations.find(({ tagName }) => tagName === 'athm-button')

test('the frameworks let a template set every property and attribute of the element, and nothing else', () => {
  const properties = (element?.members ?? []).filter((member) => member.kind === 'field' && !isFixed(member))
  const attributes = (element?.attributes ?? []).filter(({ fieldName }) => fieldName !== undefined)
  const names = new Set([...properties, ...attributes].map(({ name }) => name))
  assert.deepEqual(Object.keys(SETTINGS).toSorted(), [...names].toSorted())
})

test('the frameworks let a template listen to every event of the element, and to nothing else', () => {
  assert.deepEqual(Object.keys(EVENTS).toSorted(), (element?.events ?? []).map(({ name }) => name).toSorted())
})

test('every framework with types has an entry point, which is the element', () => {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    exports: Record<string, unknown>
  }
  const names = readdirSync(join(ROOT, 'src', 'frameworks')).flatMap(
    (file) => /^(.*)\.d\.ts$/.exec(file)?.[1] ?? [],
  )
  assert.deepEqual(names.toSorted(), ['preact', 'react', 'solid', 'svelte', 'vue'])
  for (const name of names)
    assert.deepEqual(exports[`./${name}`], {
      types: `./dist/types/src/frameworks/${name}.d.ts`,
      default: './dist/index.js',
    })
})

/** What a template can't set: what the class has, and what can only be read. */
function isFixed({ static: isStatic, readonly }: { static?: boolean; readonly?: boolean }): boolean {
  return isStatic === true || readonly === true
}
