import { expect, test } from './fixtures.ts'

test('a newcomer pays in the demo: basket, button, the phone beside it, and the row in SQLite', async ({
  backend,
  page,
}) => {
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  await page.setViewportSize({ width: 1280, height: 900 })
  await page.goto(`${backend.url}/`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.getByRole('button', { name: 'Añadir Quesito' }).click()

  await page.locator('athm-button').getByRole('button').first().click()
  const dialog = page.locator('athm-button dialog')
  await dialog.getByRole('textbox').fill('7875550100')
  await dialog.getByRole('textbox').press('Enter')
  await expect(dialog).toContainText('Confirma en tu app')

  await page.locator('#phone-frame').hover({ force: true })
  const phone = page.frameLocator('#phone-frame')
  await phone
    .getByRole('button', { name: /\$1\d\.\d\d/ })
    .first()
    .click()
  await phone.getByRole('button', { name: 'Confirmar' }).click()

  await expect(dialog).toContainText('Pago completado')
  await dialog.getByRole('button', { name: 'Listo' }).click()
  const [row] = backend.rows()
  expect(row?.status).toBe('COMPLETED')
  await expect(page.locator('main')).toContainText(String(row?.reference_number))
  await expect(page.getByRole('log')).toContainText('athm-completed')
  expect(complaints).toEqual([])
})

test('the demo speaks English, changes the theme, and comes back from a redirect', async ({
  backend,
  page,
}) => {
  await page.goto(`${backend.url}/?lang=en`)
  await page.getByLabel('btn-dark').check()
  await expect(page.locator('athm-button')).toHaveAttribute('theme', 'btn-dark')
  await page.getByLabel('Redirect after the payment').check()
  await page.locator('athm-button').getByRole('button').first().click()
  const dialog = page.locator('athm-button dialog')
  await dialog.getByRole('textbox').fill('7875550101')
  await dialog.getByRole('textbox').press('Enter')
  await page.waitForURL(/reference_number=/)
  const [row] = backend.rows()
  await expect(page.locator('main')).toContainText(String(row?.reference_number))
})
