/** Failures that systems of this kind have had, each shown to be none here: what a customer sees. See test/gauntlet too. */

import type { Page, Route } from '@playwright/test'
import { expect, keepEvents, test, type Backend, type Till } from './fixtures.ts'

const INITIATE = '**/athm/api/initiate/'

/** What stands where a value is missing, in programs that don't look. */
const NO_VALUE = /null|undefined|NaN|\[object/

test.beforeEach(async ({ page }) => {
  await keepEvents(page)
  await page.clock.install()
})

/** Within the page's own time, which passes between two looks. */
const SOON = { timeout: 10 }

/** Lets the page's time pass until something is so: what is due happens in its order, with the answers in between. */
async function passTime(page: Page, isSo: () => Promise<void>, ms = 2_000): Promise<void> {
  await expect(async () => {
    await page.clock.runFor(ms)
    await isSo()
  }).toPass({ timeout: 20_000, intervals: [20] })
}

/** Waits for what the server knows. */
async function untilRow(backend: Backend, status: string): Promise<void> {
  await expect.poll(() => backend.rows().at(-1)?.status).toBe(status)
}

/**
 * Holds every initiate back: the server has answered it, and the page hasn't heard. Done within the page: a route in
 * Firefox knows no request's body, and can't ask the server in the page's place.
 */
async function holdInitiate(
  page: Page,
): Promise<{ untilAnswered: () => Promise<void>; release: () => Promise<void> }> {
  await page.addInitScript(() => {
    const plainFetch = fetch
    const { promise, resolve } = Promise.withResolvers<void>()
    const held = { isAnswered: false, release: resolve }
    Object.assign(globalThis, { held })
    globalThis.fetch = async (input, init) => {
      const answer = await plainFetch(input, init)
      if (!String(input).includes('/athm/api/initiate/')) return answer
      held.isAnswered = true
      await promise
      return answer
    }
  })
  const isAnswered = () =>
    page.evaluate(() => (globalThis as unknown as { held: { isAnswered: boolean } }).held.isAnswered)
  return {
    untilAnswered: () => expect.poll(isAnswered).toBe(true),
    release: () =>
      page.evaluate(() => (globalThis as unknown as { held: { release(): void } }).held.release()),
  }
}

for (const target of ['javascript:document.body.replaceChildren()', '//evil.example/thanks'])
  test(`38: success-url="${target}" leads nowhere`, async ({ openShop, page }) => {
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).hostname))
    const till = await openShop({ attributes: `total="25.00" success-url="${target}"` })
    const { href } = new URL(page.url())
    await till.pay('7875550101')
    await expect(till.dialog.getByRole('button', { name: 'Listo' })).toBeVisible()
    await page.clock.runFor(10_000)
    await till.dialog.getByRole('button', { name: 'Listo' }).click()
    await expect(page.getByRole('heading', { name: 'Tienda' })).toBeVisible()
    expect(page.url()).toBe(href)
    expect(asked).not.toContain('evil.example')
  })

for (const [lang, sentence, next] of [
  ['es', 'Algo falló de nuestro lado. Intenta en un momento.', 'Continuar'],
  ['en', 'Something went wrong on our side. Try again in a moment.', 'Continue'],
] as const)
  test(`39: a 502 with an HTML page is a plain sentence, and the next try pays (${lang})`, async ({
    backend,
    openShop,
    page,
  }) => {
    await page.route(INITIATE, (route: Route) =>
      route.fulfill({
        status: 502,
        contentType: 'text/html',
        body: '<html><h1>502 Bad Gateway</h1><hr>nginx</html>',
      }),
    )
    const till = await openShop({ attributes: 'total="25.00"', lang })
    await till.pay('7875550101')
    await expect(till.dialog.getByRole('alert')).toHaveText(sentence)
    await expect(till.dialog).not.toContainText(/502|Bad Gateway|nginx|unexpected/)
    await page.unroute(INITIATE)
    await till.dialog.getByRole('button', { name: next }).click()
    await expect(page.locator('athm-button')).toHaveAttribute('data-state', 'completed')
    expect(backend.rows()).toMatchObject([{ status: 'COMPLETED' }])
  })

test('40: Escape while initiate is in flight cancels what the server has begun', async ({
  backend,
  openShop,
  page,
}) => {
  const { untilAnswered, release } = await holdInitiate(page)
  const till = await openShop()
  await till.pay('7875550100')
  await untilAnswered()
  await page.keyboard.press('Escape')
  await expect(till.dialog).toContainText('Cancelando la solicitud')
  await release()
  await expect(till.dialog).toContainText('Pago cancelado')
  await untilRow(backend, 'CANCEL')
  expect(await backend.tickets()).toMatchObject([{ status: 'CANCEL' }])
  expect(await till.events()).toContain('athm-cancelled')
})

test('40: Escape while initiate is in flight, too late: the dialog says that it was paid', async ({
  backend,
  openShop,
  page,
}) => {
  const { untilAnswered, release } = await holdInitiate(page)
  const till = await openShop()
  await till.pay('7875550100')
  await untilAnswered()
  await page.keyboard.press('Escape')
  await backend.act('confirm')
  await backend.jump(30)
  await untilRow(backend, 'COMPLETED')
  await release()
  await expect(till.dialog).toContainText('Pago completado')
  await expect(till.dialog).toContainText(String(backend.rows()[0]?.reference_number))
  expect(await till.events()).not.toContain('athm-cancelled')
})

test('41: dismissed and submitted again, there is one live ticket', async ({ backend, openShop, page }) => {
  const till = await openShop()
  const live = async (): Promise<number> =>
    (await backend.tickets()).filter(({ status }) => status === 'OPEN').length
  await till.pay('7875550100')
  await expect(till.dialog).toContainText('Confirma en tu app')
  await page.keyboard.press('Escape')
  await till.dialog.getByRole('button', { name: 'Sí, cancelar' }).click()
  await expect(till.dialog).toContainText('Pago cancelado')
  expect(await live()).toBe(0)
  await till.dialog.getByRole('button', { name: 'Intentar de nuevo' }).click()
  await till.dialog.getByRole('textbox').press('Enter')
  await expect(till.dialog).toContainText('Confirma en tu app')
  expect(await live()).toBe(1)

  await till.dialog.getByRole('button', { name: 'Cambiar número' }).click()
  await till.dialog.getByRole('textbox').fill('7875550103')
  await till.dialog.getByRole('textbox').press('Enter')
  await expect(till.dialog).toContainText('(787) 555-0103')
  expect(await live()).toBe(1)
  expect(backend.rows().map(({ status }) => status)).toEqual(['CANCEL', 'CANCEL', 'OPEN'])
})

test('42: without a reference no "null" is on the screen at any time, or in an address', async ({
  backend,
  openShop,
  page,
}) => {
  const till = await openShop({ attributes: 'total="25.00" failure-url="/shop"' })
  await seeNoGap(till, till.button)
  await till.button.click()
  await seeNoGap(till, till.dialog.getByRole('textbox'))
  await till.dialog.getByRole('textbox').fill('7875550100')
  await till.dialog.getByRole('textbox').press('Enter')
  await seeNoGap(till, till.dialog.getByRole('timer'))
  await backend.act('refuse')
  await seeNoGap(till, till.dialog.getByRole('button', { name: 'Intentar de nuevo' }))
  await passTime(page, async () => expect(page.url()).toContain('status=cancelled'))
  expect(page.url()).not.toMatch(NO_VALUE)
})

test('42: nor when the money moved, and the reference is not there yet', async ({ openShop, page }) => {
  await page.route('**/athm/api/events/*', async (route) => {
    const body = await (await route.fetch()).text()
    await route.fulfill({
      contentType: 'text/event-stream',
      body: body.replaceAll(/"(reference_number|ecommerce_id)":"[^"]*"/g, '"$1":null'),
    })
  })
  const till = await openShop({ attributes: 'total="25.00" success-url="/shop"' })
  await till.pay('7875550101')
  await seeNoGap(till, till.dialog.getByText('Pago completado'))
  expect(await till.detail('athm-completed')).toMatchObject({ referenceNumber: null })
  await till.page.waitForURL((url) => url.pathname === '/shop')
  expect(page.url()).not.toMatch(NO_VALUE)
})

/** Looks at all that is to be read, in the page and for a screen reader, once something is there. */
async function seeNoGap({ page }: Till, what: ReturnType<Page['locator']>): Promise<void> {
  await expect(what.first()).toBeVisible()
  await expect(page.locator('body')).not.toContainText(NO_VALUE)
  expect(await page.locator('body').ariaSnapshot()).not.toMatch(NO_VALUE)
}

test('43: a backend that never answers: the dialog says so, lets go, and pays once it is back', async ({
  backend,
  openShop,
  page,
}) => {
  await page.route('**/athm/api/**', () => {})
  const till = await openShop()
  await till.pay('7875550101')
  await passTime(page, () =>
    expect(till.dialog.getByRole('alert')).toContainText('No pudimos conectar', SOON),
  )
  await page.keyboard.press('Escape')
  await passTime(page, () => expect(till.dialog.getByRole('textbox')).toBeVisible(SOON))
  await expect(till.dialog.getByRole('alert')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(till.dialog).toBeHidden()
  expect(backend.rows()).toEqual([])

  await page.unroute('**/athm/api/**')
  await till.pay('7875550101')
  await expect(till.dialog).toContainText('Pago completado')
  expect(backend.rows()).toHaveLength(1)
})

test('44: failure-url says what became of the payment, and keeps its own query and fragment', async ({
  backend,
  openShop,
  page,
}) => {
  const till = await openShop({ attributes: 'total="25.00" failure-url="/shop?cart=7&a=b%26c#top"' })
  await till.pay('7875550108')
  await expect(till.dialog).toContainText('límite')
  await passTime(page, async () => expect(page.url()).toContain('status='))
  const url = new URL(page.url())
  const [row] = backend.rows()
  expect(row).toMatchObject({ status: 'FAILED', reference_number: null })
  expect(Object.fromEntries(url.searchParams)).toEqual({
    cart: '7',
    a: 'b&c',
    status: 'failed',
    code: 'refused_limit',
  })
  expect(url.hash).toBe('#top')
})

test('44: "Try again" stops failure-url', async ({ openShop, page, backend }) => {
  const till = await openShop({ attributes: 'total="25.00" failure-url="/shop?cart=7"' })
  const again = till.dialog.getByRole('button', { name: 'Intentar de nuevo' })
  // The two seconds until the redirect don't pass by themselves, however long a click takes.
  await page.clock.pauseAt(Date.now() + 60_000)
  await till.pay('7875550102')
  await passTime(page, () => expect(again).toBeVisible(SOON), 100)
  await again.click()
  await page.clock.runFor(10_000)
  await till.dialog.getByRole('textbox').fill('7875550101')
  await till.dialog.getByRole('textbox').press('Enter')
  await passTime(page, () => expect(till.dialog).toContainText('Pago completado', SOON))
  await page.clock.runFor(10_000)
  expect(page.url()).toBe(`${backend.url}/shop`)
  expect(backend.rows().map(({ status }) => status)).toEqual(['CANCEL', 'COMPLETED'])
})
