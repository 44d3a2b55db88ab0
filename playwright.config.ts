import { defineConfig } from '@playwright/test'
import { findFirefox, toFirefoxOptions } from './scripts/browsers/firefox.ts'
import { CHROMIUM_ARGS, findChromium, readBrowserName } from './scripts/find-browser.ts'

const BROWSERS = {
  chromium: async () => ({
    browserName: 'chromium' as const,
    launchOptions: { executablePath: await findChromium(), args: CHROMIUM_ARGS },
  }),
  firefox: async () => ({
    browserName: 'firefox' as const,
    launchOptions: toFirefoxOptions(await findFirefox()),
  }),
  // Playwright doesn't drive WebKitGTK: test/e2e/webkit does.
  webkit: async () => ({ browserName: 'webkit' as const }),
}

/** Tests of what no other browser's driver can do, as docs/browsers.md tells. */
const CHROMIUM_ONLY = /@chromium/

/** The end-to-end tests. Each starts the servers it needs, on ports of its own. */
export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  grepInvert: readBrowserName() === 'chromium' ? [] : CHROMIUM_ONLY,
  outputDir: 'test-results/e2e',
  workers: 3,
  retries: 0,
  forbidOnly: true,
  // A test of seconds, on a machine with much else to do.
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    ...(await BROWSERS[readBrowserName()]()),
    trace: 'retain-on-failure',
  },
})
