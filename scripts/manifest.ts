/** `custom-elements.json`: the element's whole surface for editors and documentation, read from its sources. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { create, ts } from '@custom-elements-manifest/analyzer'
import { litPlugin } from '@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js'
import { ROOT } from './child.ts'

/** Something documented by a name: an attribute, an event, a slot, a part, a custom property or state, a member. */
export interface Entry {
  readonly name: string
  readonly description?: string
  readonly type?: { readonly text: string }
}

/** An attribute, and the property that it sets. */
export interface Attribute extends Entry {
  readonly fieldName?: string
}

/** A property or a method. */
export interface Member extends Entry {
  readonly kind: 'field' | 'method'
  readonly attribute?: string
  readonly privacy?: 'public' | 'protected' | 'private'
  readonly static?: boolean
}

/** A class; of an element, with all that a page can reach. */
export interface Declaration {
  readonly kind: string
  readonly name: string
  readonly tagName?: string
  readonly members?: readonly Member[]
  readonly attributes?: readonly Attribute[]
  readonly events?: readonly Entry[]
  readonly slots?: readonly Entry[]
  readonly cssParts?: readonly Entry[]
  readonly cssProperties?: readonly Entry[]
  readonly cssStates?: readonly Entry[]
}

/** A custom elements manifest, as far as this package fills it. */
export interface Manifest {
  readonly schemaVersion: string
  readonly readme: string
  readonly modules: readonly {
    readonly kind: 'javascript-module'
    readonly path: string
    readonly declarations: readonly Declaration[]
    readonly exports: readonly object[]
  }[]
}

const TAG = 'athm-button'

/** The file that whoever imports the package gets. */
const MODULE = 'dist/index.js'

const SOURCES = ['src/form-field.ts', 'src/athm-button.ts', 'src/events.ts']

/** A class that the element is made of: what it brings is told of the element. */
const PART = 'FormField'

/** What the platform and Lit read of the class: nothing that a page would set. */
const MACHINERY = new Set(['formAssociated', 'shadowRootOptions'])

/** Reads the manifest from the sources, as one module: the one that is published. */
export function createManifest(): Manifest {
  const read = create({ modules: SOURCES.map(parse), plugins: litPlugin() }) as Manifest
  const events = readEventTypes(readSource('src/events.ts'))
  const declarations = read.modules
    .flatMap((module) => module.declarations)
    .filter(({ kind, name }) => kind === 'class' && name !== PART)
    .map((declaration) => refine(declaration, events))
  const declared = (name: string) => ({ name, module: MODULE })
  return {
    schemaVersion: '2.1.0',
    readme: 'README.md',
    modules: [
      {
        kind: 'javascript-module',
        path: MODULE,
        declarations,
        exports: [
          ...declarations.map(({ name }) => ({ kind: 'js', name, declaration: declared(name) })),
          { kind: 'custom-element-definition', name: TAG, declaration: declared('AthmButton') },
        ],
      },
    ],
  }
}

function readSource(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8')
}

function parse(file: string): ReturnType<typeof ts.createSourceFile> {
  return ts.createSourceFile(file, readSource(file), ts.ScriptTarget.ES2022, true)
}

/** The class of every event, from the map that types them for listeners. */
function readEventTypes(source: string): ReadonlyMap<string, string> {
  return new Map(
    [...source.matchAll(/^ {4}'(athm-\w+)': (\w+)$/gm)].map(([, name = '', type = '']) => [name, type]),
  )
}

function refine(declaration: Declaration, eventTypes: ReadonlyMap<string, string>): Declaration {
  const { attributes = [], members = [], events = [] } = declaration
  const isElement = declaration.name === 'AthmButton'
  return {
    ...declaration,
    ...(isElement && { tagName: TAG }),
    members: members.filter(isPublic).map((member) => withAttributesWords(member, attributes)),
    ...(isElement && {
      attributes: attributes.map(asText),
      events: events.map((event) =>
        Object.assign(event, { type: { text: eventTypes.get(event.name) ?? 'Event' } }),
      ),
    }),
  }
}

function isPublic({ name, privacy }: Member): boolean {
  return (privacy === undefined || privacy === 'public') && !MACHINERY.has(name)
}

/** A property that is an attribute too is described once, by the attribute. */
function withAttributesWords(member: Member, attributes: readonly Attribute[]): Member {
  const description = attributes.find(({ fieldName }) => fieldName === member.name)?.description
  return member.description === undefined && description !== undefined ? { ...member, description } : member
}

/** What is a list as a property is JSON as an attribute. */
function asText(attribute: Attribute): Attribute {
  return attribute.type?.text.includes('[]') === true ? { ...attribute, type: { text: 'string' } } : attribute
}
