import type { Page } from '@playwright/test'
import { expect, test, Till } from './fixtures.ts'

const WIDE = { width: 1280, height: 800 }

/** Starts a payment in the demo, and waits for the phone's answer. */
async function startPayment(page: Page, phone = '7875550100'): Promise<Till> {
  const till = new Till(page)
  await till.pay(phone)
  await expect(till.dialog).toContainText(/Confirma en tu app|Confirm in your app/)
  return till
}

/** Where on the page, however far it is scrolled, the list of test numbers begins. */
function readPlace(page: Page): Promise<[left: number, top: number]> {
  return page.locator('#numbers-title').evaluate((title) => {
    const { left, top } = title.getBoundingClientRect()
    return [left + scrollX, top + scrollY] as [number, number]
  })
}

test('a newcomer pays in the demo: basket, button, the phone beside it, and the row in SQLite', async ({
  backend,
  page,
}) => {
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  await page.setViewportSize(WIDE)
  await page.goto(`${backend.url}/`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.getByRole('button', { name: 'Añadir Quesito' }).click()
  const order = String(await page.locator('#order-number').textContent())
  const place = await readPlace(page)

  const { dialog } = await startPayment(page)
  await page.locator('#phone-frame').hover({ force: true })
  const phone = page.frameLocator('#phone-frame')
  await phone.getByRole('button', { name: order }).click()
  await expect(phone.locator('.line').first()).toContainText('$4.50$2.25 c/u')
  await phone.getByRole('button', { name: 'Confirmar' }).click()

  await expect(dialog).toContainText('Pago completado')
  await dialog.getByRole('button', { name: 'Listo' }).click()
  const [row] = backend.rows()
  expect(row?.status).toBe('COMPLETED')
  await expect(page.locator('#outcome')).toContainText(
    `Pagado $17.00 · referencia ${row?.reference_number} · pedido ${order}`,
  )
  expect(await readPlace(page)).toEqual(place)
  await expect(page.locator('#order-number')).not.toHaveText(order)
  await expect(page.locator('#row-table')).toContainText(String(row?.reference_number))
  await expect(page.getByRole('log')).toContainText('athm-completed')
  expect(complaints).toEqual([])
})

test('the phone beside the shop is within reach of the keyboard while it waits', async ({
  backend,
  page,
}) => {
  await page.setViewportSize(WIDE)
  await page.goto(`${backend.url}/`)
  const { dialog } = await startPayment(page)
  await expect(page.locator('html')).toHaveClass('is-lit')
  await dialog.getByRole('button', { name: 'Cancelar' }).focus()
  await page.keyboard.press('Tab')
  const phone = page.frameLocator('#phone-frame')
  await phone.getByRole('button', { name: 'CVSJ' }).press('Enter')
  await expect(phone.getByRole('heading', { name: 'Solicitud de pago' })).toBeFocused()

  await page.getByRole('button', { name: 'Volver al pago' }).press('Enter')
  await expect(dialog.getByRole('button', { name: 'Cancelar' })).toBeFocused()
  await page.keyboard.press('Tab')
  await phone.getByRole('button', { name: 'Confirmar' }).press('Enter')
  await expect(dialog.getByRole('button', { name: 'Listo' })).toBeFocused()
})

test('a clock that was sped up says so, and slows down by itself when nothing waits', async ({
  backend,
  page,
}) => {
  await page.setViewportSize(WIDE)
  await page.goto(`${backend.url}/?lang=en`)
  const till = await startPayment(page, '7875550103')
  await page.locator('#speed').hover({ force: true })
  await page.getByRole('button', { name: 'Speed up ×60' }).click()
  await expect(page.locator('#clock')).toContainText('It goes ×60!')
  await expect(page.frameLocator('#phone-frame').getByText('×60', { exact: true })).toBeVisible()
  await backend.jump(590)
  await expect(till.dialog).toContainText('Time ran out')
  await expect(page.locator('#clock')).not.toContainText('It goes')
  await expect(page.locator('#outcome')).toContainText('Not paid (expired).')
})

test('the phone lists the newest request first, and a new one takes the place of a finished payment', async ({
  backend,
  page,
  context,
}) => {
  await page.goto(`${backend.url}/`)
  const phone = await context.newPage()
  await phone.goto(`${backend.url}/simulator/phone?lang=es`)
  const shops = [page, await context.newPage()]
  for (const [index, shop] of shops.entries()) {
    if (index > 0) await shop.goto(`${backend.url}/`)
    await startPayment(shop)
    await expect(phone.locator('#pending li')).toHaveCount(index + 1)
  }
  const newest = String(await shops[1]?.locator('#order-number').textContent())
  await expect(phone.locator('#pending li').first()).toContainText(newest)
  await phone.locator('#pending button').first().click()
  await phone.getByRole('button', { name: 'Confirmar' }).click()
  await expect(phone.getByRole('heading', { name: 'Pago completado' })).toBeVisible()
  // The older one waits: it is offered, and the result stays.
  await phone.getByRole('button', { name: 'Otra solicitud espera: $14.22' }).click()
  await phone.getByRole('button', { name: 'Rechazar' }).click()
  await expect(phone.getByRole('heading', { name: 'Rechazaste el pago' })).toBeVisible()

  const third = await context.newPage()
  await third.goto(`${backend.url}/`)
  await startPayment(third)
  await expect(phone.getByRole('heading', { name: 'Solicitud de pago' })).toBeVisible()
  await expect(phone.locator('#sheet')).toContainText(
    String(await third.locator('#order-number').textContent()),
  )
})

test('the total stays in sight on a small phone, however many items there are', async ({ backend, page }) => {
  await page.setViewportSize({ width: 360, height: 640 })
  await page.goto(`${backend.url}/`)
  await page.getByRole('button', { name: 'Añadir Café molido' }).click()
  await startPayment(page)
  await page.goto(`${backend.url}/simulator/phone?lang=es`)
  await page.locator('#pending button').click()
  await expect(page.locator('.line.total')).toBeInViewport({ ratio: 1 })
  await expect(page.getByRole('button', { name: 'Rechazar' })).toBeInViewport({ ratio: 1 })
})

test('the demo speaks English, changes the theme, and checks what a redirect says', async ({
  backend,
  page,
}) => {
  await page.goto(`${backend.url}/?lang=en`)
  await page.getByLabel('btn-dark').check()
  await expect(page.locator('athm-button')).toHaveAttribute('theme', 'btn-dark')
  await page.getByLabel('Redirect after the payment').check()
  await new Till(page).pay('7875550101')
  await page.waitForURL(/reference_number=/)
  const [row] = backend.rows()
  const arrival = page.locator('#arrival')
  await expect(arrival).toContainText('Verified in the database')
  await expect(arrival).toContainText(String(row?.reference_number))

  await page.goto(`${backend.url}/?paid=&lang=en&reference_number=made-up`)
  await expect(arrival).toContainText('The address says: paid.')
  await expect(arrival).toContainText('does not match the database')
})

test('an address alone proves nothing, and a failure is told in words', async ({ backend, page }) => {
  await page.goto(`${backend.url}/?unpaid=&status=failed&code=refused_limit`)
  const arrival = page.locator('#arrival')
  await expect(arrival).toContainText('La dirección dice: no se pagó.')
  await expect(arrival).toContainText('Sin comprobar')
  await expect(arrival).toContainText('fallido')
  await expect(arrival).toContainText('refused_limit')
})

test('the demo asks for the same order after a reload, and its payment goes on', async ({
  backend,
  page,
}) => {
  await page.goto(`${backend.url}/`)
  const { dialog } = await startPayment(page)
  const order = String(await page.locator('#order-number').textContent())
  await page.reload()
  await expect(page.locator('#order-number')).toHaveText(order)
  await expect(dialog).toContainText('Confirma en tu app')
  expect(await backend.tickets()).toHaveLength(1)
})
