import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type * as Axe from 'axe-core'
import { expect, test, type Site } from './simulator-site.ts'

declare const axe: typeof Axe

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Each page in each of its states. */
const PLACES = [
  'phone',
  'phone?phone=7875550100&phone=7875550199',
  'desk#tickets',
  'desk#webhooks',
  'desk#ledger',
  'desk#faults',
  'desk#time',
  'desk#businesses',
] as const

async function fill(site: Site): Promise<string> {
  await site.pay('7875550100', 25, { metadata1: 'CVSJ-1' })
  await site.ask('7875550199', 12)
  const { ecommerceId } = await site.ask('7875550100', 10)
  await site.control('faults', { endpoint: '*', kind: 'latency', ms: 5 })
  await site.control('webhooks', { kind: 'simulated' })
  return ecommerceId
}

const toUrl = (site: Site, place: string, lang: string): string => {
  const url = new URL(place, `${site.url}/`)
  url.searchParams.set('lang', lang)
  return url.href
}

/** What keeps people out, by axe's rules and by the size of what can be touched. */
async function findFaults(page: Page): Promise<string[]> {
  await page.evaluate(`(() => { ${AXE} })()`)
  return await page.evaluate(async () => {
    const { violations } = await axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
    const faults = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
    if (document.documentElement.scrollWidth > innerWidth) faults.push('wider than the window')
    for (const element of document.querySelectorAll(
      'button, input, select, summary, .row, .views a, .chip',
    )) {
      if (!element.checkVisibility({ visibilityProperty: true })) continue
      const { width, height } = element.getBoundingClientRect()
      if (Math.min(width, height) < 44)
        faults.push(`small: ${element.outerHTML.slice(0, 90)} ${width} × ${height}`)
    }
    return faults
  })
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [lang, width] of [
    ['es', 360],
    ['en', 1280],
  ] as const) {
    const title = `nothing is in the way of anybody: ${colorScheme}, ${lang}, ${width} px`
    // No other browser's driver can turn the dark on.
    test(title, { tag: colorScheme === 'dark' ? '@chromium' : [] }, async ({ page, site }) => {
      await page.setViewportSize({ width, height: 740 })
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const look = async (place: string): Promise<void> => {
        await page.goto('about:blank')
        await page.goto(toUrl(site, place, lang))
        await page.waitForFunction(() =>
          performance.getEntriesByType('resource').some(({ name }) => /control\/(?!live)/.test(name)),
        )
        await expect(page.locator('#trouble')).toBeHidden()
        expect(await findFaults(page), `${place} ${lang}`).toEqual([])
      }
      for (const place of PLACES) await look(place)
      const id = await fill(site)
      for (const place of [...PLACES, `desk#tickets/${id}`, 'desk#webhooks/1']) await look(place)
      await page.goto(toUrl(site, 'phone', lang))
      await page.locator('#pending button').first().click()
      expect(await findFaults(page)).toEqual([])
      await page.getByRole('button', { name: lang === 'es' ? 'Rechazar' : 'Refuse' }).click()
      await expect(page.locator('.result-title')).toBeVisible()
      expect(await findFaults(page)).toEqual([])
    })
  }
}
