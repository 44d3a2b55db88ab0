/** The tabs of one browser, as a customer has them. */

import type { Browser, Page } from 'playwright'
import { speedUp, watchButton, type Control, type Report, type Screen } from './probe.ts'
import { SPEED } from './shop.ts'

/** How long a page may take to come, where nothing keeps it from coming but a machine that is busy. */
const ARRIVAL_MS = 60_000

/** One tab. */
export interface Tab {
  readonly name: string
  readonly page: Page
}

/** What the tabs tell of. */
export interface TabsListener {
  report(tab: string, report: Report): void
  /** Something that a console shows in red, or an error that nobody caught. */
  complain(tab: string, text: string): void
}

/** All tabs of one customer. */
export interface Tabs {
  /** Takes the network away, or gives it back. */
  setOffline(isWanted: boolean): Promise<void>
  /** Closes them all. */
  leave(): Promise<void>
  /** The open ones, oldest first. */
  list(): readonly Tab[]
  open(path?: string): Promise<Tab>
  /** Copies a tab, with what it keeps for itself. */
  duplicate(tab: Tab): Promise<void>
  /** Kills the tab's process where the browser lets us, else closes it; then brings it back, as phones do. */
  kill(tab: Tab): Promise<void>
  close(tab: Tab): Promise<void>
}

const EVENTS = [
  'open',
  'beforeinitiate',
  'initiated',
  'confirmed',
  'completed',
  'cancelled',
  'expired',
  'failed',
  'close',
].map((name) => `athm-${name}`)

/** How long a page may take to do what it is told, in real milliseconds: one that is being replaced never does. */
export const PATIENCE_MS = 5_000

/** Opens a browser window without a past. */
export async function openTabs(browser: Browser, url: string, listener: TabsListener): Promise<Tabs> {
  const context = await browser.newContext({ viewport: { width: 480, height: 640 }, reducedMotion: 'reduce' })
  const tabs: Tab[] = []
  let opened = 0
  let isOffline = false

  await context.addInitScript(speedUp, { speed: SPEED, epoch: Date.now() })
  await context.addInitScript(watchButton, EVENTS)
  await context.exposeBinding('report', ({ page }, report: Report) => listener.report(nameOf(page), report))
  context.on('page', (page) => {
    const tab = { name: `tab${(opened += 1)}`, page }
    tabs.push(tab)
    const gone = (): void => void (tabs.includes(tab) && tabs.splice(tabs.indexOf(tab), 1))
    page.on('close', gone)
    page.on('crash', gone)
    page.on('pageerror', (error) => listener.complain(tab.name, `uncaught: ${error.message}`))
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        listener.complain(tab.name, message.text())
    })
  })
  const nameOf = (page: Page): string => tabs.find((tab) => tab.page === page)?.name ?? 'a closed tab'

  async function open(path = '/shop'): Promise<Tab> {
    const page = await context.newPage()
    await arrive(page, url + path)
    return { name: nameOf(page), page }
  }

  return {
    async setOffline(isWanted) {
      isOffline = isWanted
      await context.setOffline(isWanted)
    },
    leave: () => context.close(),
    list: () => [...tabs],
    open,
    async duplicate({ page }) {
      await within(page.evaluate(() => void window.open(location.href)))
    },
    async kill({ page }) {
      const kept = await within(page.evaluate(() => JSON.stringify({ ...sessionStorage })))
      await crash(page)
      // What a browser brings back needs no network, but a page of ours to put it in does.
      await context.setOffline(false)
      const { page: restored } = await open('/empty')
      await within(
        restored.evaluate((text) => void Object.assign(sessionStorage, JSON.parse(text)), kept ?? '{}'),
      )
      await context.setOffline(isOffline)
      await arrive(restored, `${url}/shop`)
    },
    close: ({ page }) => within(page.close()),
  }
}

/** What a tab shows now; null while it shows nothing of ours. */
export async function readScreen({ page }: Tab): Promise<Screen | null> {
  return (await within(page.evaluate(() => window.chaos.screen()))) ?? null
}

/** What can be pressed in a tab now. */
export async function readControls({ page }: Tab): Promise<readonly Control[]> {
  return (await within(page.evaluate(() => window.chaos.controls()))) ?? []
}

/** Waits, but not for ever: a page that is being replaced, or was, answers nothing. */
export async function within<T>(asked: Promise<T>, ms = PATIENCE_MS): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<undefined>((resolve) => void (timer = setTimeout(resolve, ms, undefined)))
  try {
    return await Promise.race([asked, over])
  } catch {
    return undefined
  } finally {
    clearTimeout(timer)
  }
}

/** Goes to a page, or to the browser's own page that says that there is no network. */
export async function arrive(page: Page, url: string): Promise<void> {
  await within(page.goto(url, { waitUntil: 'commit', timeout: ARRIVAL_MS }), ARRIVAL_MS)
}

async function crash(page: Page): Promise<void> {
  const context = page.context()
  if (context.browser()?.browserType().name() === 'chromium') {
    const session = await within(context.newCDPSession(page))
    const crashed = new Promise((resolve) => void page.once('crash', resolve))
    session?.send('Page.crash').catch(() => {})
    await within(crashed)
  }
  await within(page.close())
}
