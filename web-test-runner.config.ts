/** How the button's tests run: in a real browser, from the sources, with MSW in the place of a backend. */

import { join } from 'node:path'
import { readFile } from 'node:fs/promises'
import { esbuildPlugin } from '@web/dev-server-esbuild'
import type { TestRunnerConfig } from '@web/test-runner'
import type { BrowserLauncher } from '@web/test-runner-core'
import { playwrightLauncher } from '@web/test-runner-playwright'
import { findFirefox, toFirefoxOptions } from './scripts/browsers/firefox.ts'
import { WebKitLauncher } from './scripts/browsers/webkit-launcher.ts'
import { findWebKit } from './scripts/browsers/webkit.ts'
import { CHROMIUM_ARGS, findChromium, readBrowserName } from './scripts/find-browser.ts'
import { relayStreams } from './test/button/mocks/stream-relay.ts'

const WORKER = join(import.meta.dirname, 'node_modules', 'msw', 'lib', 'mockServiceWorker.js')

const LAUNCHERS = {
  chromium: async () =>
    playwrightLauncher({
      product: 'chromium',
      launchOptions: { executablePath: await findChromium(), args: CHROMIUM_ARGS },
      // Colours are measured as they are at rest, not halfway through a transition.
      createBrowserContext: ({ browser }) => browser.newContext({ reducedMotion: 'reduce' }),
    }),
  firefox: async () =>
    playwrightLauncher({ product: 'firefox', launchOptions: toFirefoxOptions(await findFirefox()) }),
  webkit: async () => new WebKitLauncher(await findWebKit()),
} satisfies Record<string, () => Promise<BrowserLauncher>>

const config: TestRunnerConfig = {
  files: 'test/button/**/*.test.ts',
  rootDir: import.meta.dirname,
  nodeResolve: { browser: true, exportConditions: ['browser'] },
  hostname: '127.0.0.1',
  concurrency: 1,
  browsers: [await LAUNCHERS[readBrowserName()]()],
  plugins: [
    esbuildPlugin({
      ts: true,
      target: 'es2022',
      tsconfig: join(import.meta.dirname, 'tsconfig.browser.json'),
    }),
  ],
  middleware: [
    relayStreams(),
    async (context, next) => {
      await next()
      if (context.path !== '/mockServiceWorker.js') return
      context.type = 'text/javascript'
      context.body = await readFile(WORKER, 'utf8')
    },
  ],
  // What the button tells its page's author is expected here.
  filterBrowserLogs: ({ args }) => !String(args[0]).startsWith('athm-button:'),
  // A machine with much else to do may take its time for a browser's first page.
  browserStartTimeout: 120_000,
  testsFinishTimeout: 300_000,
  testFramework: { config: { ui: 'bdd', timeout: 10_000 } },
}

export default config
