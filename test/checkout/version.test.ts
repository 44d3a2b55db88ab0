import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { VERSION } from '../../src/version.ts'

it('the button carries the version of its package', () => {
  const manifest = readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8')
  assert.equal(VERSION, (JSON.parse(manifest) as { version: string }).version)
})
