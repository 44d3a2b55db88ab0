import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'

const ROOT = join(import.meta.dirname, '..')
const FENCE = /^```.*?^```$/gms

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8')
}

function findHeadingLevels(text: string): number[] {
  return [...text.replaceAll(FENCE, '').matchAll(/^(#+) /gm)].map(([, marks = '']) => marks.length)
}

function findCode(text: string): string[] {
  return [...text.matchAll(FENCE)].map(([block]) => block)
}

/** Finds what a page links to: the other language's page counts as the same, and so does any heading of a page. */
function findLinks(text: string): string[] {
  return [...text.replaceAll(FENCE, '').matchAll(/\]\(([^)\s]+)[^)]*\)|(?:href|src)="([^"]+)"/g)]
    .map(([, inText, inTag]) => inText ?? inTag ?? '')
    .map((link) =>
      link
        .replace(/#.*$/, '#')
        .replace(/(_ES|\.es)(?=\.\w+#?$)/, '')
        .replace(/\bdocs\/es\//, 'docs/'),
    )
}

describe('README.md and README_ES.md', () => {
  test('have the same headings, level by level', () => {
    assert.deepEqual(findHeadingLevels(read('README_ES.md')), findHeadingLevels(read('README.md')))
  })

  test('have the same blocks of code', () => {
    assert.deepEqual(findCode(read('README_ES.md')), findCode(read('README.md')))
  })

  test('have the same links', () => {
    assert.deepEqual(findLinks(read('README_ES.md')), findLinks(read('README.md')))
  })

  test('link to files that are there', () => {
    for (const file of ['README.md', 'README_ES.md']) {
      const links = [...read(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(
        ([, link = '']) => link,
      )
      for (const link of links) assert.ok(existsSync(join(ROOT, link)), `${file} links to ${link}`)
    }
  })

  test('say that the project is independent of ATH Móvil and of Evertec', () => {
    assert.match(
      read('README.md'),
      /not affiliated with[^.]*ATH Móvil[^.]*Evertec|not affiliated with[^.]*Evertec[^.]*ATH Móvil/,
    )
    assert.match(
      read('README_ES.md'),
      /no está afiliado[^.]*ATH Móvil[^.]*Evertec|no está afiliado[^.]*Evertec[^.]*ATH Móvil/,
    )
  })
})
