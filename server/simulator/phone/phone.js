// @ts-check
/** The customer's phone: asks the simulator each second what waits, and carries out what the person decides. */

import { createClock } from './clock.js'
import { actOn, getTicket, getTickets } from './control.js'
import { byId, digitsOf, formatAmount, formatHour, formatPhone, say } from './format.js'
import { createList, describePending, describeRecent } from './lists.js'
import { renderSheet } from './sheet.js'
import { isTextKey, textOf } from './texts.js'

/** @typedef {import('./control.js').Ticket} Ticket */
/** @typedef {import('./control.js').TicketDetails} TicketDetails */

const POLL_MS = 1000
const TICK_MS = 250
const RECENT = 8

const home = byId('home', HTMLElement)
const sheet = byId('sheet', HTMLElement)
const number = byId('number', HTMLInputElement)
const numberHint = byId('number-hint', HTMLElement)
const language = byId('language', HTMLButtonElement)
const pendingTitle = byId('pending-title', HTMLElement)

const query = new URLSearchParams(location.search)
/** @type {import('./texts.js').Lang} */
let lang = query.get('lang') === 'en' ? 'en' : 'es'
let phone = digitsOf(query.get('phone') ?? '')
if (phone.length !== 10) phone = ''

/** @type {readonly Ticket[]} */
let tickets = []
/** Ids that were announced; null before the first look, whose tickets are no news. */
/** @type {Set<string> | null} */
let known = null
/** @type {TicketDetails | null} */
let opened = null
/** @type {import('./sheet.js').Shown | null} */
let shown = null
/** The request that came in last, until somebody opens or closes a sheet. */
let arrivedId = ''
/** @type {ReturnType<typeof setTimeout> | undefined} */
let nextLook
/** Each look has a number, so that a late answer never undoes a newer one. */
let looks = 0

const pending = createList(byId('pending', HTMLUListElement), open, () => pendingTitle.focus())
const recent = createList(byId('recent', HTMLUListElement), open, () => pendingTitle.focus())

const clock = createClock(() => void look())

/** What waits, newest first. */
const waiting = () => tickets.filter((ticket) => ticket.status === 'OPEN').toReversed()

/** Looks at the simulator now, and again in a second, unless nobody can see the page. */
async function look() {
  clearTimeout(nextLook)
  const run = ++looks
  try {
    const answer = await getTickets(phone)
    if (run !== looks) return
    clock.set(answer)
    tickets = answer.tickets
    announceNew()
    await refreshSheet(run)
    if (run === looks) await takeOver()
    byId('trouble', HTMLElement).hidden = true
  } catch {
    if (run === looks) byId('trouble', HTMLElement).hidden = false
  }
  if (run !== looks) return
  showLists()
  tick()
  if (!document.hidden) nextLook = setTimeout(look, POLL_MS)
  void clock.calm(waiting().length > 0)
}

function announceNew() {
  const news = tickets.filter(
    (ticket) => ticket.status === 'OPEN' && known !== null && !known.has(ticket.ecommerceId),
  )
  known = new Set([...(known ?? []), ...tickets.map((ticket) => ticket.ecommerceId)])
  if (news.length === 0) return
  arrivedId = news.at(-1)?.ecommerceId ?? ''
  const sentences = news.map((ticket) =>
    textOf(lang, 'arrived', { amount: formatAmount(ticket.total), business: ticket.businessName }),
  )
  say(byId('announcer', HTMLElement), sentences.join(' '))
}

/** A request that comes in while an old payment's end is still on screen takes its place. */
async function takeOver() {
  if (!opened) arrivedId = ''
  if (opened?.status !== 'COMPLETED' && opened?.status !== 'CANCEL') return
  if (waiting().some((ticket) => ticket.ecommerceId === arrivedId)) await open(arrivedId)
}

function showLists() {
  const requests = waiting()
  const answered = tickets
    .filter((ticket) => ticket.status !== 'OPEN')
    .slice(-RECENT)
    .toReversed()
  const at = clock.now()
  pending.show(requests, lang, (ticket) => describePending(ticket, at))
  recent.show(answered, lang, (ticket) => describeRecent(lang, ticket))
  byId('empty', HTMLElement).hidden = requests.length > 0
  byId('recent-section', HTMLElement).hidden = answered.length === 0
}

/** Moves the clocks and the times left, between two looks. */
function tick() {
  const at = clock.now()
  clock.show(lang)
  say(byId('status-time', HTMLElement), formatHour(lang, at))
  say(byId('bench-time', HTMLElement), formatHour(lang, at, true))
  shown?.showTimeLeft(at)
  shown?.showNext(waiting()[0])
  if (!opened) pending.show(waiting(), lang, (ticket) => describePending(ticket, at))
}

/** @param {string} id */
async function open(id) {
  try {
    opened = await getTicket(id)
  } catch {
    byId('trouble', HTMLElement).hidden = false
    return
  }
  arrivedId = ''
  renderOpened()
  home.hidden = true
  sheet.hidden = false
  focusTitle()
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
    back: close,
    act: (act) => void decide(ecommerceId, act),
    open: (id) => void open(id),
  })
  tick()
}

/**
 * @param {string} id
 * @param {'confirm' | 'refuse'} act
 */
async function decide(id, act) {
  const buttons = sheet.querySelectorAll('button')
  for (const button of buttons) button.disabled = true
  try {
    await actOn(id, act)
  } catch {
    for (const button of buttons) button.disabled = false
  }
  await look()
}

/**
 * Reads the opened ticket again when its status isn't the one shown.
 * @param {number} run
 */
async function refreshSheet(run) {
  if (!opened) return
  const id = opened.ecommerceId
  const listed = tickets.find((ticket) => ticket.ecommerceId === id)
  if (!listed || listed.status === opened.status) return
  const details = await getTicket(id)
  if (run !== looks || opened?.ecommerceId !== id) return
  opened = details
  renderOpened()
  focusTitle()
}

function showTexts() {
  document.documentElement.lang = lang
  document.title = textOf(lang, 'title')
  for (const element of document.querySelectorAll('[data-text]')) {
    const key = element instanceof HTMLElement ? element.dataset['text'] : undefined
    if (isTextKey(key)) say(element, textOf(lang, key))
  }
  number.placeholder = textOf(lang, 'numberPlaceholder')
  language.lang = lang === 'es' ? 'en' : 'es'
  say(language, lang === 'es' ? 'English' : 'Español')
  showNumberHint()
}

function showNumberHint() {
  const typed = digitsOf(number.value).length
  const wrong = typed > 0 && typed < 10
  say(numberHint, textOf(lang, wrong ? 'numberWrong' : 'numberHint'))
  numberHint.hidden = typed === 10
  number.setAttribute('aria-invalid', String(wrong))
}

function keepInAddress() {
  const address = new URL(location.href)
  if (phone) address.searchParams.set('phone', phone)
  else address.searchParams.delete('phone')
  address.searchParams.set('lang', lang)
  history.replaceState(null, '', address)
}

number.addEventListener('input', () => {
  // Formatting while somebody deletes, or types in the middle, would move the caret under their hands.
  if (number.selectionStart === number.value.length && digitsOf(number.value).length === 10) {
    number.value = formatPhone(number.value)
  }
  showNumberHint()
  const digits = digitsOf(number.value)
  if ((digits.length !== 10 && digits.length !== 0) || digits === phone) return
  phone = digits
  known = null
  keepInAddress()
  void look()
})
number.addEventListener('blur', () => {
  number.value = formatPhone(number.value)
})
language.addEventListener('click', () => {
  lang = lang === 'es' ? 'en' : 'es'
  keepInAddress()
  showTexts()
  showLists()
})
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) void look()
})

// A page that shows this one inside a frame of its own brings what stands beside the phone.
document.documentElement.classList.toggle('embedded', query.has('embedded'))
number.value = formatPhone(phone)
showTexts()
setInterval(tick, TICK_MS)
void look()
