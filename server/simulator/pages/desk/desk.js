// @ts-check
/** The developer's desk: one view at a time, as the address says, kept up to date while somebody looks at it. */

import { ask } from '../shared/ask.js'
import { createClock } from '../shared/clock.js'
import { byId, formatDay, formatHour, say } from '../shared/format.js'
import { createSwitch, readLang, showTexts } from '../shared/lang.js'
import { watch } from '../shared/live.js'
import { createBusinessesView } from './businesses.js'
import { createFaultsView } from './faults.js'
import { createLedgerView } from './ledger.js'
import { texts, textOf } from './texts.js'
import { createTicketsView } from './tickets.js'
import { createTimeView } from './time.js'
import { createWebhooksView } from './webhooks.js'

const TICK_MS = 250

/**
 * What every view works with.
 * @typedef {object} Desk
 * @property {() => import('./texts.js').Lang} lang
 * @property {ReturnType<typeof createClock>} clock
 * @property {() => void} refresh looks at everything now
 *
 * One part of the desk.
 * @typedef {object} View
 * @property {readonly string[]} subjects which news concern it, as `control/live` names them
 * @property {(detail: string) => Promise<void>} load asks for what it shows, and shows it; `detail` is what is opened
 * @property {() => void} [speak] writes what it says anew, in another language
 * @property {(now: number) => void} [tick]
 */

let lang = readLang()
const clock = createClock()
/** @type {Desk} */
const desk = { lang: () => lang, clock, refresh: () => void lookNow() }
/** @type {Readonly<Record<Name, View>>} */
const views = {
  tickets: createTicketsView(desk),
  webhooks: createWebhooksView(desk),
  ledger: createLedgerView(desk),
  faults: createFaultsView(desk),
  time: createTimeView(desk),
  businesses: createBusinessesView(desk),
}

/** @typedef {'tickets' | 'webhooks' | 'ledger' | 'faults' | 'time' | 'businesses'} Name */

/** @returns {[name: Name, detail: string]} */
function readPlace() {
  const [name = '', ...detail] = location.hash.slice(1).split('/')
  return isName(name) ? [name, detail.join('/')] : ['tickets', '']
}

/**
 * @param {string} name
 * @returns {name is Name}
 */
function isName(name) {
  return Object.hasOwn(views, name)
}

/**
 * Looks at what the view shows, where the news concern it. Answers whether the simulator was there.
 * @param {import('../shared/live.js').News} news
 */
async function look(news) {
  const [name, detail] = readPlace()
  const view = views[name]
  try {
    if (!news || news.has('clock')) clock.set(await ask({ method: 'GET', path: 'control/clock' }))
    if (!news || view.subjects.some((subject) => news.has(subject))) await view.load(detail)
    showTrouble(false)
    return true
  } catch {
    showTrouble(true)
    return false
  }
}

/** @param {boolean} isAway */
function showTrouble(isAway) {
  const trouble = byId('trouble', HTMLElement)
  trouble.hidden = !isAway
  say(trouble, isAway ? textOf(lang, 'trouble') : '')
}

function showPlace() {
  const [name, detail] = readPlace()
  for (const each of Object.keys(views)) byId(`view-${each}`, HTMLElement).hidden = each !== name
  for (const link of document.querySelectorAll('.views a')) {
    if (link.getAttribute('href') === `#${name}`) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
  const title = `${textOf(lang, name)} · ${textOf(lang, 'pageTitle')}`
  document.title = detail ? `${detail.slice(0, 8)} · ${title}` : title
}

function tick() {
  const now = clock.now()
  const isFast = clock.speed() !== 1
  for (const [time, speed] of [
    ['now', 'now-speed'],
    ['big-time', 'big-speed'],
  ]) {
    say(byId(String(time), HTMLElement), formatHour(lang, now, true))
    byId(String(speed), HTMLElement).hidden = !isFast
    say(byId(String(speed), HTMLElement), `×${clock.speed()}`)
  }
  say(byId('big-day', HTMLElement), formatDay(lang, now))
  views[readPlace()[0]].tick?.(now)
}

addEventListener('hashchange', async () => {
  const [name, detail] = readPlace()
  showPlace()
  await lookNow()
  if (!detail && !document.activeElement?.closest('main')) byId(`${name}-title`, HTMLElement).focus()
  if (!detail) scrollTo(0, 0)
})

const lookNow = watch({ look })
createSwitch(byId('language', HTMLButtonElement), lang, (chosen) => {
  lang = chosen
  showTexts(lang, texts)
  byId('phone-link', HTMLAnchorElement).search = `?lang=${lang}`
  showPlace()
  for (const view of Object.values(views)) view.speak?.()
  void lookNow()
})
setInterval(tick, TICK_MS)
