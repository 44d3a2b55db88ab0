/** The documents' pages, scripts and style sheets, opened beside a real server, and paid through. */

import type { Page } from '@playwright/test'
import { findUnknownNames, readModule, toPage } from '../snippets/browser-code.ts'
import { findFor, once, type Snippet } from '../snippets/snippet.ts'
import { expect, test, type Backend } from './fixtures.ts'

const EMPTY = {
  contentType: 'text/html',
  body: '<!doctype html><title>Shop</title><link rel="icon" href="data:,">',
}

for (const snippet of once(findFor('page', 'script', 'style'))) {
  test(`${snippet.at} does in a browser what it says`, async ({ backend, page }) => {
    expect(findUnknownNames(snippet)).toEqual([])
    const [said, complaints] = listen(page)
    const html = await open(page, backend, snippet)
    const button = page.locator('athm-button').first()
    await expect(button.getByRole('button').first()).toBeVisible()
    expect(await page.evaluate(() => customElements.get('athm-button') !== undefined)).toBe(true)

    await button.getByRole('button').first().click()
    await button.locator('dialog').getByRole('textbox').first().fill('7875550101')
    await button.locator('dialog').getByRole('textbox').first().press('Enter')
    const [, target] = /\ssuccess-url="([^"]*)"/.exec(html) ?? []
    if (target) {
      const wanted = new URL(target, backend.url)
      await page.waitForURL(
        ({ origin, pathname }) => origin === wanted.origin && pathname === wanted.pathname,
      )
      expect(new URL(page.url()).searchParams.get('reference_number')).toBe(
        backend.rows()[0]?.reference_number,
      )
    } else {
      await expect(button).toHaveAttribute('data-state', 'completed')
    }
    expect(backend.rows()).toMatchObject([{ status: 'COMPLETED' }])
    if (snippet.code.includes('console.log(')) expect(said.join('\n')).not.toBe('')
    expect(complaints).toEqual([])
  })
}

/** Collects what the page says on its console, and what goes wrong. */
function listen(page: Page): [said: string[], complaints: string[]] {
  const [said, complaints]: [string[], string[]] = [[], []]
  page.on('console', (message) => {
    const list = ['error', 'warning'].includes(message.type()) ? complaints : said
    list.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return [said, complaints]
}

/** Opens a snippet as a page of the backend's own origin. Other sites that it names are empty pages, or the backend. */
async function open(page: Page, backend: Backend, snippet: Snippet): Promise<string> {
  const [, target] = /\ssuccess-url="https?:([^"]*)"/.exec(snippet.code) ?? []
  const order = await backend.sign({ total: '25.00', ...(target && { success_url: `http:${target}` }) })
  const html = toPage(snippet, { order })
  await page.route('**/*', async (route) => {
    const { origin, pathname, search } = new URL(route.request().url())
    if (origin === backend.url && pathname === '/snippet')
      return route.fulfill({ contentType: 'text/html; charset=utf-8', body: html })
    if (pathname.startsWith('/modules/'))
      return route.fulfill({ contentType: 'text/javascript', body: readModule(pathname) })
    const [, script] = /\/(standalone(?:-dialog)?\.js)$/.exec(pathname) ?? []
    if (script)
      return route.fulfill({ contentType: 'text/javascript', body: readModule(`/modules/dist/${script}`) })
    if (!/^\/athm\b/.test(pathname)) return route.fulfill(EMPTY)
    return origin === backend.url ? route.continue() : passOn(`${backend.url}${pathname}${search}`)

    async function passOn(url: string): Promise<void> {
      await route.fulfill({ response: await route.fetch({ url }) })
    }
  })
  await page.goto(`${backend.url}/snippet`)
  return html
}
