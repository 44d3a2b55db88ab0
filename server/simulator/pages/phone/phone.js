// @ts-check
/** The customer's phones: shows what waits as the simulator tells of it, and carries out what the person decides. */

import { ask, Refusal } from '../shared/ask.js'
import { createClock } from '../shared/clock.js'
import { byId, formatAmount, formatPhone, formatPhoneWhole, say } from '../shared/format.js'
import { createSwitch, readLang, showTexts } from '../shared/lang.js'
import { watch } from '../shared/live.js'
import { getTicket, getTickets, isAsked, toActCall } from '../shared/tickets.js'
import { createList, describePending, describeRecent } from './lists.js'
import { createPhones } from './phones.js'
import { renderSheet } from './sheet.js'
import { createSpeed } from './speed.js'
import { texts, textOf } from './texts.js'

/** @typedef {import('../shared/tickets.js').Ticket} Ticket */
/** @typedef {import('../shared/tickets.js').Asked} Asked */
/** @typedef {import('../shared/tickets.js').TicketDetails} TicketDetails */

const TICK_MS = 250
const RECENT = 8
/** The number that an empty phone suggests. */
const EXAMPLE = '7875550100'
/** So many of the newest that wait: a load test has more, a person has not. */
const WAITING = 100

const home = byId('home', HTMLElement)
const sheet = byId('sheet', HTMLElement)
const trouble = byId('trouble', HTMLElement)
const pendingTitle = byId('pending-title', HTMLElement)

let lang = readLang()
/** What waits, whoever's it is, newest first. */
/** @type {readonly Asked[]} */
let waiting = []
/** What was answered, on the phone that is shown, newest first. */
/** @type {readonly Ticket[]} */
let answered = []
/** Ids that were announced; null before the first look, whose tickets are no news. */
/** @type {Set<string> | null} */
let known = null
/** @type {TicketDetails | null} */
let opened = null
/** @type {import('./sheet.js').Shown | null} */
let shown = null
/** The request that came in last, until somebody opens or closes a sheet. */
let arrivedId = ''
/** What went wrong with an act, until the next one. */
/** @type {'' | 'gone' | 'late'} */
let mishap = ''
let isAway = false

const pending = createList(byId('pending', HTMLUListElement), open, () => pendingTitle.focus())
const recent = createList(byId('recent', HTMLUListElement), open, () => pendingTitle.focus())
const clock = createClock()
const speed = createSpeed(clock, () => void lookNow())
const phones = createPhones({ changed: () => void lookNow(), announce })

/** @param {Asked} ticket */
const isOurs = ({ phone }) => phones.isOurs(phone)

/** What waits on the phone that is shown. */
const waitingHere = () => waiting.filter(({ phone }) => phones.isShown(phone))

/** Looks at the simulator. Answers whether it was there. */
async function look() {
  const phone = phones.shown()
  try {
    const [asked, all] = await Promise.all([
      getTickets({ status: 'OPEN', limit: WAITING }),
      getTickets({ phones: phone ? [phone] : [], limit: RECENT + WAITING }),
    ])
    clock.set(asked)
    // A shop's page around this one may show the time too. No other site is told.
    const { now, speed: goes } = asked
    if (parent !== window) parent.postMessage({ simulatorTime: { now, speed: goes } }, location.origin)
    waiting = asked.tickets.filter(isAsked).filter(isOurs).toReversed()
    answered = all.tickets
      .filter(({ status }) => status !== 'OPEN')
      .slice(-RECENT)
      .toReversed()
    announceNew()
    await refreshSheet()
    await takeOver()
    isAway = false
  } catch {
    isAway = true
  }
  showLists()
  tick()
  void speed.calm(waiting.length > 0)
  return !isAway
}

/** @param {string} text */
function announce(text) {
  say(byId('announcer', HTMLElement), text)
}

function announceNew() {
  const news = waiting.filter(({ ecommerceId }) => known !== null && !known.has(ecommerceId))
  known = new Set([...(known ?? []), ...waiting.map(({ ecommerceId }) => ecommerceId)])
  phones.show(waiting, news, lang)
  if (news.length === 0) return
  arrivedId = news.find(({ phone }) => phones.isShown(phone))?.ecommerceId ?? arrivedId
  announce(
    news
      .map(({ total, businessName, phone }) =>
        textOf(lang, 'arrived', {
          amount: formatAmount(total),
          business: businessName,
          phone: formatPhone(phone),
        }),
      )
      .join(' '),
  )
}

/** A request that comes in while an old payment's end is still on screen takes its place. */
async function takeOver() {
  if (!opened) arrivedId = ''
  if (opened?.status !== 'COMPLETED' && opened?.status !== 'CANCEL') return
  if (waitingHere().some(({ ecommerceId }) => ecommerceId === arrivedId)) await open(arrivedId)
}

function showLists() {
  const requests = waitingHere()
  const at = clock.now()
  pending.show(requests, lang, (ticket) => describePending(ticket, at))
  recent.show(answered, lang, (ticket) => describeRecent(lang, ticket))
  phones.show(waiting, [], lang)
  byId('empty', HTMLElement).hidden = requests.length > 0
  const phone = phones.shown()
  const emptyText = phone
    ? textOf(lang, 'emptyTextOne', { phone: formatPhoneWhole(phone) })
    : textOf(lang, 'emptyText', { phone: formatPhoneWhole(EXAMPLE) })
  say(byId('empty-text', HTMLElement), emptyText)
  byId('recent-section', HTMLElement).hidden = answered.length === 0
  const what = isAway ? 'trouble' : mishap
  trouble.hidden = what === ''
  say(trouble, what && textOf(lang, what))
  const count = waiting.length > 0 ? `(${waiting.length}) ` : ''
  document.title = count + textOf(lang, 'title')
}

/** Moves the clocks and the times left, between two looks. */
function tick() {
  const at = clock.now()
  speed.show(lang)
  shown?.showTimeLeft(at)
  const others = waiting.filter(({ ecommerceId }) => ecommerceId !== opened?.ecommerceId)
  shown?.showNext(others.find(({ phone }) => phones.isShown(phone)) ?? others[0], others.length)
  if (!opened) pending.show(waitingHere(), lang, (ticket) => describePending(ticket, at))
}

/** @param {string} id */
async function open(id) {
  try {
    opened = await getTicket(id)
    mishap = ''
  } catch (thrown) {
    lose(thrown)
    return
  }
  arrivedId = ''
  if (opened.phone !== null) phones.follow(opened.phone)
  renderOpened()
  home.hidden = true
  sheet.hidden = false
  focusTitle()
}

/**
 * Tells why a ticket could not be read: the simulator is away, or has never heard of it.
 * @param {unknown} thrown
 */
function lose(thrown) {
  if (thrown instanceof Refusal && thrown.status === 404) mishap = 'gone'
  else isAway = true
  showLists()
}

/** Goes to the sheet's title, unless the reader is elsewhere: in the shop around this page. */
function focusTitle() {
  if (document.hasFocus()) byId('sheet-title', HTMLElement).focus()
}

function close() {
  const id = opened?.ecommerceId ?? ''
  opened = null
  shown = null
  arrivedId = ''
  sheet.hidden = true
  home.hidden = false
  showLists()
  if (!pending.focus(id) && !recent.focus(id)) pendingTitle.focus()
}

function renderOpened() {
  if (!opened) return
  const { ecommerceId } = opened
  shown = renderSheet(sheet, opened, lang, {
    back: () => {
      mishap = ''
      close()
    },
    act: (act) => void decide(ecommerceId, act),
    open: (id) => void open(id),
  })
  tick()
}

/**
 * @param {string} id
 * @param {'confirm' | 'refuse' | 'expire'} act
 */
async function decide(id, act) {
  const buttons = sheet.querySelectorAll('button')
  for (const button of buttons) button.disabled = true
  try {
    await ask(toActCall(id, act))
    mishap = ''
  } catch (thrown) {
    for (const button of buttons) button.disabled = false
    if (thrown instanceof Refusal && thrown.status === 409) mishap = 'late'
  }
  await lookNow()
}

/** Reads the opened ticket again, whose end may come from elsewhere; what is at its end stays. */
async function refreshSheet() {
  if (!opened || opened.status === 'COMPLETED' || opened.status === 'CANCEL') return
  const { ecommerceId, status } = opened
  /** @type {TicketDetails} */
  let details
  try {
    details = await getTicket(ecommerceId)
  } catch (thrown) {
    if (!(thrown instanceof Refusal && thrown.status === 404)) throw thrown
    mishap = 'gone'
    if (opened?.ecommerceId === ecommerceId) close()
    return
  }
  if (opened?.ecommerceId !== ecommerceId || details.status === status) return
  opened = details
  renderOpened()
  focusTitle()
}

createSwitch(byId('language', HTMLButtonElement), lang, (chosen) => {
  lang = chosen
  showTexts(lang, texts)
  for (const link of document.querySelectorAll('a')) link.search = `?lang=${lang}`
  showLists()
  renderOpened()
})

// A page that shows this one inside a frame of its own brings what stands beside the phone. It asks each second: a
// stream would be one of the six connections that the shop's page has.
const isEmbedded = new URLSearchParams(location.search).has('embedded')
document.documentElement.classList.toggle('embedded', isEmbedded)
const lookNow = watch({ look, streams: !isEmbedded })
setInterval(tick, TICK_MS)
