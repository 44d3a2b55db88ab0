/** The built package, imported where there is no page. */

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { suite, test } from 'node:test'

/** Runs a program in a Node of its own, as a server that renders pages would. Returns what it prints. */
function run(program: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  })
  assert.deepEqual([status, stderr], [0, ''])
  return stdout
}

suite('the package, imported in Node without a page', () => {
  test('athm-button brings the element and makes no page of its own', () => {
    const printed = run(`
      const { AthmButton } = await import('athm-button')
      console.log(AthmButton.version, typeof document, typeof window)`)
    assert.match(printed, /^\d+\.\d+\.\d+ undefined undefined\n$/)
  })

  test('athm-button/ssr renders the idle button', () => {
    const printed = run(`
      const { renderButton } = await import('athm-button/ssr')
      console.log(renderButton({ total: '25.00' }, { lang: 'en' }))`)
    assert.match(printed, /^<athm-button total="25\.00"><template shadowrootmode="open".*<\/athm-button>\n$/s)
    assert.match(printed, /Pay with <b>ATH Móvil<\/b>/)
  })
})
