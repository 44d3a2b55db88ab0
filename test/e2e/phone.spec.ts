import { expect, listenForErrors, test, type Site } from './simulator-site.ts'

const ONE = '7875550100'
const OTHER = '7875550199'

const open = (site: Site, query = ''): string => `${site.url}/phone?lang=es${query}`

test('two phones on one page: one confirms, the other refuses, and a payment arrives by itself', async ({
  page,
  site,
}) => {
  const errors = listenForErrors(page)
  await page.goto(open(site, `&phone=${ONE}&phone=${OTHER}`))
  await expect(page.getByText('Nada por confirmar')).toBeVisible()
  const phones = page.getByRole('navigation', { name: 'Teléfonos' })
  await expect(phones.getByRole('button', { name: '(787) 555-0100', exact: true })).toHaveAttribute(
    'aria-current',
    'true',
  )

  const first = await site.ask(ONE, 10)
  await expect(page.getByRole('button', { name: /\$10\.00/ })).toBeVisible()
  const second = await site.ask(OTHER, 20)
  // It is another phone's: a badge, and a word to those who hear the page.
  await expect(phones.getByRole('button', { name: '(787) 555-0199 1 esperando' })).toBeVisible()
  await expect(page.locator('#announcer')).toHaveText(
    'Llegó una solicitud de $20.00 de Café del Viejo San Juan al (787) 555-0199.',
  )
  await expect(page.getByRole('button', { name: /\$20\.00/ })).toHaveCount(0)
  await expect(page).toHaveTitle(/^\(2\)/)

  await page.getByRole('button', { name: /\$10\.00/ }).click()
  await page.getByRole('button', { name: 'Confirmar' }).click()
  await expect(page.getByRole('heading', { name: 'Confirmaste el pago' })).toBeFocused()
  await page.getByRole('button', { name: 'Otra espera en el' }).click()
  await page.getByRole('button', { name: 'Rechazar' }).click()
  await expect(page.getByRole('heading', { name: 'Rechazaste el pago' })).toBeVisible()
  await expect(page.getByText('No se cobró nada.')).toBeVisible()
  expect(await site.statusOf(first)).toBe('CONFIRM')
  expect(await site.statusOf(second)).toBe('CANCEL')
  expect(errors).toEqual([])
})

test('phones are added and removed, and a reload keeps them', async ({ page, site }) => {
  await page.goto(open(site))
  const add = page.getByRole('button', { name: 'Añadir teléfono' })
  for (const number of ['787-555-0100', '(787) 555-0199']) {
    await add.press('Enter')
    await page.getByLabel('Número del teléfono').fill(number)
    await page.keyboard.press('Enter')
  }
  await add.press('Enter')
  await page.getByLabel('Número del teléfono').fill('787-555')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Escribe los 10 dígitos')).toBeVisible()
  await expect(page.getByLabel('Número del teléfono')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(add).toBeFocused()
  expect(new URL(page.url()).searchParams.getAll('phone')).toEqual([ONE, OTHER])

  await page.reload()
  await expect(page.getByRole('button', { name: '(787) 555-0199', exact: true })).toHaveAttribute(
    'aria-current',
    'true',
  )
  await page.getByRole('button', { name: 'Quitar (787) 555-0199' }).press('Enter')
  await expect(page.getByRole('button', { name: '(787) 555-0100', exact: true })).toBeFocused()
  expect(new URL(page.url()).searchParams.getAll('phone')).toEqual([ONE])
})

test('the time left runs by the simulator’s clock, and a person lets a request expire', async ({
  page,
  site,
}) => {
  const asked = await site.ask(ONE, 10)
  await site.control('clock', { jump_seconds: 300 })
  await page.goto(open(site, `&phone=${ONE}`))
  await page.getByRole('button', { name: /\$10\.00/ }).press('Enter')
  await expect(page.getByRole('timer')).toHaveText(/^(5:00|4:5\d)$/)
  await page.getByRole('button', { name: 'Dejar vencer ahora' }).press('Enter')
  await expect(page.getByRole('heading', { name: 'Se acabó el tiempo' })).toBeFocused()
  expect(await site.control(`tickets/${asked.ecommerceId}`)).toMatchObject({
    status: 'CANCEL',
    expired: true,
  })
})

test('a request that was decided elsewhere in the meantime is told as such', async ({ page, site }) => {
  const asked = await site.ask(ONE, 10)
  await page.goto(open(site))
  await page.getByRole('button', { name: /\$10\.00/ }).click()
  await expect(page.getByRole('button', { name: 'Confirmar' })).toBeVisible()
  // The page hears nothing: the answer to its own act is what tells it.
  await page.route(/control\/tickets\?/, (route) => route.abort())
  await page.route(/control\/tickets\/[^/]+$/, (route) => route.abort())
  await site.control(`tickets/${asked.ecommerceId}/refuse`, {})
  await page.getByRole('button', { name: 'Confirmar' }).click()
  await expect(page.getByText('No pudimos hablar con el simulador')).toBeVisible()
  await page.unrouteAll()
  await expect(page.getByText('Llegaste tarde')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Rechazaste el pago' })).toBeVisible()
})

test('a simulator that begins anew is found again, and the request that it forgot is told', async ({
  page,
  site,
}) => {
  await site.ask(ONE, 10)
  await page.goto(open(site, `&phone=${ONE}`))
  await page.getByRole('button', { name: /\$10\.00/ }).click()
  await site.restart()
  await expect(page.getByText('El simulador ya no conoce esa solicitud')).toBeVisible()
  await expect(page.getByText('Nada por confirmar')).toBeVisible()
  await site.ask(ONE, 33)
  await expect(page.getByRole('button', { name: /\$33\.00/ })).toBeVisible()
})

test('where the stream does not come, the page asks each second', async ({ page, site }) => {
  await page.route('**/control/live', (route) => route.abort())
  await page.goto(open(site))
  await expect(page.getByText('Nada por confirmar')).toBeVisible()
  await site.ask(ONE, 10)
  await expect(page.getByRole('button', { name: /\$10\.00/ })).toBeVisible()
})

test('the browser’s language comes first, and the switch is remembered', async ({ page, site }) => {
  await page.goto(`${site.url}/phone`)
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await page.getByRole('button', { name: 'Español' }).click()
  await expect(page.getByRole('heading', { name: 'Por confirmar' })).toBeVisible()
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('lang', 'es')
})

test('names with markup are shown as text', async ({ page, site }) => {
  const errors = listenForErrors(page)
  const hostile = '<img src=x onerror="document.title=\'owned\'">'
  const item = { name: hostile, description: hostile, quantity: 1, price: 5, tax: 0, metadata: hostile }
  await site.ask(ONE, 5, { metadata1: '<b>1</b>', items: [item] })
  await page.goto(open(site))
  await page.getByRole('button', { name: /\$5\.00/ }).click()
  await expect(page.getByText(hostile).first()).toBeVisible()
  await expect(page.locator('#sheet').getByText('Pedido <b>1</b>')).toBeVisible()
  expect(await page.locator('img').count()).toBe(0)
  expect(errors).toEqual([])
})
