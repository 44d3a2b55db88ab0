/** Does what a schedule says, as a customer does it: with the mouse, the keyboard, and the browser's own buttons. */

import type { Act } from './schedule.ts'
import type { Shop } from './shop.ts'
import { PATIENCE_MS, readControls, readScreen, within, type Tab, type Tabs } from './tabs.ts'
import type { Witness } from './witness.ts'

/** Where a run takes place. */
export interface Scene {
  readonly shop: Shop
  readonly tabs: Tabs
  readonly witness: Witness
}

/** More tabs than this are no customer's. */
const MAX_TABS = 3

type ActOf<What extends Act['what']> = Extract<Act, { readonly what: What }>

/** Does one act. Returns what came of it, in a few words; an act that makes no sense now does nothing. */
export async function perform(scene: Scene, act: Act): Promise<string> {
  const { shop, tabs } = scene
  if ('tab' in act) {
    const open = tabs.list()
    const tab = open[act.tab % open.length]
    return tab ? `${tab.name}: ${await performInTab(scene, act, tab)}` : 'no tab'
  }
  switch (act.what) {
    case 'new_tab':
      return tabs.list().length < MAX_TABS ? (await tabs.open()).name : 'enough tabs'
    case 'offline':
    case 'online':
      await tabs.setOffline(act.what === 'offline')
      return 'done'
    case 'cut':
      shop.weather.cut()
      return 'done'
    case 'clear':
      shop.weather.clear()
      return 'done'
    case 'trouble':
      shop.weather.add(act)
      return 'done'
    case 'upstream':
      shop.trouble(act.trouble, act.count)
      return 'done'
    case 'customer':
      return `on ${await shop.act(act.does)} tickets`
    case 'time':
      shop.simulator.clock.jump(act.seconds * 1_000)
      return 'done'
  }
}

async function performInTab(
  scene: Scene,
  act: Extract<Act, { readonly tab: number }>,
  tab: Tab,
): Promise<string> {
  const { page } = tab
  switch (act.what) {
    case 'pay':
      return pay(tab, act)
    case 'press':
      return press(tab, act)
    case 'escape':
      for (let time = 0; time < act.times; time++) await within(page.keyboard.press('Escape'))
      return 'done'
    case 'call':
      await within(
        page.evaluate((method) => {
          const button = document.querySelector<HTMLElement & Record<typeof method, () => void>>(
            'athm-button',
          )
          button?.[method]()
        }, act.method),
      )
      return 'done'
    case 'look_away':
    case 'look_back':
      await look(tab, act.what === 'look_away')
      return 'done'
    case 'reattach':
      await within(
        page.evaluate(() => {
          const button = document.querySelector('athm-button')
          const place = button?.parentElement
          button?.remove()
          if (button) place?.append(button)
        }),
      )
      return 'done'
    case 'reload':
    case 'leave':
    case 'back':
      return travel(tab, act.what, scene.shop.url)
    case 'duplicate':
    case 'close':
    case 'kill':
      return handle(scene, act.what, tab)
  }
}

async function handle(
  { shop, tabs, witness }: Scene,
  what: 'duplicate' | 'close' | 'kill',
  tab: Tab,
): Promise<string> {
  const count = tabs.list().length
  if (what === 'duplicate') {
    if (count >= MAX_TABS || !isShop(tab)) return 'not now'
    await tabs.duplicate(tab)
    return 'done'
  }
  if (what === 'close') {
    if (count === 1) return 'the last tab'
    await tabs.close(tab)
    await witness.forsake()
    return 'done'
  }
  if (!isShop(tab)) return 'not now'
  await tabs.kill(tab)
  return shop.url && tabs.list().length > 0 ? 'brought back' : 'lost'
}

/** Opens the dialog if it isn't, gives a number, and goes on. */
async function pay(tab: Tab, { phone, by }: ActOf<'pay'>): Promise<string> {
  const screen = await readScreen(tab)
  if (!screen?.isUsable || (screen.isOpen && screen.phase !== 'phone')) return `not now: ${screen?.phase}`
  if (!screen.isOpen) await press(tab, { roll: 0, times: 1 })
  const field = tab.page.locator('athm-button #phone')
  const isFilled = await within(
    field.fill(phone, { timeout: PATIENCE_MS }).then(() => true),
    PATIENCE_MS,
  )
  if (!isFilled) return 'there is no phone step'
  if (by === 'enter') await within(tab.page.keyboard.press('Enter'))
  else {
    const controls = await readControls(tab)
    await press(tab, { roll: (controls.length - 0.5) / controls.length, times: by === 'double' ? 2 : 1 })
  }
  return 'done'
}

async function press(tab: Tab, { roll, times }: Pick<ActOf<'press'>, 'roll' | 'times'>): Promise<string> {
  const controls = await readControls(tab)
  const control = controls[Math.floor(roll * controls.length)]
  if (!control) return 'nothing to press'
  await within(tab.page.mouse.click(control.x, control.y, { clickCount: times }))
  return `"${control.name}"${times > 1 ? ' twice' : ''}`
}

/** The browser's own ways: they can fail while it is offline, as they do for a customer. */
async function travel({ page }: Tab, how: 'reload' | 'leave' | 'back', url: string): Promise<string> {
  const options = { waitUntil: 'commit', timeout: 2_000 } as const
  const isHere = page.url().startsWith(`${url}/shop`)
  if (how === 'back' ? isHere : !isHere) return 'not now'
  const went = await within(
    (how === 'reload'
      ? page.reload(options)
      : how === 'leave'
        ? page.goto(`${url}/elsewhere`, options)
        : page.goBack(options)
    ).then(() => true),
    2_500,
  )
  return went ? 'done' : 'failed'
}

/** Another app, or another tab, is in front; or this page is again. */
export async function look({ page }: Tab, isAway: boolean): Promise<void> {
  await within(
    page.evaluate((isHidden) => {
      if (document.hidden === isHidden) return
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden })
      document.dispatchEvent(new Event('visibilitychange'))
    }, isAway),
  )
}

/** Tells whether a tab is at the shop's page. */
export function isShop({ page }: Tab): boolean {
  return new URL(page.url()).pathname === '/shop'
}
