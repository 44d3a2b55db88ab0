import { expect, test } from '@playwright/test'
import { ensureBuilt } from '../../scripts/built.ts'
import { MOMENTS } from '../moments.ts'
import { stage } from './staged-shop.ts'

test.beforeAll(() => ensureBuilt())

/** What a screen reader finds in the dialog: roles, names, states and values, in their order. */
const TREES: Readonly<Record<string, string>> = {}

for (const [name, tree] of Object.entries(TREES)) {
  test(`names and roles: ${name}`, async ({ page }) => {
    const moment = MOMENTS.find((one) => one.name === name)
    if (!moment) throw new Error(`There is no moment called ${name}.`)
    await stage(page, moment, { lang: 'es' })
    await expect(page.locator('athm-button')).toMatchAriaSnapshot(tree)
  })
}
