import { expect, keepEvents, test } from './fixtures.ts'

const SIGNED = {
  total: '31.50',
  subtotal: '28.25',
  tax: '3.25',
  metadata_1: 'order-7',
  items: [{ name: 'Café ☕' }],
}

test.beforeEach(({ page }) => keepEvents(page))

test('pays what was signed, though the page says less; then the order is paid', async ({
  backend,
  openShop,
}) => {
  const order = await backend.sign(SIGNED)
  const till = await openShop({ attributes: `order="${order}" total="1.00" metadata-1="mine"` })
  await till.button.click()
  await expect(till.dialog).toContainText('$31.50')
  await expect(till.dialog).toContainText('Café ☕')
  await till.dialog.getByRole('textbox').fill('7875550101')
  await till.dialog.getByRole('textbox').press('Enter')
  await expect(till.dialog).toContainText('Pago completado')
  expect(backend.rows()).toMatchObject([{ status: 'COMPLETED', total_cents: 3150 }])
  expect(await till.detail('athm-completed')).toMatchObject({ total: '31.50', metadata1: 'order-7' })

  await till.dialog.getByRole('button', { name: 'Listo' }).click()
  await expect(till.page.locator('athm-button')).toHaveAttribute('data-state', 'completed')
  await till.button.click()
  await expect(till.dialog).toContainText('Este pedido ya está pagado')
  await expect(till.dialog).toContainText(String(backend.rows()[0]?.reference_number))

  // Loaded anew before the result is left, the page goes on showing it: it asks for no money.
  await till.page.reload()
  await expect(till.dialog).toContainText('Este pedido ya está pagado')
  await till.dialog.getByRole('button', { name: 'Listo' }).click()

  // A page that knows nothing of it asks the backend, which does.
  await till.page.reload()
  await till.pay('7875550101')
  await expect(till.dialog).toContainText('Este pedido ya está pagado')
  await till.dialog.getByRole('button', { name: 'Listo' }).click()
  expect(await till.detail('athm-failed')).toMatchObject({ code: 'order_paid', recoverable: false })
  expect(backend.rows()).toHaveLength(1)
})

test('refuses an order that was changed, in plain words', async ({ backend, openShop }) => {
  const [header, payload = '', signature] = (await backend.sign(SIGNED)).split('.')
  const changed = Buffer.from(
    Buffer.from(payload, 'base64url').toString().replace('"31.50"', '"1.00"'),
  ).toString('base64url')
  const till = await openShop({ attributes: `order="${header}.${changed}.${signature}"` })
  await till.button.click()
  await expect(till.dialog).toContainText('$1.00')
  await till.dialog.getByRole('textbox').fill('7875550101')
  await till.dialog.getByRole('textbox').press('Enter')
  await expect(till.dialog.getByRole('alert')).toHaveText(
    'Este botón está mal configurado. Avísale al negocio.',
  )
  expect(backend.rows()).toEqual([])
})

test('is paid with one phone at a time', async ({ backend, openShop, context }) => {
  const attributes = `order="${await backend.sign(SIGNED)}"`
  const first = await openShop({ attributes })
  await first.pay('7875550100')
  await expect(first.dialog).toContainText('Confirma en tu app')
  const second = await openShop({ attributes }, await context.newPage())
  await second.pay('7875550199')
  await expect(second.dialog.getByRole('alert')).toContainText('se está pagando con otro teléfono')
  expect(backend.rows()).toHaveLength(1)
})

test('a price tag takes the amount that the customer chooses, as often as somebody pays', async ({
  backend,
  openShop,
}) => {
  const order = await backend.sign({ min: '1', max: '500', reusable: true, origins: [backend.url] })
  const till = await openShop({ attributes: `order="${order}"` })
  for (const amount of ['5.00', '12.34']) {
    await till.button.click()
    await till.dialog.getByLabel('¿Cuánto quieres pagar?').fill('501')
    await till.dialog.getByLabel('Tu número de teléfono').fill('7875550101')
    await till.dialog.getByRole('button', { name: 'Continuar' }).click()
    await expect(till.dialog).toContainText('Escribe de $1.00 a $500.00')
    await till.dialog.getByLabel('¿Cuánto quieres pagar?').fill(amount)
    await till.dialog.getByRole('button', { name: 'Continuar' }).click()
    await expect(till.dialog).toContainText('Pago completado')
    await till.dialog.getByRole('button', { name: 'Listo' }).click()
  }
  expect(backend.rows().map(({ total_cents }) => total_cents)).toEqual([500, 1234])
})

test('Escape in the question goes back to the waiting step, however often it is pressed', async ({
  openShop,
}) => {
  const till = await openShop()
  await till.pay('7875550100')
  for (let press = 0; press < 3; press++) {
    await expect(till.dialog.getByRole('heading')).toHaveText('Confirma en tu app')
    await till.page.keyboard.press('Escape')
    await expect(till.dialog.getByRole('heading')).toHaveText('¿Cancelar este pago?')
    await expect(till.dialog.getByRole('button', { name: 'Seguir esperando' })).toBeFocused()
    await till.page.keyboard.press('Escape')
  }
  await expect(till.dialog.getByRole('heading')).toHaveText('Confirma en tu app')
})
