import type { Page } from '@playwright/test'
import { ensureBuilt } from '../../scripts/built.ts'
import { readBrowserName } from '../../scripts/find-browser.ts'
import { MOMENTS, REFERENCE, type Moment } from '../moments.ts'
import { browserTest as test, expect } from './fixtures.ts'
import { stage, toShopUrl } from './staged-shop.ts'

test.beforeAll(() => ensureBuilt())

function momentOf(name: string): Moment {
  const moment = MOMENTS.find((one) => one.name === name)
  if (!moment) throw new Error(`There is no moment called ${name}.`)
  return moment
}

/** What stands out of its place: cut off, wider than the page, or out of reach by scrolling. */
function findCut(page: Page): Promise<string[]> {
  return page.locator('athm-button').evaluate((button) => {
    const root = button.shadowRoot
    const dialog = root?.querySelector('dialog')
    if (!root || !dialog) return ['There is no dialog.']
    const faults: string[] = []
    if (document.documentElement.scrollWidth > innerWidth) faults.push('the page is wider than the window')
    const frame = dialog.getBoundingClientRect()
    if (frame.left < 0 || frame.right > innerWidth || frame.top < 0 || frame.bottom > innerHeight + 1)
      faults.push(`the dialog is out of the window: ${JSON.stringify(frame)}`)
    if (dialog.scrollWidth > dialog.clientWidth) faults.push('the dialog scrolls sideways')
    for (const element of dialog.querySelectorAll<HTMLElement>('*:not(svg, svg *, .hidden)')) {
      if (!element.checkVisibility()) continue
      const { overflowX } = getComputedStyle(element)
      if (overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1)
        faults.push(`cut off: ${element.outerHTML}`)
      element.scrollIntoView({ block: 'center' })
      const { left, right, top, bottom } = element.getBoundingClientRect()
      const isWhole = left >= frame.left - 1 && right <= frame.right + 1
      if (!isWhole || bottom <= frame.top || top >= frame.bottom)
        faults.push(`out of reach: ${element.outerHTML}`)
    }
    return faults
  })
}

/** Moments with the most in them. */
const FULL = ['phone, items open, long name', 'amount, wrong', 'away', 'completed, in sandbox', 'verifying']

for (const name of FULL) {
  test(`magnified to 400 %, everything can be reached: ${name}`, async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 256 })
    await stage(page, momentOf(name), { lang: 'es' })
    expect(await findCut(page)).toEqual([])
  })

  // WCAG 2.2, 1.4.12.
  test(`with the text spaced out, nothing is cut off: ${name}`, async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 640 })
    await stage(page, momentOf(name), { lang: 'es' })
    await page.locator('athm-button').evaluate((button) => {
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`)
      button.shadowRoot?.adoptedStyleSheets.push(sheet)
    })
    expect(await findCut(page)).toEqual([])
  })
}

// No other browser's driver can force them.
test(
  'with forced colours, every action and every field has an edge',
  { tag: '@chromium' },
  async ({ page }) => {
    await page.emulateMedia({ forcedColors: 'active' })
    for (const name of ['phone, wrong number', 'waiting', 'closing', 'completed']) {
      await stage(page, momentOf(name), { lang: 'en' })
      const bare = await page.locator('athm-button').evaluate((button) => {
        const all = button.shadowRoot?.querySelectorAll('dialog, dialog :is(button, input)') ?? []
        return [...all]
          .filter((element) => {
            const { borderTopWidth, borderTopColor, backgroundColor } = getComputedStyle(element)
            return parseFloat(borderTopWidth) < 1 || borderTopColor === backgroundColor
          })
          .map((element) => element.outerHTML)
      })
      expect(bare, name).toEqual([])
    }
    const ring = page.locator('athm-button')
    await stage(page, momentOf('waiting'), { lang: 'en' })
    const [left, line] = await ring.evaluate((button) =>
      [...(button.shadowRoot?.querySelectorAll('[part=ring] circle') ?? [])].map(
        (circle) => getComputedStyle(circle).stroke,
      ),
    )
    expect(left).not.toBe(line)
  },
)

test('in a page that is read from the right, numbers and amounts are read right', async ({ page }) => {
  await stage(page, momentOf('waiting'), { lang: 'es', dir: 'rtl', pageLang: 'ar' })
  const dialog = page.locator('athm-button dialog')
  await expect(dialog).toHaveAttribute('lang', 'es')
  const places = await dialog
    .locator('[part=text] b')
    .last()
    .evaluate((phone) => {
      const text = [...phone.childNodes].find((node) => node instanceof Text && node.data.includes('(787)'))
      if (!(text instanceof Text)) return []
      return ['(787)', '555'].map((digits) => {
        const range = document.createRange()
        range.setStart(text, text.data.indexOf(digits))
        range.setEnd(text, text.data.indexOf(digits) + digits.length)
        return range.getBoundingClientRect().left
      })
    })
  expect(places[0]).toBeLessThan(Number(places[1]))
  expect(await findCut(page)).toEqual([])
})

test('gives the focus back to the button, also when what opened it is gone', async ({ page }) => {
  await stage(page, momentOf('phone'), { lang: 'es' })
  const focused = () => page.evaluate(() => document.activeElement?.localName)
  await page.keyboard.press('Escape')
  await expect(page.locator('athm-button')).toHaveAttribute('data-state', 'idle')
  await expect.poll(focused).toBe('athm-button')

  await page.evaluate(() => {
    const opener = document.createElement('button')
    opener.textContent = 'opener'
    opener.addEventListener('click', () => document.querySelector('athm-button')?.open())
    document.body.append(opener)
  })
  await page.getByRole('button', { name: 'opener' }).click()
  await expect(page.locator('athm-button #phone')).toBeFocused()
  await page.evaluate(() => document.body.lastElementChild?.remove())
  await page.keyboard.press('Escape')
  await expect.poll(focused).toBe('athm-button')
})

test('keeps the focus inside, however often Tab is pressed', async ({ page }) => {
  await stage(page, momentOf('waiting'), { lang: 'es' })
  await page.evaluate(() => {
    const link = document.createElement('a')
    link.href = '#'
    link.textContent = 'outside'
    document.body.append(link)
  })
  const seen = new Set<string>()
  for (let press = 0; press < 8; press++) {
    await page.keyboard.press('Tab')
    seen.add(await page.evaluate(() => document.activeElement?.localName ?? ''))
  }
  expect([...seen]).not.toContain('a')
  expect([...seen]).toContain('athm-button')
})

test('copies the reference, and says so', async ({ page }) => {
  // A Chromium without a window asks nobody, and refuses.
  if (readBrowserName() === 'chromium') await page.context().grantPermissions(['clipboard-write'])
  await stage(page, momentOf('completed'), { lang: 'es' })
  await page.getByRole('button', { name: 'Copiar Referencia' }).click()
  await expect(page.locator('athm-button dialog').getByRole('status')).toHaveText('Referencia copiada.')
  await page.getByRole('button', { name: 'Listo' }).click()
  await page.evaluate(() => {
    const field = document.createElement('textarea')
    document.body.append(field)
    field.focus()
  })
  await page.keyboard.press('ControlOrMeta+v')
  await expect(page.locator('textarea')).toHaveValue(REFERENCE)
})

test('shifts nothing on the page while it is being defined, with the documented rule', async ({ page }) => {
  await stage(page, momentOf('idle'), { lang: 'es', isLate: true })
  await page.goto(toShopUrl())
  const shift = await page.evaluate(async () => {
    let sum = 0
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) sum += (entry as PerformanceEntry & { value: number }).value
    })
    observer.observe({ type: 'layout-shift', buffered: true })
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    await frame()
    const before = document.querySelector('athm-button')?.getBoundingClientRect().toJSON() as object
    const isDefined = Boolean(customElements.get('athm-button'))
    const address = '/athm/athm-button.js'
    await import(address)
    await document.querySelector('athm-button')?.updateComplete
    await frame()
    const after = document.querySelector('athm-button')?.getBoundingClientRect().toJSON() as object
    return { sum, isDefined, before, after }
  })
  expect(shift.isDefined).toBe(false)
  expect(shift.after).toEqual(shift.before)
  expect(shift.sum).toBe(0)
})
