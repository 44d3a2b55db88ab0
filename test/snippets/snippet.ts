/** The snippets of the README and of the documents: found, told apart, and put on the way to where they are tried. */

import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The repository. */
export const ROOT = join(import.meta.dirname, '..', '..')

/** A fenced block of a document. */
export interface Snippet {
  /** Where it stands, such as `README.md:89`. */
  readonly at: string
  /** The word after the fence, in lower case; empty without one. */
  readonly language: string
  readonly code: string
  /** What an HTML comment in front of it says, such as `not run: it needs a Django`; empty without one. */
  readonly mark: string
}

/** Who tries a snippet. */
export type Trial = 'page' | 'style' | 'script' | 'server' | 'shell' | 'json' | 'marked'

/** What to do about a snippet that nobody tries. */
export const ADVICE = `Each snippet of the documents is tried. Write it as
  html: a page, or a part of one, which is opened and paid through beside a sandbox;
  css: a style sheet, whose parts and custom properties have to be the element's;
  js or ts: for the browser when it speaks of document or imports athm-button, else for the server, where athm,
    simulator, createAthmBackend, payment and app are there unless it declares them itself;
  json or sh: the latter with commands and options that exist;
or say in an HTML comment on the line before its fence why it can't be:
  <!-- snippet: tested by test/e2e/frameworks.spec.ts -->   another test tries this very code
  <!-- snippet: not run: it needs a Django of its own -->   with a reason of at least three words`

/** Finds every snippet of the README and of the documents, in both languages. Decisions hold none that is to be run. */
export function findSnippets(): Snippet[] {
  return globSync(['README*.md', 'docs/*.md', 'docs/es/*.md'], { cwd: ROOT })
    .toSorted()
    .flatMap((file) => readSnippets(file, readFileSync(join(ROOT, file), 'utf8')))
}

/** Reads the snippets of one document. */
export function readSnippets(file: string, text: string): Snippet[] {
  const fences = text.matchAll(
    /(?:^[ \t]*<!-- snippet: (.+?) -->\n\s*)?^([ \t]*)(```+|~~~+)(.*)\n([^]*?)^[ \t]*\3[ \t]*$/gm,
  )
  return [...fences].map((fence) => {
    const [, mark = '', indent = '', , info = '', code = ''] = fence
    const before = text.slice(0, fence.index + fence[0].indexOf(fence[3] ?? ''))
    return {
      at: `${file}:${before.split('\n').length}`,
      language: (/^\w*/.exec(info.trim())?.[0] ?? '').toLowerCase(),
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      mark,
    }
  })
}

/** Tells who tries a snippet. Throws, with what to do about it, for one that nobody can. */
export function toTrial(snippet: Snippet): Trial {
  const { language, code, mark } = snippet
  if (mark) return checkMark(snippet)
  switch (language) {
    case 'html':
      if (!/\{[{%]/.test(code)) return 'page'
      throw new Error(`${snippet.at} is a template. ${ADVICE}`)
    case 'css':
      return 'style'
    case 'sh':
      return 'shell'
    case 'json':
      return 'json'
    case 'js':
    case 'ts':
      return /\bdocument\b|\bwindow\b|\bHTMLElement|['"]athm-button['"]/.test(code) ? 'script' : 'server'
    default:
      throw new Error(`Nobody tries ${snippet.at}, in "${language}". ${ADVICE}`)
  }
}

function checkMark({ at, mark }: Snippet): 'marked' {
  const [, test] = /^tested by (\S+)$/.exec(mark) ?? []
  const [, reason] = /^not run: (\S+ \S+ \S.*)$/.exec(mark) ?? []
  if (reason || (test?.startsWith('test/') && existsSync(join(ROOT, test)))) return 'marked'
  throw new Error(`${at} is marked "${mark}", which names no test that is there and no reason. ${ADVICE}`)
}

/** The snippets that are tried in one way. */
export function findFor(...trials: readonly Trial[]): Snippet[] {
  return findSnippets().filter((snippet) => trials.includes(toTrial(snippet)))
}

/** Keeps the first of those that are the same in both languages, but for what a comment or a text says. */
export function once(snippets: readonly Snippet[]): Snippet[] {
  return [...new Map(snippets.toReversed().map((snippet) => [snippet.code, snippet])).values()].toReversed()
}
