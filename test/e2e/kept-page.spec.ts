import type { Page } from '@playwright/test'
import { expect, keepEvents, test } from './fixtures.ts'

// Customers have the back-forward cache; Playwright takes it away.
test.use({
  launchOptions: async ({ launchOptions }, use) =>
    use({ ...launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] }),
})

test.beforeEach(({ context }) => keepEvents(context))

/** Goes back to a page, which the browser must have kept whole if it is one that does. */
async function comeBack(page: Page, isKept: boolean): Promise<void> {
  // A page that was kept isn't loaded again.
  await page.goBack({ waitUntil: 'commit' })
  if (isKept)
    await expect.poll(() => page.evaluate(() => Reflect.get(globalThis, 'isKept') as unknown)).toBe(true)
}

test(
  'a page that the browser kept whole goes on with its payment, and tells the end once',
  { tag: '@chromium' },
  async ({ backend, openShop, launchOptions }) => {
    // The package @sparticuz/chromium is a shell without tabs, which keeps no page: there it is loaded anew.
    const isKept = launchOptions.executablePath?.includes('athm-chromium') !== true
    const till = await openShop()
    await till.pay('7875550100')
    await expect(till.dialog).toContainText('Confirma en tu app')
    await till.page.evaluate(() => Object.assign(globalThis, { isKept: true }))

    await till.page.goto(`${backend.url}/healthz`)
    await comeBack(till.page, isKept)
    await expect(till.dialog).toContainText('Confirma en tu app')

    await till.page.goto(`${backend.url}/healthz`)
    await backend.act('confirm')
    await expect.poll(() => backend.rows()[0]?.status).toBe('COMPLETED')
    await comeBack(till.page, isKept)
    await expect(till.dialog).toContainText('Pago completado')
    const events = await till.events()
    if (isKept)
      expect(events).toEqual(['athm-open', 'athm-beforeinitiate', 'athm-initiated', 'athm-completed'])
    expect(events.filter((event) => event === 'athm-completed')).toHaveLength(1)
    expect(await backend.tickets()).toHaveLength(1)
  },
)
