/** Snippets for a page: made into whole pages beside a running backend, and read for the names that they use. */

import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { ROOT, type Snippet } from './snippet.ts'

/** Where the page finds the package as npm installs it, and what it stands on. */
const IMPORTS = {
  'athm-button': '/modules/dist/index.js',
  lit: '/modules/node_modules/lit/index.js',
  '@lit/reactive-element': '/modules/node_modules/@lit/reactive-element/reactive-element.js',
  'lit-html': '/modules/node_modules/lit-html/lit-html.js',
  'lit-html/': '/modules/node_modules/lit-html/',
  'lit-element/lit-element.js': '/modules/node_modules/lit-element/lit-element.js',
}

/** Reads what a page imports by a path below `/modules`. */
export function readModule(pathname: string): string {
  return readFileSync(join(ROOT, pathname.replace('/modules/', '')), 'utf8')
}

/** A button as the documents' first page has it, for a snippet that takes one for given. */
const BUTTON = '<athm-button total="25.00" metadata-1="order-123"></athm-button>'

/** Makes a page of a snippet: the part that it leaves out is what the README's first page has. */
export function toPage({ language, code }: Snippet, { order }: { readonly order: string }): string {
  const body = {
    html: () =>
      code
        .replaceAll(/(\sorder=)"[^"]*…[^"]*"/g, `$1"${order}"`)
        .replaceAll('http://localhost:8787', '')
        .replaceAll('https://', 'http://'),
    css: () => `<style>${code}</style>`,
    js: () => `<script type="module">${code}</script>`,
    ts: () => `<script type="module">${stripTypeScriptTypes(code)}</script>`,
  }[language as 'html' | 'css' | 'js' | 'ts']()
  const isLoaded = /<script[^>]*\bsrc=|\b(?:from|import) ['"]athm-button['"]/.test(body)
  return [
    /<!doctype/i.test(body)
      ? ''
      : '<!doctype html><html lang="es"><meta charset="utf-8"><title>Tienda</title>',
    `<script type="importmap">${JSON.stringify({ imports: IMPORTS })}</script>`,
    '<link rel="icon" href="data:,">',
    isLoaded ? '' : '<script type="module" src="/athm/athm-button.js"></script>',
    body.includes('<athm-button') ? '' : BUTTON,
    body,
  ].join('\n')
}

/** What the element documents of itself: its parts and its custom properties. */
function readDocumented(): Set<string> {
  const text = readFileSync(join(ROOT, 'src/athm-button.ts'), 'utf8')
  return new Set([...text.matchAll(/@(?:csspart|cssprop) ([\w-]+)/g)].map(([, name = '']) => name))
}

/** The parts and custom properties that a snippet names, and the element doesn't have. */
export function findUnknownNames({ code }: Snippet): string[] {
  const documented = readDocumented()
  const named = [...code.matchAll(/::part\(([^)]*)\)|(--athm-[\w-]+)/g)]
  return named
    .flatMap(([, parts, property]) => parts?.trim().split(/\s+/) ?? [property ?? ''])
    .filter((name) => !documented.has(name))
}
