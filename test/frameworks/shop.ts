/** What every example has to do: pay, and tell what became of it, in both languages. */

import type { Page } from '@playwright/test'
import type { Backend, Till } from '../e2e/fixtures.ts'
import { expect } from './example.ts'

/**
 * Pays on a narrow screen in Spanish, then refuses in English. Expects the page's words, the database's rows, and no
 * complaint on the console.
 */
export async function shopInBothLanguages(till: Till, page: Page, backend: Backend): Promise<void> {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  const status = page.locator('.words > [role=status]')

  await page.setViewportSize({ width: 360, height: 740 })
  await expect(till.button).toHaveAccessibleName('Pagar con ATH Móvil')
  await till.pay('787-555-0101')
  await expect(till.dialog).toContainText('Pago completado')
  const [paid] = backend.rows()
  expect(paid).toMatchObject({ status: 'COMPLETED', total_cents: 2500 })
  await till.dialog.getByRole('button', { name: 'Listo' }).click()
  await expect(status).toHaveText(`¡Gracias! Tu café va en camino. Referencia: ${paid?.reference_number}`)

  const box = await status.boundingBox()
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThan(360 - 16)

  await page.getByRole('button', { name: 'English' }).click()
  await expect(status).toHaveText(
    `Thank you! Your coffee is on its way. Reference: ${paid?.reference_number}`,
  )
  await expect(till.button).toHaveAccessibleName('Pay with ATH Móvil')
  await till.pay('787-555-0102')
  await expect(till.dialog).toContainText('Payment cancelled')
  await expect(status).toHaveText('Payment cancelled. Your coffee is still here.')
  expect(backend.rows().map((row) => row.status)).toEqual(['COMPLETED', 'CANCEL'])
  expect(complaints).toEqual([])
}

/** Expects that the list of what is bought arrived as a list, not as text. */
export async function expectItems(till: Till): Promise<void> {
  const items = await till.page
    .locator('athm-button')
    .evaluate((element) => Reflect.get(element, 'items') as unknown)
  expect(items).toEqual([
    { name: 'Café molido', description: '12 oz', quantity: 1, price: '22.42', tax: '2.58' },
  ])
}
