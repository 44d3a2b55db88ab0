import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { CONTRADICTIONS } from '../../server/simulator/dialects.ts'
import { SPELLINGS } from '../../server/simulator/spellings.ts'

for (const file of ['docs/simulator-dialects.md', 'docs/es/simulator-dialects.md']) {
  test(`${file} tells of every contradiction and every spelling, and of no other`, () => {
    const told = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
    const names = [...told.matchAll(/^\| `(\w+)`: /gm)].map(([, name]) => name)
    assert.deepEqual(names, [...Object.keys(CONTRADICTIONS), ...Object.keys(SPELLINGS)])
  })
}

test('every variant names its source, and the samples among them are there', () => {
  const sides = Object.values(CONTRADICTIONS).flatMap(({ 2020: older, 2025: newer }) => [older, newer])
  const ways = Object.values(SPELLINGS).flatMap((spelling) => spelling.ways)
  const sources: string[] = [...sides.map(({ source }) => source), ...ways.map(({ seen }) => seen)]
  for (const source of sources) {
    assert.ok(source.length > 10, source)
    for (const [, file = ''] of source.matchAll(/((?:rest|webhooks|legacy)\/[\w.-]+\.json)/g)) {
      readFileSync(new URL(`../fixtures/athm/${file}`, import.meta.url))
    }
  }
})
