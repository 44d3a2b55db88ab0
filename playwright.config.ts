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

/** What the driver of WebKitGTK has no way for yet, as docs/browsers.md tells: Django's cookies, and sites over https. */
const NOT_IN_WEBKIT = ['**/django-athm.spec.ts', '**/snippets.spec.ts']

/** The end-to-end tests. Each starts the servers it needs, on ports of its own. */
export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  testIgnore: readBrowserName() === 'webkit' ? NOT_IN_WEBKIT : [],
  outputDir: 'test-results/e2e',
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  reporter: 'list',
  use: {
    ...(await BROWSERS[readBrowserName()]()),
    trace: 'retain-on-failure',
  },
})
