/** A shop's page that is brought to a moment: the built button in a real browser, with the network answering as told. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page, Route } from 'playwright'
import type { PaymentView } from '../../src/protocol/messages.ts'
import { toTexts } from '../../src/texts/index.ts'
import { toToken } from '../button/mocks/order-token.ts'
import type { Act, Moment } from '../moments.ts'

const DIST = join(import.meta.dirname, '..', '..', 'dist')

/** Answered by the routes below, and by no server: a secure context all the same. */
const ORIGIN = 'http://localhost'

/** How the page looks around the button. */
export interface Shop {
  readonly lang: 'es' | 'en'
  readonly theme?: string
  readonly colorScheme?: 'light' | 'dark'
  readonly dir?: 'ltr' | 'rtl'
  /** The `lang` of the page, where it isn't the button's. */
  readonly pageLang?: string
  /** The element is not defined before the page asks for it; its place is kept by the documented rule. */
  readonly isLate?: boolean
}

/** The address of the shop's page. */
export function toShopUrl(): string {
  return `${ORIGIN}/shop`
}

/** Opens the shop and plays the moment to its end. */
export async function stage(page: Page, moment: Moment, shop: Shop): Promise<void> {
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await page.route(`${ORIGIN}/**`, (route) => answer(route, moment, shop))
  if (shop.isLate) return
  if (page.url().startsWith(ORIGIN)) await forget(page)
  await page.goto(toShopUrl())
  await page.locator('athm-button button').first().waitFor()
  for (const act of moment.does) await play(page, act, shop)
  await page.locator(`athm-button[data-state="${moment.phase}"]`).waitFor()
  if (moment.config?.available === false) await page.locator('athm-button [part=unavailable]').waitFor()
  if (moment.config?.mode === 'sandbox') await page.locator('athm-button [part=badge]').waitFor()
  if (moment.isAway) await page.locator('athm-button [part=away]').waitFor()
  await page.mouse.move(0, 0)
}

/** A tab that was at another moment would go on with that one's payment. */
async function forget(page: Page): Promise<void> {
  await page.evaluate(() => {
    document.querySelector('athm-button')?.remove()
    sessionStorage.clear()
  })
}

/** Gives the shop another look, while the moment lasts. */
export async function dress(page: Page, { lang, theme = 'btn', colorScheme = 'light' }: Shop): Promise<void> {
  await page.locator('athm-button').evaluate(
    (element, look) => {
      document.documentElement.style.colorScheme = look.colorScheme
      element.setAttribute('theme', look.theme)
      element.setAttribute('lang', look.lang)
    },
    { lang, theme, colorScheme },
  )
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
}

async function play(page: Page, act: Act, { lang }: Shop): Promise<void> {
  const texts = toTexts(lang)
  const button = page.locator('athm-button')
  switch (act) {
    case 'open':
      await button.getByRole('button').first().click()
      return button.locator('dialog[open]').waitFor()
    case 'number':
      return button.locator('#phone').fill('7875550101')
    case 'half a number':
      return button.locator('#phone').fill('78755501')
    case 'a wrong amount':
      return button.locator('#amount').fill('900')
    case 'items':
      return button.locator('summary').click()
    default:
      return button.locator('dialog').getByRole('button', { name: texts[act] }).click()
  }
}

async function answer(route: Route, moment: Moment, shop: Shop): Promise<void> {
  const { pathname } = new URL(route.request().url())
  const json = (status: number, body: object) =>
    route.fulfill({ status, contentType: 'application/json', body: JSON.stringify(body) })
  const view = toView(moment)
  switch (pathname) {
    case '/shop':
      return route.fulfill({ contentType: 'text/html; charset=utf-8', body: toHtml(moment, shop) })
    case '/athm/athm-button.js':
      return route.fulfill({ contentType: 'text/javascript', body: read('standalone.js') })
    case '/athm/athm-button-dialog.js':
      return route.fulfill({ contentType: 'text/javascript', body: read('standalone-dialog.js') })
    case '/athm/api/config/':
      return json(200, {
        mode: 'live',
        business_name: 'Café del Viejo San Juan',
        available: true,
        ...moment.config,
      })
    case '/athm/api/initiate/':
      if (moment.creation === 'never') return undefined
      if (moment.creation) return json(422, { error: '', code: moment.creation, retryable: true })
      return json(201, { ...view, status: 'OPEN', verifying: false, code: null, client_secret: 'secret' })
    case '/athm/api/events/':
      if (moment.isAway) return route.abort()
      return route.fulfill({
        contentType: 'text/event-stream',
        body: `event: payment\ndata: ${JSON.stringify(view)}\n\n`,
      })
    case '/athm/api/cancel/':
      return moment.isDeaf ? undefined : json(200, { ...view, status: 'CANCEL', cancelled_by: 'customer' })
    case '/athm/api/status/':
    case '/athm/api/authorize/':
      return moment.isAway ? route.abort() : json(200, view)
    default:
      return route.abort('aborted') // Where a redirect leads: the page stays as it is.
  }
}

function toView({ view, secondsLeft = 600 }: Moment): PaymentView {
  const now = Date.now()
  return {
    payment_id: 'payment-1',
    status: 'OPEN',
    verifying: false,
    reference_number: null,
    ecommerce_id: null,
    total: '25.00',
    refunded: '0.00',
    expires_at: new Date(now + secondsLeft * 1000).toISOString(),
    server_time: new Date(now).toISOString(),
    code: null,
    cancelled_by: null,
    ...view,
  }
}

/** The rule of docs/customizing.md that keeps the button's place. */
const RESERVED = /^## Keep its place.*?^```css\n(.*?)^```/ms.exec(
  readFileSync(join(DIST, '..', 'docs', 'customizing.md'), 'utf8'),
)?.[1]

function read(file: string): string {
  return readFileSync(join(DIST, file), 'utf8')
}

/** A page that could be a shop's, so that a dialog is seen as customers see it: over something. */
function toHtml({ attributes, order }: Moment, shop: Shop): string {
  const all = {
    total: '25.00',
    lang: shop.lang,
    ...(shop.theme !== undefined && { theme: shop.theme }),
    ...(order && { order: toToken(order) }),
    ...attributes,
  }
  const written = Object.entries(all).map(([name, value]) => `${name}="${value.replaceAll('"', '&quot;')}"`)
  const { lang, pageLang = lang, dir = 'ltr', colorScheme = 'light', isLate = false } = shop
  return `<!doctype html>
<html lang="${pageLang}" dir="${dir}">
  <head>
    <meta charset="utf-8" /><meta name="viewport" content="width=device-width" /><title>Shop</title>
    ${isLate ? '' : '<script type="module" src="/athm/athm-button.js"></script>'}
    <style>
      :root { color-scheme: ${colorScheme}; font: 16px/1.5 system-ui, sans-serif }
      body { margin: 0; background: light-dark(#f2efe9, #121213); color: light-dark(#222, #eee) }
      main { max-width: 420px; margin: 0 auto; padding: 32px 20px }
      ${isLate ? RESERVED : ''}
      h1 { font-size: 22px; margin: 0 0 16px } p { margin: 0 0 24px }
    </style>
  </head>
  <body><main>
    <h1>Café del Viejo San Juan</h1><p>2 × Café molido · $25.00</p>
    <athm-button ${written.join(' ')}></athm-button><p>Gracias</p>
  </main></body>
</html>`
}
