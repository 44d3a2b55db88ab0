import type { Page } from '@playwright/test'
import { readBrowserName } from '../../scripts/find-browser.ts'
import { expect, keepEvents, test, type Till } from './fixtures.ts'

test.beforeEach(({ context }) => keepEvents(context))

/** What a tab remembers, as a duplicate of it begins with. */
const readMemory = (page: Page) => page.evaluate(() => sessionStorage.getItem('athm-button') ?? '')

/** Gives a new tab what another one remembers, as a browser does that duplicates or restores one. */
async function duplicate({ page }: Till): Promise<Page> {
  const memory = await readMemory(page)
  const tab = await page.context().newPage()
  await tab.addInitScript((kept) => {
    if (!sessionStorage.getItem('begun')) sessionStorage.setItem('athm-button', kept)
    sessionStorage.setItem('begun', 'yes')
  }, memory)
  return tab
}

/** Kills a tab, as a phone does that needs its memory. Only Chromium's driver can; the other browsers close theirs. */
async function kill(page: Page): Promise<void> {
  if (readBrowserName() !== 'chromium') return page.close()
  const devtools = await page.context().newCDPSession(page)
  const crashed = page.waitForEvent('crash')
  void devtools.send('Page.crash').catch(() => {})
  await crashed
}

test('a reload while the request waits goes on with it: one payment, and it completes', async ({
  backend,
  openShop,
}) => {
  const till = await openShop({ attributes: 'total="25.00" success-url="/shop?thanks=1"' })
  await till.pay('7875550100')
  await expect(till.dialog).toContainText('Confirma en tu app')
  for (let reload = 0; reload < 3; reload++) {
    await till.page.reload()
    await expect(till.dialog).toContainText('Confirma en tu app')
    await expect(till.dialog).toContainText('(787) 555-0100')
  }
  await backend.act('confirm')
  await expect(till.dialog).toContainText('Pago completado')
  expect(await till.events()).toEqual(['athm-open', 'athm-confirmed', 'athm-completed'])
  await till.page.waitForURL(/reference_number=/)
  expect(await readMemory(till.page)).toBe('')
  expect(await backend.tickets()).toHaveLength(1)
  expect(backend.rows()).toMatchObject([{ status: 'COMPLETED' }])
})

test('a reload before the request was answered makes no second one', async ({ backend, openShop }) => {
  await backend.slow('payment', 3_000)
  const till = await openShop()
  await till.pay('7875550100')
  await expect(till.dialog).toContainText('Enviando la solicitud')
  await expect.poll(() => backend.rows().length).toBe(1)
  await till.page.reload()
  await expect(till.dialog).toContainText('Enviando la solicitud')
  await expect(till.dialog).toContainText('Confirma en tu app', { timeout: 15_000 })
  expect(await backend.tickets()).toHaveLength(1)
  expect(await till.events()).toEqual(['athm-open', 'athm-initiated'])
  await backend.act('confirm')
  await expect(till.dialog).toContainText('Pago completado')
})

test('going to another page and back goes on with the payment', async ({ backend, openShop }) => {
  const till = await openShop()
  await till.pay('7875550100')
  await expect(till.dialog).toContainText('Confirma en tu app')
  await till.page.goto(`${backend.url}/healthz`)
  await till.page.goBack()
  await expect(till.dialog).toContainText('Confirma en tu app')
  await till.page.goto(`${backend.url}/healthz`)
  await backend.act('confirm')
  await expect.poll(() => backend.rows()[0]?.status).toBe('COMPLETED')
  await till.page.goBack()
  await expect(till.dialog).toContainText('Pago completado')
  // A page that the browser kept whole, as WebKit does, has heard of the beginning too.
  expect([
    ['athm-open', 'athm-completed'],
    ['athm-open', 'athm-beforeinitiate', 'athm-initiated', 'athm-completed'],
  ]).toContainEqual(await till.events())
  expect(await backend.tickets()).toHaveLength(1)
})

test('a tab that was killed while the customer was in the app tells the outcome when it is back', async ({
  backend,
  openShop,
}) => {
  const till = await openShop({ attributes: 'total="25.00" success-url="/shop?thanks=1"' })
  await till.pay('7875550100')
  await expect(till.dialog).toContainText('Confirma en tu app')
  const tab = await duplicate(till)
  await kill(till.page)
  await backend.act('confirm')
  await expect.poll(() => backend.rows()[0]?.status).toBe('COMPLETED')
  const restored = await openShop({ attributes: 'total="25.00" success-url="/shop?thanks=1"' }, tab)
  await expect(restored.dialog).toContainText('Pago completado')
  expect(await restored.events()).toEqual(['athm-open', 'athm-completed'])
  await tab.waitForURL(/reference_number=/)
  expect(await backend.tickets()).toHaveLength(1)
})

test('a duplicated tab shows the same payment, and one of the two goes where it leads', async ({
  backend,
  openShop,
}) => {
  const attributes = 'total="25.00" success-url="/shop?thanks=1"'
  const first = await openShop({ attributes })
  await first.pay('7875550100')
  await expect(first.dialog).toContainText('Confirma en tu app')
  const second = await openShop({ attributes }, await duplicate(first))
  await expect(second.dialog).toContainText('Confirma en tu app')
  await backend.act('confirm')
  await expect(first.dialog).toContainText('Pago completado')
  await second.page.waitForURL(/reference_number=/)
  await expect(first.dialog.getByRole('button', { name: 'Listo' })).toBeVisible()
  expect(first.page.url()).toBe(`${backend.url}/shop`)
  expect(await first.events()).toContain('athm-completed')
  expect(await backend.tickets()).toHaveLength(1)
})

test('a second tab of the same page takes part in the payment of the first, and asks for none', async ({
  backend,
  openShop,
  context,
}) => {
  const first = await openShop()
  await first.pay('7875550100')
  await expect(first.dialog).toContainText('Confirma en tu app')
  const second = await openShop({}, await context.newPage())
  await expect(second.dialog).toBeHidden()
  await second.pay('7875550100')
  await expect(second.dialog).toContainText('Confirma en tu app')
  expect(await second.detail('athm-initiated')).toMatchObject({
    paymentId: (await first.detail('athm-initiated'))['paymentId'],
  })
  await backend.act('confirm')
  for (const till of [first, second]) await expect(till.dialog).toContainText('Pago completado')
  expect(await backend.tickets()).toHaveLength(1)

  // What is over stands in nobody's way.
  await second.dialog.getByRole('button', { name: 'Listo' }).click()
  await second.pay('7875550100')
  await expect(second.dialog).toContainText('Confirma en tu app')
  expect(await backend.tickets()).toHaveLength(2)
})

test('a tab that is looked at again after its own payment takes part in that of another tab', async ({
  backend,
  openShop,
  context,
}) => {
  const first = await openShop()
  await first.pay('7875550100')
  await expect(first.dialog).toContainText('Confirma en tu app')
  await backend.act('confirm')
  await first.dialog.getByRole('button', { name: 'Listo' }).click()
  const second = await openShop({}, await context.newPage())
  await second.pay('7875550100')
  await expect(second.dialog).toContainText('Confirma en tu app')
  await first.page.evaluate(() => dispatchEvent(new Event('online')))
  await first.pay('7875550100')
  await expect(first.dialog).toContainText('Confirma en tu app')
  expect(await backend.tickets()).toHaveLength(2)
})

for (const [title, phone, path] of [
  ['another phone', '7875550199', '/shop'],
  ['another page', '7875550100', '/shop?product=8'],
] as const)
  test(`a second tab with ${title} is another payment`, async ({ backend, openShop, context }) => {
    const first = await openShop()
    await first.pay('7875550100')
    await expect(first.dialog).toContainText('Confirma en tu app')
    const second = await openShop({}, await context.newPage())
    await second.page.goto(`${backend.url}${path}`)
    await second.pay(phone)
    await expect(second.dialog).toContainText('Confirma en tu app')
    expect(await backend.tickets()).toHaveLength(2)
  })

test('a wrong number leaves one request in the app, also when the page is loaded anew meanwhile', async ({
  backend,
  openShop,
}) => {
  const till = await openShop({ attributes: 'total="25.00" failure-url="/shop?cart=1"' })
  await till.pay('7875550100')
  await expect(till.dialog).toContainText('Confirma en tu app')
  await backend.slow('cancel', 9_000)
  await till.dialog.getByRole('button', { name: 'Cambiar número' }).click()
  await expect(till.dialog).toContainText('Verificando tu pago')
  await till.page.reload()
  await expect(till.dialog).toContainText('Verificando tu pago')
  await backend.jump(9)
  await expect(till.dialog.getByRole('textbox')).toHaveValue('(787) 555-0100')
  await till.dialog.getByRole('textbox').fill('7875550199')
  await till.dialog.getByRole('textbox').press('Enter')
  await expect(till.dialog).toContainText('(787) 555-0199')
  const tickets = await backend.tickets()
  expect(tickets.map(({ status }) => status)).toEqual(['CANCEL', 'OPEN'])
  expect(await till.events()).not.toContain('athm-cancelled')
  expect(till.page.url()).toBe(`${backend.url}/shop`)
})
