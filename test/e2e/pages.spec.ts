/** Pages as shops have them: rendered by a server, with two versions at once, in browsers within apps. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { renderButton as RenderButton } from '../../src/ssr.ts'
import { expect, test, type Backend } from './fixtures.ts'

const DIST = join(import.meta.dirname, '..', '..', 'dist')
const { renderButton } = (await import(join(DIST, 'ssr.js'))) as { renderButton: typeof RenderButton }

const SCRIPT = '<script type="module" src="/athm/athm-button.js"></script>'

/** A page around a button that a server rendered. */
const toHtml = (button: string, head: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">${head}</head>
<body><main><h1>Shop</h1><p>Before ${button} after</p><p>Below</p></main></body></html>`

/** Opens it on the backend's own origin. */
async function open(
  page: Page,
  backend: Backend,
  html: string,
  headers: Record<string, string> = {},
): Promise<void> {
  await page.route(`${backend.url}/shop`, (route) =>
    route.fulfill({ contentType: 'text/html; charset=utf-8', body: html, headers }),
  )
  await page.goto(`${backend.url}/shop`)
}

const button = (page: Page) => page.locator('athm-button').getByRole('button', { name: 'Pay with ATH Móvil' })

/** Pays with the page's only button. */
async function pay(page: Page): Promise<void> {
  const dialog = page.locator('athm-button dialog')
  await button(page).click()
  await dialog.getByRole('textbox').fill('7875550101')
  await dialog.getByRole('textbox').press('Enter')
  await expect(dialog).toContainText('Payment completed')
}

/** What is written to the console as an error or a warning, and what is thrown. */
function listen(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return complaints
}

/** What is to be seen of a button at one moment, and where everything is. */
interface Look {
  readonly isDefined: boolean
  readonly label: string | undefined
  readonly height: number
  readonly places: readonly string[]
}

/**
 * Looks, in the page, as soon as the button can be seen; then tells so by asking for `seen`. The page itself has to do it:
 * some drivers wait for its scripts before they say a word.
 */
function lookEarly(): void {
  const look = (): Look => {
    const shown = document.querySelector('athm-button')?.shadowRoot?.querySelector('button')
    return {
      isDefined: customElements.get('athm-button') !== undefined,
      label: shown?.checkVisibility() ? shown.textContent?.trim() : undefined,
      height: shown?.getBoundingClientRect().height ?? 0,
      places: [...document.querySelectorAll('athm-button, p')].map((one) =>
        JSON.stringify(one.getBoundingClientRect()),
      ),
    }
  }
  const wait = (): void => {
    const early = look()
    // Two paragraphs and the button: all of the page is there.
    if (early.label === undefined || early.places.length < 3) return void requestAnimationFrame(wait)
    Object.assign(globalThis, { early, look })
    void fetch('/seen')
  }
  if (location.pathname === '/shop') wait()
}

test.describe('a button that a server rendered', () => {
  test('is seen before any script, moves nothing when it is taken over, and takes the payment', async ({
    backend,
    page,
  }) => {
    const complaints = listen(page)
    let release = () => {}
    const gate = new Promise<void>((resolve) => (release = resolve))
    await page.route('**/athm/athm-button.js', async (route) => {
      await gate
      await route.continue()
    })
    await page.route('**/seen', async (route) => {
      release()
      await route.fulfill({ body: '' })
    })
    await page.addInitScript(lookEarly)
    const shifts =
      '<script>if (PerformanceObserver.supportedEntryTypes.includes("layout-shift")) new PerformanceObserver((list) => (globalThis.shifts ??= []).push(...list.getEntries().filter(({ hadRecentInput }) => !hadRecentInput).map(({ value }) => value))).observe({ type: "layout-shift", buffered: true })</script>'
    const html = toHtml(renderButton({ total: '25.00' }, { lang: 'en' }), shifts + SCRIPT)
    await open(page, backend, html)
    await expect.poll(() => page.evaluate(() => customElements.get('athm-button') !== undefined)).toBe(true)
    await expect(button(page)).toBeVisible()
    const early = await page.evaluate<Look>('globalThis.early')
    expect(early.isDefined).toBe(false)
    expect(early.label).toBe('Pay with ATH Móvil')
    expect(early.height).toBeGreaterThanOrEqual(44)
    expect(await page.evaluate<Look>('globalThis.look()')).toEqual({ ...early, isDefined: true })
    expect(await button(page).count()).toBe(1)
    // Two frames later, what was moved has been noticed.
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    )
    expect(await page.evaluate('globalThis.shifts ?? []')).toEqual([])
    await pay(page)
    expect(complaints).toEqual([])
    expect(backend.rows()).toMatchObject([{ status: 'COMPLETED' }])
  })

  test('under a strict policy takes its nonce, and pays without one violation', async ({ backend, page }) => {
    const complaints = listen(page)
    const nonce = 'c2VjcmV0'
    const rendered = renderButton({ total: '25.00', theme: 'btn-dark' }, { lang: 'en', nonce })
    await open(page, backend, toHtml(rendered, SCRIPT), {
      'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; connect-src 'self'; img-src data:; base-uri 'none'; require-trusted-types-for 'script'`,
    })
    await pay(page)
    expect(complaints).toEqual([])
    expect(backend.rows()).toMatchObject([{ status: 'COMPLETED' }])
  })

  test('is taken over on a page where Lit hydrates what its own server rendered', async ({
    backend,
    page,
  }) => {
    const complaints = listen(page)
    // As `lit-element-hydrate-support` does it: a root that is there holds what is to be hydrated.
    await page.addInitScript(() => {
      type Hydrating = HTMLElement & { isHydrating?: boolean }
      interface Support {
        LitElement: { prototype: { createRenderRoot(): Node; update(changes: unknown): void } }
      }
      Object.assign(globalThis, {
        litElementHydrateSupport({ LitElement: { prototype } }: Support) {
          const { createRenderRoot, update } = prototype
          prototype.createRenderRoot = function (this: Hydrating) {
            if (!this.shadowRoot) return createRenderRoot.call(this)
            this.isHydrating = true
            return this.shadowRoot
          }
          prototype.update = function (this: Hydrating, changes: unknown) {
            if (this.isHydrating) throw new Error('There is nothing to hydrate.')
            update.call(this, changes)
          }
        },
      })
    })
    await open(page, backend, toHtml(renderButton({ total: '25.00' }, { lang: 'en' }), SCRIPT))
    await pay(page)
    expect(complaints).toEqual([])
  })

  test.describe('where scripts are off', () => {
    test.use({ javaScriptEnabled: false })

    test('is seen all the same, dressed as it will be', async ({ backend, page }) => {
      await open(page, backend, toHtml(renderButton({ total: '25.00' }, { lang: 'en' }), SCRIPT))
      await expect(button(page)).toBeVisible()
      const { height = 0, width = 0 } = (await page.locator('athm-button').boundingBox()) ?? {}
      expect(height).toBeGreaterThanOrEqual(44)
      expect(width).toBeGreaterThan(150)
    })
  })
})

test('two buttons fetch one dialog file, and one dialog is on screen', async ({ backend, page }) => {
  const fetched: string[] = []
  page.on('request', (request) => {
    if (request.url().includes('-dialog.js')) fetched.push(request.url())
  })
  const buttons =
    '<athm-button id="one" total="25.00"></athm-button> <athm-button id="two" total="7.00"></athm-button>'
  await open(page, backend, toHtml(buttons, SCRIPT))
  await page.evaluate(async () => {
    const all = [...document.querySelectorAll('athm-button')]
    for (const one of all) one.open()
    await Promise.all(all.map(({ updateComplete }) => updateComplete))
  })
  await expect(page.locator('#one dialog')).toBeVisible()
  await expect(page.locator('#two dialog')).toBeHidden()
  expect(fetched).toHaveLength(1)
})

test.describe('two versions on one page', () => {
  const VERSION =
    /\d+\.\d+\.\d+/.exec(
      readFileSync(join(DIST, '..', 'package.json'), 'utf8').split('"version"')[1] ?? '',
    )?.[0] ?? ''
  const OTHER = '9.8.7'

  for (const [first, second] of [
    [VERSION, OTHER],
    [OTHER, VERSION],
  ] as const)
    test(`${first} before ${second}: the first one stays and takes the payment, and both are named`, async ({
      backend,
      page,
    }) => {
      const complaints = listen(page)
      await page.route('**/athm/athm-button*.js', (route) => {
        const [, version = '', part = ''] =
          /athm-button-(\d[\d.]*?)(-dialog)?\.js$/.exec(route.request().url()) ?? []
        const code = readFileSync(join(DIST, `standalone${part}.js`), 'utf8')
        const body = code.replace(/^\/\*!.*\n/, '').replaceAll(VERSION, version)
        return route.fulfill({ contentType: 'text/javascript', body })
      })
      const scripts = [first, second].map((version) => SCRIPT.replace('.js', `-${version}.js`)).join('')
      await open(page, backend, toHtml('<athm-button total="25.00"></athm-button>', scripts))
      await pay(page)
      expect(complaints).toEqual([
        expect.stringContaining(`${first} is here already: ${second} is not used.`),
      ])
      expect(backend.rows()).toMatchObject([{ status: 'COMPLETED' }])
    })
})

test.describe('in a browser within an app', () => {
  for (const [what, breakIt] of [
    ['has no window.open', () => Reflect.deleteProperty(globalThis, 'open')],
    [
      'throws at window.open',
      () => {
        globalThis.open = () => {
          throw new Error('No popups here.')
        }
      },
    ],
    ['opens nothing', () => void (globalThis.open = () => null)],
  ] as const)
    test(`that ${what}, a payment goes through`, async ({ backend, page }) => {
      const complaints = listen(page)
      await page.addInitScript(breakIt)
      await open(page, backend, toHtml('<athm-button total="25.00"></athm-button>', SCRIPT))
      await pay(page)
      expect(complaints).toEqual([])
      expect(backend.rows()).toMatchObject([{ status: 'COMPLETED' }])
    })

  test('that keeps no storage and no locks, a payment goes through', async ({ backend, page }) => {
    const complaints = listen(page)
    await page.addInitScript(() => {
      const refuse = {
        get: () => {
          throw new DOMException('Refused', 'SecurityError')
        },
      }
      for (const name of ['sessionStorage', 'localStorage', 'BroadcastChannel'])
        Object.defineProperty(globalThis, name, refuse)
      Object.defineProperty(navigator, 'locks', { value: undefined })
    })
    await open(page, backend, toHtml('<athm-button total="25.00"></athm-button>', SCRIPT))
    await pay(page)
    expect(complaints).toEqual([])
    expect(backend.rows()).toMatchObject([{ status: 'COMPLETED' }])
  })
})
