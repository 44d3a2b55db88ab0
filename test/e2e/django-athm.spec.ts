/** A shop on django-athm that put the button in the place of its template tag, as docs/django-athm.md tells it to. */

import type { Page } from '@playwright/test'
import { renderTemplate } from '../django-athm/template.ts'
import { startShop, type ShopServer } from '../django-athm/shop-server.ts'
import { toPage } from '../django-athm/django-athm.ts'
import { findSnippets } from '../snippets/snippet.ts'
import { browserTest, expect, keepEvents, Till } from './fixtures.ts'

const MARK = 'tested by test/e2e/django-athm.spec.ts'

/** The snippet of the document in a language. */
const readSnippet = (language: string): string =>
  findSnippets().find((snippet) => snippet.mark === MARK && snippet.language === language)?.code ?? ''

const CONTEXT = {
  total: 1250,
  subtotal: 1168.22,
  tax: 81.78,
  order_number: 'order-7',
  items: [{ name: 'Café </script> "del día"', price: '1168.22', quantity: 1, tax: '81.78' }],
}

const test = browserTest.extend<{
  server: ShopServer
  open: (template?: string, lang?: string) => Promise<Till>
}>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of what a fixture needs from its pattern
  server: async ({}, use) => {
    const server = await startShop()
    server.files.set('checkout.js', readSnippet('js'))
    await use(server)
    await server.stop()
  },

  open: async ({ page, server }, use) => {
    await keepEvents(page)
    await keepErrors(page)
    await use(async (template = readSnippet('django'), lang = 'es') => {
      server.shop.page = ({ csrfToken }) =>
        `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>Tienda</title></head><body>${renderTemplate(
          template,
          { values: CONTEXT, csrfToken },
        )}</body></html>`
      await page.goto(`${server.url}/checkout/`)
      return new Till(page)
    })
  },
})

/** Has a page keep what its console was told as errors: not every driver tells the words of an Error. */
async function keepErrors(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const said: string[] = []
    Object.assign(globalThis, { said })
    // oxlint-disable-next-line no-console -- it is what a page's author looks at.
    console.error = (...words: unknown[]) => void said.push(words.map(String).join(' '))
  })
}

/** What the console of the page was told as errors. */
const readErrors = (page: Page): Promise<string> =>
  page.evaluate(() => (globalThis as unknown as { said: string[] }).said.join('\n'))

const row = ({ shop }: ShopServer) => [...shop.payments.values()].at(-1)

test('pays with the template of the document: from the click to the redirect, through the customer’s phone', async ({
  server,
  open,
  context,
}) => {
  const till = await open()
  await till.pay('7875550100')
  await expect(till.dialog).toContainText('Confirma en tu app')
  await expect(till.dialog).toContainText('$1,250.00')
  const phone = await context.newPage()
  await phone.goto(`${server.url}/simulator/phone?phone=7875550100&lang=es`)
  await phone.getByRole('button', { name: /1,?250\.00/ }).click()
  await phone.getByRole('button', { name: 'Confirmar' }).click()

  await expect(till.dialog).toContainText('Pago completado', { timeout: 15_000 })
  const { ecommerceId, referenceNumber } = row(server) ?? {}
  await expect(till.dialog).toContainText(String(referenceNumber))
  expect(await server.ticket()).toBe('COMPLETED')
  await till.page.waitForURL(/\/thanks\//)
  expect(Object.fromEntries(new URL(till.page.url()).searchParams)).toEqual({
    reference_number: referenceNumber,
    ecommerce_id: ecommerceId,
  })
})

test('reads the CSRF token from Django’s cookie where the page states none', async ({ server, open }) => {
  const till = await open(
    readSnippet('django')
      .replace(/csrf-token="[^"]*"/, '')
      .replace('<athm-button', '{% csrf_token %}<athm-button'),
  )
  await till.pay('7875550101')
  await expect(till.dialog).toContainText('Pago completado', { timeout: 15_000 })
  expect(row(server)?.status).toBe('COMPLETED')
})

for (const [lang, sentence] of [
  ['es', 'Algo falló'],
  ['en', 'Something went wrong on our side'],
] as const) {
  test(`says a plain sentence without the CSRF token, and for every page of HTML: ${lang}`, async ({
    server,
    open,
  }) => {
    const template = readSnippet('django').replace(/csrf-token="[^"]*"/, '')
    const till = await open(template, lang)
    await till.pay('7875550101')
    await expect(till.dialog).toContainText(sentence)
    expect(await readErrors(till.page)).toContain('csrf-token')

    await open(readSnippet('django'), lang)
    const login = () => new Response('', { status: 302, headers: { location: '/checkout/' } })
    for (const answer of [() => toPage(500, 'OperationalError', 'database is locked'), login]) {
      server.shop.interfere('initiate', answer)
      await till.page.reload()
      await till.pay('7875550101')
      await expect(till.dialog).toContainText(sentence)
      await expect(till.dialog).not.toContainText('database')
    }
    expect(await readErrors(till.page)).toContain('login')
    expect(server.shop.payments.size).toBe(0)
  })
}

test('refused in the app: says so, charges nothing, and goes to failure-url', async ({ server, open }) => {
  const till = await open()
  await till.pay('7875550102')
  await expect(till.dialog).toContainText('Pago cancelado', { timeout: 15_000 })
  await expect(till.dialog).toContainText('No se cobró nada.')
  await till.page.waitForURL(/\/cart\/\?status=cancelled/)
  expect(row(server)?.status).toBe('CANCEL')
})

test('expired: when its ten minutes are over', async ({ server, open, page }) => {
  await page.clock.install()
  const till = await open()
  await till.pay('7875550103')
  await expect(till.dialog).toContainText('Confirma en tu app')
  await server.act('expire')
  await page.clock.fastForward(601_000)
  await expect(till.dialog).toContainText('Se acabó el tiempo', { timeout: 15_000 })
  expect(await till.events()).toContain('athm-expired')
})

test('cancelled by the customer: what the ticket says', async ({ server, open }) => {
  const till = await open(undefined, 'en')
  await till.pay('7875550100')
  await expect(till.dialog).toContainText('Confirm in your app')
  await till.page.keyboard.press('Escape')
  await till.dialog.getByRole('button', { name: 'Yes, cancel' }).click()
  await expect(till.dialog).toContainText('Payment cancelled')
  expect(await server.ticket()).toBe('CANCEL')
})

test('completed by the webhook while the page was looking: no second authorization', async ({
  server,
  open,
}) => {
  const till = await open()
  // The authorization takes effect and answers 500; the webhook then tells.
  await till.pay('7875550106')
  await expect(till.dialog).toContainText('Pago completado', { timeout: 15_000 })
  expect(server.shop.calls.filter((call) => call === 'POST authorize')).toHaveLength(1)
})

test('a total or items as a template writes them by itself are refused, and the console says how to write them', async ({
  server,
  open,
}) => {
  for (const template of [
    readSnippet('django').replaceAll('|unlocalize', ''),
    readSnippet('django')
      .replace('<athm-button', `<athm-button items="[{'name': 'Café'}]"`)
      .replace('checkout.js', 'nothing.js'),
  ]) {
    const till = await open(template)
    await till.button.click()
    await expect(till.dialog).toContainText('Avísale al negocio')
    expect(await readErrors(till.page)).toContain('unlocalize')
    expect(await readErrors(till.page)).toContain('json_script')
  }
  expect(server.shop.payments.size).toBe(0)
})
