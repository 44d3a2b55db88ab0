import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../scripts/child.ts'
import { ensureBuilt } from '../scripts/built.ts'
import { describeTimes } from './figures/statistics.ts'

const STARTS = 15
const PORT = 18_787

/** Prints how long the built server takes from Node's start to the first answer of `/readyz`, on an empty database. */
export async function run(): Promise<void> {
  await ensureBuilt()
  const times: number[] = []
  for (let start = 0; start < STARTS; start++) {
    // oxlint-disable-next-line no-await-in-loop -- one server at a time
    times.push(await timeOneStart())
  }
  console.log(
    `serve, empty database, from Node's start to /readyz, ${STARTS} starts: ${describeTimes(times)}`,
  )
  console.log('aim: at most 500 ms')
}

async function timeOneStart(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'athm-bench-'))
  const startedAt = performance.now()
  const child = spawn(process.execPath, [join(ROOT, 'dist', 'cli', 'main.js'), 'serve'], {
    env: { PORT: String(PORT), ATHM_DATABASE_URL: join(folder, 'athm.db') },
    stdio: 'ignore',
  })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  try {
    while (!(await isReady())) await new Promise((resolve) => setTimeout(resolve, 2))
    return performance.now() - startedAt
  } finally {
    child.kill()
    await exited
    rmSync(folder, { recursive: true })
  }
}

function isReady(): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port: PORT, path: '/readyz', agent: false }, (answer) => {
      answer.resume()
      resolve(answer.statusCode === 200)
    })
    asked.on('error', () => resolve(false))
    asked.end()
  })
}
