/** Playwright's test with WebKitGTK in the place of the browsers that it drives. */

import { test as base, type BrowserContext } from '@playwright/test'
import { findWebKit, startWebKitDriver, type WebKitDriver } from '../../../scripts/browsers/webkit.ts'
import { WebKitContext } from './context.ts'

/** The test of Playwright, whose pages and contexts are those of WebKitGTK. */
export const webkitTest = base.extend<object, { readonly driver: WebKitDriver }>({
  driver: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs.
    async ({}, use) => {
      const driver = await startWebKitDriver(await findWebKit())
      await use(driver)
      driver.stop()
    },
    { scope: 'worker' },
  ],

  context: async ({ driver }, use) => {
    const context = await WebKitContext.start(driver)
    await use(context as unknown as BrowserContext)
    await context.stop()
  },

  page: async ({ context }, use) => {
    await use(await context.newPage())
  },
})
