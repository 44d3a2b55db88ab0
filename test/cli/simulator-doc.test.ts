/** The examples of docs/simulator.md in other languages, run beside the command as it is built. */

import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test, type TestContext } from 'node:test'
import { promisify } from 'node:util'
import { ROOT } from '../../scripts/child.ts'
import { findSnippets, type Snippet } from '../snippets/snippet.ts'

/** How a language is run, and what its example has to print. */
const RUN: Readonly<Record<string, { program: readonly string[]; prints: RegExp }>> = {
  sh: { program: ['sh', '-c'], prints: /"ecommerceStatus":"CONFIRM"/ },
  ts: { program: [process.execPath, '--input-type=module-typescript', '-e'], prints: /^409\n$/ },
  python: { program: ['python3', '-c'], prints: /^COMPLETED 215070443-\w+\n$/ },
}

async function startSimulator(t: TestContext): Promise<Record<string, string>> {
  const args = [join(ROOT, 'dist', 'cli', 'main.js'), 'simulator', '--port', '0', '--json']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(async () => {
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  const { url, businesses } = JSON.parse(line) as { url: string; businesses: [{ publicToken: string }] }
  return { ATHM_PAYMENTS_URL: url, ATHM_PUBLIC_TOKEN: businesses[0].publicToken }
}

const isMine = ({ at, mark }: Snippet): boolean =>
  /^docs\/(es\/)?simulator\.md:/.test(at) && mark === 'tested by test/cli/simulator-doc.test.ts'

for (const { at, language, code } of findSnippets().filter(isMine))
  test(`${at} runs in ${language}`, async (t) => {
    const run = RUN[language]
    assert.ok(run, `Nobody runs ${language} here.`)
    const [program = '', ...args] = run.program
    const env = { ...process.env, ...(await startSimulator(t)), PYTHONUTF8: '1' }
    const { stdout } = await promisify(execFile)(program, [...args, code], {
      cwd: ROOT,
      env,
      timeout: 30_000,
    })
    assert.match(stdout, run.prints)
  })
