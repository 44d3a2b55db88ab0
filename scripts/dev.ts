import { join } from 'node:path'
import { createServer } from 'vite'
import { ROOT, startChild } from './child.ts'

/**
 * Serves the demo with reload: pages and the element by Vite, from their sources; the backend beside it, restarted
 * whenever one of its files changes. Ctrl-C stops both.
 */
export async function run(args: readonly string[]): Promise<void> {
  const vite = await createServer({ configFile: join(ROOT, 'vite.config.ts') })
  await vite.listen()
  const program = join(ROOT, 'server', 'cli', 'main.ts')
  const watch = ['--watch', '--watch-preserve-output', program, 'serve', ...args]
  const backend = startChild(process.execPath, watch)
  const [address] = vite.resolvedUrls?.local ?? []
  console.log(`\n  The demo, which reloads when a source changes: ${address}\n  Beside it, without reload:`)
  backend.once('close', () => void vite.close())
}
