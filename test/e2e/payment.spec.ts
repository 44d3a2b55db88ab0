import { expect, keepEvents, test } from './fixtures.ts'

test.beforeEach(({ page }) => keepEvents(page))

test('pays: from the click to the redirect with its reference, and to the row in SQLite', async ({
  backend,
  openShop,
  context,
}) => {
  const till = await openShop({
    attributes: 'total="25.00" success-url="/shop?order=7#thanks" metadata-1="order-7"',
  })
  await till.pay('7875550100')
  await expect(till.dialog).toContainText('Confirma en tu app')
  await expect(till.dialog).toContainText('(787) 555-0100')

  // The customer's own phone, with the total and a button to confirm.
  const phone = await context.newPage()
  await phone.goto(`${backend.url}/simulator/phone?phone=7875550100&lang=es`)
  await phone.getByRole('button', { name: /25\.00/ }).click()
  await phone.getByRole('button', { name: 'Confirmar' }).click()
  const [ticket] = await backend.tickets()

  await expect(till.dialog).toContainText('Pago completado')
  const { reference_number: reference } = backend.rows()[0] ?? {}
  await expect(till.dialog).toContainText(String(reference))
  expect(await till.events()).toEqual([
    'athm-open',
    'athm-beforeinitiate',
    'athm-initiated',
    'athm-confirmed',
    'athm-completed',
  ])
  const detail = await till.detail('athm-completed')
  expect(detail).toMatchObject({
    status: 'COMPLETED',
    total: '25.00',
    referenceNumber: reference,
    metadata1: 'order-7',
  })

  await till.page.waitForURL(/reference_number=/)
  const url = new URL(till.page.url())
  expect(Object.fromEntries(url.searchParams)).toEqual({
    order: '7',
    reference_number: reference,
    ecommerce_id: ticket?.ecommerceId,
  })
  expect(url.hash).toBe('#thanks')
  expect(backend.rows()).toMatchObject([
    { status: 'COMPLETED', total_cents: 2500, ecommerce_id: ticket?.ecommerceId },
  ])
})

test('refuses: says so, charges nothing, and goes to failure-url', async ({ backend, openShop }) => {
  const till = await openShop({ attributes: 'total="25.00" failure-url="/shop?cart=1"' })
  await till.pay('7875550102')
  await expect(till.dialog).toContainText('Pago cancelado')
  await expect(till.dialog).toContainText('Se canceló en tu app de ATH Móvil. No se cobró nada.')
  await till.page.waitForURL(/status=cancelled/)
  expect(new URL(till.page.url()).searchParams.get('cart')).toBe('1')
  expect(backend.rows()).toMatchObject([{ status: 'CANCEL' }])
})

test('expires: when the time is over, with a way to try again', async ({ backend, openShop }) => {
  const till = await openShop({ attributes: 'total="25.00" timeout="120" failure-url="/shop?cart=1"' })
  await till.pay('7875550103')
  await expect(till.dialog).toContainText('Confirma en tu app')
  await backend.jump(121)
  await expect(till.dialog).toContainText('Se acabó el tiempo')
  await expect(till.dialog.getByRole('button', { name: 'Intentar de nuevo' })).toBeVisible()
  await till.page.waitForURL(/status=expired/)
  expect(backend.rows()).toMatchObject([{ status: 'EXPIRED' }])
})

test('cancels: asks first, inside the dialog, and then tells what is true', async ({ backend, openShop }) => {
  const till = await openShop({ attributes: 'total="25.00"', lang: 'en' })
  await till.pay('7875550100')
  await expect(till.dialog).toContainText('Confirm in your app')
  await till.page.keyboard.press('Escape')
  await expect(till.dialog).toContainText('Cancel this payment?')
  await till.dialog.getByRole('button', { name: 'Keep waiting' }).click()
  await expect(till.dialog).toContainText('Confirm in your app')
  await till.page.keyboard.press('Escape')
  await till.dialog.getByRole('button', { name: 'Yes, cancel' }).click()
  await expect(till.dialog).toContainText('Payment cancelled')
  expect((await backend.tickets()).at(-1)?.status).toBe('CANCEL')
  expect(await till.events()).toContain('athm-cancelled')
})

test('a tab that is closed after confirming loses nothing: the payment completes all the same', async ({
  backend,
  openShop,
}) => {
  const till = await openShop()
  await till.pay('7875550100')
  await expect(till.dialog).toContainText('Confirma en tu app')
  await Promise.all([backend.act('confirm'), till.page.close()])
  await expect.poll(() => backend.rows()[0]?.status).toBe('COMPLETED')
})

test.describe('with ATH Móvil elsewhere', () => {
  test.use({ isSimulatorElsewhere: true })

  test('the backend goes away and comes back: the page says so, and the payment goes on', async ({
    backend,
    openShop,
  }) => {
    const till = await openShop()
    await till.pay('7875550100')
    await expect(till.dialog).toContainText('Confirma en tu app')
    await backend.kill()
    await expect(till.dialog).toContainText('seguimos intentando', { timeout: 15_000 })
    await backend.act('confirm')
    await backend.restart()
    await expect(till.dialog).toContainText('Pago completado', { timeout: 20_000 })
    expect(backend.rows()).toMatchObject([{ status: 'COMPLETED' }])
  })
})

test('a page on another origin needs the script tag alone', async ({ backend, openShopElsewhere }) => {
  const till = await openShopElsewhere()
  await till.pay('7875550101')
  await expect(till.dialog).toContainText('Pago completado')
  expect(backend.rows()).toMatchObject([{ status: 'COMPLETED', total_cents: 2500 }])
})

for (const [lang, label, waiting, done] of [
  ['es', 'Pagar con ATH Móvil', 'Confirma en tu app', 'Pago completado'],
  ['en', 'Pay with ATH Móvil', 'Confirm in your app', 'Payment completed'],
] as const) {
  for (const theme of ['btn', 'btn-dark', 'btn-light']) {
    test(`pays in ${lang} with the theme ${theme}`, async ({ openShop }) => {
      const till = await openShop({ attributes: `total="25.00" theme="${theme}"`, lang })
      await expect(till.button).toHaveAccessibleName(label)
      await till.pay('787-555-0101')
      await expect(till.dialog).toContainText(waiting)
      await expect(till.dialog).toContainText(done)
    })
  }
}

test('the script tag alone fetches no dialog; a lost connection is told, and another click gets it', async ({
  openShop,
  page,
}) => {
  const fetched: string[] = []
  page.on('request', (request) => fetched.push(new URL(request.url()).pathname))
  let isCut = true
  await page.route('**/athm-button-dialog.js*', (route) => (isCut ? route.abort() : route.continue()))
  const till = await openShop()
  await expect(till.button).toBeVisible()
  expect(fetched.filter((path) => path.includes('dialog'))).toEqual([])
  await till.button.click()
  await expect(page.locator('athm-button')).toContainText('No pudimos conectar')
  isCut = false
  await till.pay('7875550101')
  await expect(till.dialog).toContainText('Pago completado')
})
