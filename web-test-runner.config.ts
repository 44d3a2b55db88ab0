/** How the button's tests run: in a real Chromium, from the sources, with MSW in the place of a backend. */

import { join } from 'node:path'
import { readFile } from 'node:fs/promises'
import { esbuildPlugin } from '@web/dev-server-esbuild'
import type { TestRunnerConfig } from '@web/test-runner'
import { playwrightLauncher } from '@web/test-runner-playwright'
import { CHROMIUM_ARGS, findChromium } from './scripts/find-browser.ts'

const WORKER = join(import.meta.dirname, 'node_modules', 'msw', 'lib', 'mockServiceWorker.js')

const config: TestRunnerConfig = {
  files: 'test/button/**/*.test.ts',
  rootDir: import.meta.dirname,
  nodeResolve: { browser: true, exportConditions: ['browser'] },
  hostname: '127.0.0.1',
  concurrency: 1,
  browsers: [
    playwrightLauncher({
      product: 'chromium',
      launchOptions: { executablePath: await findChromium(), args: CHROMIUM_ARGS },
      // Colours are measured as they are at rest, not halfway through a transition.
      createBrowserContext: ({ browser }) => browser.newContext({ reducedMotion: 'reduce' }),
    }),
  ],
  plugins: [
    esbuildPlugin({
      ts: true,
      target: 'es2022',
      tsconfig: join(import.meta.dirname, 'tsconfig.browser.json'),
    }),
  ],
  middleware: [
    async (context, next) => {
      await next()
      if (context.path !== '/mockServiceWorker.js') return
      context.type = 'text/javascript'
      context.body = await readFile(WORKER, 'utf8')
    },
  ],
  // What the button tells its page's author is expected here.
  filterBrowserLogs: ({ args }) => !String(args[0]).startsWith('athm-button:'),
  testFramework: { config: { ui: 'bdd', timeout: 10_000 } },
}

export default config
