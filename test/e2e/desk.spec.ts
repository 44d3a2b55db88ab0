import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Locator, Page } from '@playwright/test'
import { expect, listenForErrors, test } from './simulator-site.ts'

const ONE = '7875550100'

/** Runs the line that is shown beside an action, in a real shell. */
async function runLine(place: Locator): Promise<string> {
  const line = String(await place.locator('.line code').first().textContent())
  expect(line).toMatch(/^curl /)
  const { stdout } = await promisify(execFile)('sh', ['-c', `${line} --silent --show-error --fail`])
  return stdout
}

/** Writes over what a field of numbers shows: Firefox's driver can't select it, and would write on behind it. */
async function overwrite(field: Locator, text: string): Promise<void> {
  await field.press('End')
  for (let left = (await field.inputValue()).length; left > 0; left--) await field.press('Backspace')
  await field.fill(text)
}

const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).press('Enter')

test('a ticket arrives by itself, and each act does what its line for the shell does', async ({
  page,
  site,
}) => {
  const errors = listenForErrors(page)
  await page.goto(`${site.url}/desk?lang=en`)
  await expect(page.getByText('There are no tickets here.')).toBeVisible()
  const rows = page.locator('#tickets-rows')
  const paid = await site.pay(ONE, 25)
  await expect(rows.getByRole('link', { name: /\$25\.00/ })).toContainText('COMPLETED')

  await rows.getByRole('link', { name: /\$25\.00/ }).press('Enter')
  const detail = page.getByRole('region', { name: '$25.00' })
  await expect(detail.getByRole('heading', { name: '$25.00' })).toBeFocused()
  await detail.getByLabel('Amount').fill('10')
  await detail.getByLabel('Message').fill("It's spilt")
  await press(page, 'Refund')
  await expect(detail.getByText("$10.00 · It's spilt")).toBeVisible()
  await expect(detail.getByLabel('Amount')).toHaveValue('15.00')
  await detail.getByLabel('Message').fill("It's 'all' back")
  await runLine(detail.locator('form'))
  await expect(detail.getByText('All of it was sent back already.')).toBeVisible()
  const { refunds } = await site.control(`tickets/${paid.ecommerceId}`)
  expect(refunds).toMatchObject([
    { amount: 10, message: "It's spilt" },
    { amount: 15, message: "It's 'all' back" },
  ])

  for (const [act, event] of [
    ['Confirm', 'confirmed'],
    ['Refuse', 'refused'],
    ['Let it expire', 'expired'],
  ] as const) {
    const [byButton, byLine] = [await site.ask(ONE, 7), await site.ask(ONE, 8)]
    await page.goto(`${site.url}/desk?lang=en#tickets/${byButton.ecommerceId}`)
    await page
      .getByRole('region', { name: '$7.00' })
      .getByRole('button', { name: act, exact: true })
      .press('Enter')
    await page.goto(`${site.url}/desk?lang=en#tickets/${byLine.ecommerceId}`)
    await runLine(page.getByRole('region', { name: '$8.00' }).locator('form').filter({ hasText: act }))
    for (const { ecommerceId } of [byButton, byLine]) {
      await expect
        .poll(async () => (await site.control(`tickets/${ecommerceId}`))['history'])
        .toContainEqual(expect.objectContaining({ event }))
    }
  }
  expect(errors).toEqual([])
})

test('a test ticket is opened as a business opens one, by the button and by the line', async ({
  page,
  site,
}) => {
  await page.goto(`${site.url}/desk?lang=en`)
  await page.getByText('Open a test ticket').click()
  const form = page.locator('#open-ticket')
  await form.getByLabel('Phone').fill('787-555-0103')
  await form.getByLabel('Total').fill('12.34')
  await press(page, 'Open')
  await expect(form.getByText('Done.')).toBeVisible()
  expect(await runLine(form)).toContain('"status":"success"')
  const { tickets } = await site.control('tickets')
  expect(tickets).toMatchObject([1, 2].map(() => ({ status: 'OPEN', total: 12.34, phone: '7875550103' })))
})

test('tickets are narrowed down by status and phone, and the line follows', async ({ page, site }) => {
  await site.pay(ONE, 11)
  await site.ask('7875550103', 12)
  await site.ask(ONE, 13)
  await page.goto(`${site.url}/desk?lang=en`)
  const rows = page.locator('#tickets-rows li')
  await expect(rows).toHaveCount(3)
  await expect(rows.first()).toContainText('$13.00')
  await page.locator('#tickets-filter').getByLabel('Status').selectOption('OPEN')
  await expect(rows).toHaveCount(2)
  await page.locator('#tickets-filter').getByLabel('Phone').fill('(787) 555-0103')
  await expect(rows).toHaveCount(1)
  const said = JSON.parse(await runLine(page.locator('#tickets-line'))) as { tickets: { total: number }[] }
  expect(said.tickets.map(({ total }) => total)).toEqual([12])
})

test('a webhook is shown with its answer and sent again; an event of any kind goes out', async ({
  page,
  site,
}) => {
  await site.pay(ONE, 25)
  await page.goto(`${site.url}/desk?lang=en#webhooks`)
  const rows = page.locator('#webhooks-rows li')
  await rows.getByRole('link', { name: /ecommerce_completed/ }).click()
  const detail = page.locator('#webhook')
  await expect(detail.getByRole('region', { name: 'What was sent' })).toContainText('"total": 25')
  await expect(detail.getByRole('region', { name: 'What it answered' })).toContainText('"heard": true')
  await press(page, 'Send again')
  await expect(rows).toHaveCount(2)
  await expect(rows.first()).toContainText('resend')
  await runLine(detail)
  await expect(rows).toHaveCount(3)

  await page.getByText('Send an event').click()
  await page.getByLabel('Event').selectOption('donation')
  await overwrite(page.getByRole('spinbutton', { name: 'Times' }), '2')
  await press(page, 'Send')
  await expect(rows).toHaveCount(5)
  await runLine(page.locator('#send-event'))
  await expect(rows).toHaveCount(7)
  await expect(rows.first()).toContainText('donation')
})

test('faults are armed and disarmed, and the clock is moved', async ({ page, site }) => {
  await page.goto(`${site.url}/desk?lang=en#faults`)
  const form = page.locator('#arm-fault')
  await form.getByLabel('Call').selectOption('authorization')
  await form.getByLabel('What happens').selectOption('status_after')
  await overwrite(form.getByLabel('HTTP status'), '500')
  await overwrite(form.getByLabel('How many'), '2')
  await press(page, 'Arm')
  const rows = page.locator('#faults-rows li')
  await expect(rows).toHaveText(/authorization · status_after.*0 done · 2 to come/)
  await runLine(form)
  await expect(rows).toHaveCount(2)
  const { faults } = await site.control('faults')
  const [first, second] = (faults as { id: number }[]).map(({ id: _id, ...fault }) => fault)
  expect(second).toEqual(first)
  expect(first).toMatchObject({ endpoint: 'authorization', kind: 'status_after', status: 500, left: 2 })
  await runLine(page.locator('#clear-faults'))
  await expect(page.getByText('Nothing: all goes well.').last()).toBeVisible()

  await page.getByRole('link', { name: 'Clock' }).press('Enter')
  await page.getByLabel('Speed').selectOption('60')
  await press(page, 'Change')
  await expect(page.locator('#now-speed')).toHaveText('×60')
  await page.getByLabel('Speed').selectOption('1')
  await runLine(page.locator('#set-speed'))
  await expect(page.locator('#now-speed')).toBeHidden()
  const before = Date.parse(String((await site.control('clock'))['now']))
  await overwrite(page.getByLabel('Move on (seconds)'), '86400')
  await press(page, 'Move on')
  await expect
    .poll(async () => Date.parse(String((await site.control('clock'))['now'])) - before)
    .toBeGreaterThan(86_400_000)
  const moved = Date.parse(String((await site.control('clock'))['now']))
  const day = new Intl.DateTimeFormat('en-US', { timeZone: 'America/Puerto_Rico', dateStyle: 'long' })
  await expect(page.locator('#big-day')).toHaveText(day.format(moved))
})

test('the ledger sums up, and a private token is shown only to who asks', async ({ page, site }) => {
  await site.pay(ONE, 25)
  await page.goto(`${site.url}/desk?lang=en#ledger`)
  await expect(page.locator('#sums')).toContainText('Captured$25.00')
  await expect(page.locator('#movements-rows li')).toHaveText(/Payment · .*\$25\.00/)
  await page.getByRole('link', { name: 'Businesses' }).click()
  const { businesses } = await site.control('businesses')
  const [{ privateToken }] = businesses as [{ privateToken: string }]
  await expect(page.locator('#businesses')).not.toContainText(privateToken)
  await page.getByRole('button', { name: /Show the private token/ }).press('Enter')
  await expect(page.locator('#businesses')).toContainText(privateToken)
})

test('of thousands of tickets the newest hundred are shown, and more on demand', async ({ page, site }) => {
  for (let hundred = 0; hundred < 20; hundred++) {
    await Promise.all(Array.from({ length: 100 }, () => site.ask(ONE, 100 + hundred)))
  }
  await site.ask(ONE, 777)
  await page.goto(`${site.url}/desk?lang=en`)
  const rows = page.locator('#tickets-rows li')
  await expect(rows).toHaveCount(100)
  await expect(rows.first()).toContainText('$777.00')
  await expect(page.getByText('The newest 100 of 2,001.')).toBeVisible()
  await press(page, 'Show more')
  await expect(rows).toHaveCount(200)
})

test('a simulator that begins anew while the desk is open is found again', async ({ page, site }) => {
  const { ecommerceId } = await site.ask(ONE, 10)
  await page.goto(`${site.url}/desk?lang=es#tickets/${ecommerceId}`)
  await expect(page.getByRole('region', { name: '$10.00' })).toBeVisible()
  await site.restart()
  await expect(page.getByText('El simulador no lo conoce')).toBeVisible()
  await site.ask(ONE, 12)
  await expect(page.locator('#tickets-rows li')).toHaveText(/\$12\.00/)
  await expect(page.locator('#trouble')).toBeHidden()
})

test('on the screen of a phone no event is broken in two, and businesses stand apart', async ({
  page,
  site,
}) => {
  await page.setViewportSize({ width: 360, height: 740 })
  await site.control('webhooks', { kind: 'ecommerce_completed' })
  await page.goto(`${site.url}/desk?lang=es#webhooks`)
  const name = page.locator('#webhooks-rows .what')
  await expect(name).toHaveText('ecommerce_completed')
  const lines = await name.evaluate((cell) => {
    const text = document.createRange()
    text.selectNodeContents(cell)
    return text.getClientRects().length
  })
  expect(lines).toBe(1)

  await site.control('businesses', { name: 'Colmado' })
  await page.goto(`${site.url}/desk?lang=en#businesses`)
  const cards = page.locator('#businesses article')
  await expect(cards).toHaveCount(2)
  const [first, second] = await cards.evaluateAll((all) => all.map((card) => card.getBoundingClientRect()))
  expect(Number(second?.top) - Number(first?.bottom)).toBeGreaterThanOrEqual(8)
})

test('names with markup are shown as text', async ({ page, site }) => {
  const errors = listenForErrors(page)
  const hostile = '<img src=x onerror=alert(1)>'
  const item = { name: hostile, description: hostile, quantity: 1, price: 5, tax: 0, metadata: hostile }
  const { ecommerceId } = await site.pay(ONE, 5, { metadata1: hostile, metadata2: hostile, items: [item] })
  await site.control(`tickets/${ecommerceId}/refund`, { message: hostile })
  await site.control('webhooks', { kind: 'unknown', body: hostile })
  for (const place of [`tickets/${ecommerceId}`, 'webhooks', 'webhooks/1', 'ledger']) {
    await page.goto(`${site.url}/desk?lang=en#${place}`)
    await expect(page.locator('main .row:visible').first()).toBeVisible()
  }
  await page.goto(`${site.url}/desk?lang=en#tickets/${ecommerceId}`)
  await expect(page.getByText(hostile).first()).toBeVisible()
  expect(await page.locator('img').count()).toBe(0)
  expect(errors).toEqual([])
})
