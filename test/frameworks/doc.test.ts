import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readSnippets } from '../snippets/snippet.ts'

const ROOT = join(import.meta.dirname, '..', '..')

/** What the examples' own compilers check, and a document may show. */
const CHECKED = globSync('demo/{react,vue,svelte,jsx,angular}/{types,src,preact,solid}/[pP]ay.*', {
  cwd: ROOT,
}).map((file) => readFileSync(join(ROOT, file), 'utf8'))

for (const file of ['docs/frameworks.md', 'docs/es/frameworks.md'])
  test(`${file} shows what the compilers of the frameworks check, word by word`, () => {
    const shown = readSnippets(file, readFileSync(join(ROOT, file), 'utf8'))
      .filter(({ mark }) => mark.startsWith('tested by test/frameworks/'))
      .map(({ code }) => code)
    assert.equal(CHECKED.length, 6)
    assert.deepEqual(shown.toSorted(), CHECKED.toSorted())
  })
