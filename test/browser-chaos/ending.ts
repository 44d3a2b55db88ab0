/** What has to be true once nothing goes wrong any more: every screen tells what the server knows, and both books agree. */

import { isShop, look, perform, type Scene } from './acts.ts'
import type { Screen } from './probe.ts'
import type { Customer } from './schedule.ts'
import { arrive, readControls, readScreen, within, type Tab } from './tabs.ts'
import type { PaymentLine } from './witness.ts'

/** How often is looked whether everything has come to rest, and how long lies between two looks, in real milliseconds. */
const LOOKS = 150
const LOOK_EVERY_MS = 100

/** The phases that tell the truth of a status. */
const HONEST: Readonly<Record<PaymentLine['status'], readonly string[]>> = {
  OPEN: ['waiting', 'verifying', 'initiating'],
  CONFIRM: ['authorizing', 'verifying'],
  COMPLETED: ['completed'],
  CANCEL: ['cancelled'],
  EXPIRED: ['expired'],
  FAILED: ['failed'],
}

/** No payment is under way on such a screen, and none is told of. */
const QUIET: ReadonlySet<string> = new Set(['', 'idle', 'phone'])

/** Ends all faults, lets the customer decide, and waits until every screen is true. Returns what is not. */
export async function settle(scene: Scene, ending: Customer): Promise<readonly string[]> {
  const { shop, tabs } = scene
  shop.weather.clear()
  shop.simulator.faults.clear()
  await tabs.setOffline(false)
  for (const tab of tabs.list()) {
    if (new URL(tab.page.url()).pathname === '/elsewhere')
      await perform(scene, { what: 'back', tab: tabs.list().indexOf(tab) })
    await mend(scene, tab)
    await look(tab, false)
  }
  const faults = await untilTrue(() => findUnrest(scene))
  if (faults.length > 0) return faults
  // Whoever still waits is answered: what was asked of a phone meanwhile, too.
  for (let round = 0; round < 3; round++) if ((await shop.act(ending)) === 0) break
  return untilTrue(async () => [...(await findUnrest(scene)), ...(await compareBooks(scene))])
}

/** Loads a page again of which the browser, or the button, could not be had: as people do. */
async function mend({ shop }: Scene, tab: Tab): Promise<void> {
  const screen = await readScreen(tab)
  const { pathname } = new URL(screen?.path ?? '/', shop.url)
  const isWhole = pathname === '/shop' ? screen?.isDefined : pathname === '/thanks' || pathname === '/cart'
  if (isWhole) return
  await arrive(tab.page, `${shop.url}/shop`)
}

/** Asks again until nothing is wrong, twice in a row. Returns what is wrong in the end. */
async function untilTrue(find: () => Promise<readonly string[]>): Promise<readonly string[]> {
  let faults = await find()
  for (let looks = 0, good = 0; looks < LOOKS; looks++) {
    good = faults.length === 0 ? good + 1 : 0
    if (good === 2) break
    await new Promise((resolve) => void setTimeout(resolve, LOOK_EVERY_MS))
    faults = await find()
  }
  return faults
}

/** What some screen shows that is not so. */
async function findUnrest({ shop, tabs, witness }: Scene): Promise<readonly string[]> {
  const screens = await Promise.all(tabs.list().map(async (tab) => ({ tab, screen: await readScreen(tab) })))
  const payments = shop.payments()
  const faults = screens.flatMap(({ tab, screen }) => {
    const fault = screen ? judge(screen, payments) : 'answers nothing'
    return fault ? [`the screen equals the server: ${tab.name} ${fault}`] : []
  })
  // What a customer may be charged for is on some screen, as long as the tab in which it began is there.
  const shown = new Set(screens.map(({ screen }) => screen?.paymentId))
  const unseen = payments.filter((row) => isLive(row) && witness.isMinded(row) && !shown.has(row.id))
  const isLeft = screens.every(({ screen }) => screen?.phase === '')
  return [...faults, ...(isLeft ? [] : unseen.map(({ id }) => `the payment goes on: no tab knows of ${id}`))]
}

function judge(screen: Screen, payments: readonly PaymentLine[]): string | undefined {
  const { phase, path, paymentId, isAway, isOpen, said, reference } = screen
  const row = payments.find(({ id }) => id === paymentId)
  if (path.startsWith('/thanks')) return judgeThanks(path, payments)
  if (path.startsWith('/cart')) return undefined
  if (isOpen && phase !== 'phone' && said === '') return `says nothing of ${phase}`
  if (isOpen && phase === 'completed' && !reference) return 'shows no reference'
  if (isAway) return 'says that the backend is away'
  if (phase === 'initiating' && (!row || row.status !== 'OPEN')) return 'is still asking'
  if (QUIET.has(phase)) {
    return row && isLive(row) ? `shows ${phase}, and its payment is ${row.status}` : undefined
  }
  // A page that was paid stays completed when another payment was only thought of, and then tells of none.
  const isPaid = payments.some(({ status }) => status === 'COMPLETED')
  if (!row)
    return phase === 'failed' || (phase === 'completed' && isPaid)
      ? undefined
      : `shows ${phase} of no payment`
  if (row.review) return undefined
  const isPaidBefore = phase === 'failed' && isPaid
  return isPaidBefore || HONEST[row.status].includes(phase)
    ? undefined
    : `shows ${phase} ("${said}"), and its payment is ${row.status}`
}

function isLive({ status, review }: PaymentLine): boolean {
  return (status === 'OPEN' || status === 'CONFIRM') && !review
}

function judgeThanks(path: string, payments: readonly PaymentLine[]): string | undefined {
  const reference = new URLSearchParams(path.split('?')[1]).get('reference_number')
  const isPaid = payments.some((row) => row.status === 'COMPLETED' && row.reference_number === reference)
  return isPaid ? undefined : 'was sent to success-url without a payment'
}

/** What the shop's books and ATH Móvil's don't agree on. */
async function compareBooks({ shop }: Scene): Promise<readonly string[]> {
  const paid = shop.payments().filter(({ status, review }) => status === 'COMPLETED' && !review)
  const movements = await shop.movements()
  const live = shop.payments().filter(isLive)
  const here = paid.map((row) => `${row.ecommerce_id} ${row.reference_number} ${row.total_cents}`).toSorted()
  const there = movements
    .map((one) => `${one.ecommerceId} ${one.referenceNumber} ${one.totalCents}`)
    .toSorted()
  return [
    ...(here.join() === there.join() ? [] : [`the books agree: here ${here.join()}, there ${there.join()}`]),
    ...live.map(({ id, status }) => `everything ends: ${id} is still ${status}`),
  ]
}

/** Takes a tab through one more payment, as far as there is one to make. Returns what keeps it from that. */
export async function payOnceMore(scene: Scene, isSigned: boolean): Promise<readonly string[]> {
  const { shop, tabs } = scene
  const tab = tabs.list().find(isShop)
  if (!tab) return []
  const isPaid = isSigned && shop.payments().some(({ status }) => status === 'COMPLETED')
  const before = shop.payments().length
  const faults = await untilTrue(async () => {
    const screen = await readScreen(tab)
    if (!screen || screen.phase === '') return []
    const isDone = isPaid
      ? /pagado|paid/.test(screen.said)
      : screen.phase === 'completed' && shop.payments().length > before
    if (isDone) return []
    await goOn(scene, tab, screen)
    return [`the button is usable: ${tab.name} shows ${screen.phase} ${screen.said}`]
  })
  return faults.length > 0 ? faults : compareBooks(scene)
}

/** Leaves what is over, or gives a number where one is asked for. */
async function goOn(scene: Scene, tab: Tab, { isOpen, phase }: Screen): Promise<void> {
  if (!isOpen || phase === 'phone') {
    const tabAt = scene.tabs.list().indexOf(tab)
    await perform(scene, { what: 'pay', tab: tabAt, phone: '7875550101', by: 'enter' })
  } else if (['completed', 'cancelled', 'expired', 'failed'].includes(phase)) {
    const last = (await readControls(tab)).at(-1)
    if (last) await within(tab.page.mouse.click(last.x, last.y))
  }
}
