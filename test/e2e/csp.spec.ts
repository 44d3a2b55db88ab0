/** Pages whose policy allows next to nothing: the button asks for nothing that it doesn't allow. */

import type { Page } from '@playwright/test'
import { expect, test as shopTest } from './fixtures.ts'

/** What docs/pages.md tells shops to allow, with nothing else allowed. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'"

interface Fixtures {
  /** What was sent where the policy has reports sent. */
  readonly reports: readonly (string | null)[]
  /** What the page's console has of errors and warnings, with what broke its policy. */
  readonly complaints: () => Promise<readonly string[]>
}

const test = shopTest.extend<Fixtures>({
  reports: async ({ page }, use) => {
    const reports: (string | null)[] = []
    page.on('request', (request) => {
      if (new URL(request.url()).pathname === '/reports') reports.push(request.postData())
    })
    await use(reports)
  },

  complaints: async ({ page }, use) => {
    const said: string[] = []
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) said.push(message.text())
    })
    page.on('pageerror', (error) => said.push(error.message))
    await keepViolations(page)
    await use(async () => [...said, ...(await page.evaluate<string[]>('violations'))])
  },
})

async function keepViolations(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const violations: string[] = []
    Object.assign(globalThis, { violations })
    document.addEventListener('securitypolicyviolation', (event) => {
      violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`)
    })
  })
}

for (const [how, policy, beside] of [
  ['a strict policy with Trusted Types', POLICY, ''],
  ['one that names the only kind of trust there is', `${POLICY}; trusted-types lit-html`, ''],
  [
    'one that lets it be loaded twice',
    `${POLICY}; trusted-types lit-html 'allow-duplicates'`,
    '<script type="module" src="/athm/athm-button.js?again"></script>',
  ],
] as const)
  test(`45: under ${how} a payment goes through, with no report and no word on the console`, async ({
    backend,
    openShop,
    reports,
    complaints,
  }) => {
    const till = await openShop({ policy: `${policy}; report-uri /reports`, beside })
    await till.pay('7875550101')
    await expect(till.dialog).toContainText('Pago completado')
    await till.dialog.getByRole('button', { name: 'Listo' }).click()
    await expect(till.dialog).not.toBeVisible()
    expect(await complaints()).toEqual([])
    expect(reports).toEqual([])
    expect(backend.rows()).toMatchObject([{ status: 'COMPLETED' }])
  })

test('45: what a page does against its policy is heard by these tests', async ({
  openShop,
  reports,
  complaints,
}) => {
  await openShop({
    policy: `${POLICY}; report-uri /reports`,
    beside: '<style>h1 { color: red }</style>',
  })
  await expect.poll(() => reports.length).toBe(1)
  expect((await complaints()).join('\n')).toContain('style-src-elem inline')
})

test('45: loaded twice where a kind of trust may be made once, the first one pays all the same', async ({
  backend,
  openShop,
}) => {
  const till = await openShop({
    policy: `${POLICY}; trusted-types lit-html`,
    beside: '<script type="module" src="/athm/athm-button.js?again"></script>',
  })
  await till.pay('7875550101')
  await expect(till.dialog).toContainText('Pago completado')
  expect(backend.rows()).toMatchObject([{ status: 'COMPLETED' }])
})
