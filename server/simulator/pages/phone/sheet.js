// @ts-check
/** One payment, as its own view: asked, answered, over. Built anew only when its status or the language changes. */

import { orderOf } from '../shared/tickets.js'
import {
  formatAmount,
  formatPhone,
  formatPhoneWhole,
  formatTimeLeft,
  make,
  say,
  times,
} from '../shared/format.js'
import { textOf } from './texts.js'

/** @typedef {import('../shared/tickets.js').Asked} Asked */
/** @typedef {import('../shared/tickets.js').Ticket} Ticket */
/** @typedef {import('../shared/tickets.js').TicketDetails} TicketDetails */
/** @typedef {import('../shared/tickets.js').Item} Item */
/** @typedef {import('./texts.js').Lang} Lang */
/** @typedef {import('./texts.js').TextKey} TextKey */

const ICONS = {
  good: 'M10 18.5l5.5 5.5L26 12.5',
  wait: 'M18 6.5a11.5 11.5 0 1 0 0 23 11.5 11.5 0 0 0 0-23M18 12v6.5l4.5 2.5',
  bad: 'M12 12l12 12M24 12L12 24',
}

/**
 * A sheet on screen: what in it changes by the second.
 * @typedef {object} Shown
 * @property {(now: number) => void} showTimeLeft shows the time left at an instant of the simulator's
 * @property {(next: Asked | undefined, count: number) => void} showNext offers a request that waits meanwhile, one of so many
 *
 * @typedef {object} Does
 * @property {() => void} back
 * @property {(act: 'confirm' | 'refuse' | 'expire') => void} act
 * @property {(id: string) => void} open
 */

/**
 * Fills the sheet.
 * @param {HTMLElement} sheet
 * @param {TicketDetails} ticket
 * @param {Lang} lang
 * @param {Does} does
 * @returns {Shown}
 */
export function renderSheet(sheet, ticket, lang, does) {
  return ticket.status === 'OPEN'
    ? renderRequest(sheet, ticket, lang, does)
    : renderResult(sheet, ticket, lang, does)
}

/** @type {typeof renderSheet} */
function renderRequest(sheet, ticket, lang, does) {
  const left = make('span', 'time-left-value')
  left.setAttribute('role', 'timer')
  const fill = make('span', 'time-left-fill')
  const order = orderOf(ticket)
  const back = button('back', `‹ ${textOf(lang, 'back')}`, does.back)
  const badge = make('span', 'badge is-new')
  const note = make('span', 'visually-hidden')
  badge.setAttribute('aria-hidden', 'true')
  badge.hidden = true
  back.append(badge, note)
  sheet.replaceChildren(
    make('header', 'sheet-bar', back, title(textOf(lang, 'request'), 'sheet-kind')),
    make(
      'div',
      'sheet-body',
      make('p', 'sheet-amount', formatAmount(ticket.total)),
      make('p', 'sheet-business', ticket.businessName),
      make(
        'p',
        'sheet-facts',
        ...(order ? [fact(textOf(lang, 'order', { order }))] : []),
        fact(formatPhone(ticket.phone)),
      ),
      make(
        'div',
        'time-left',
        make('span', 'time-left-label', textOf(lang, 'timeLeft')),
        left,
        make('span', 'time-left-bar', fill),
      ),
      breakdownOf(ticket, lang),
    ),
    make(
      'div',
      'actions pair',
      button('primary', textOf(lang, 'confirm'), () => does.act('confirm')),
      button('secondary', textOf(lang, 'refuse'), () => does.act('refuse')),
      button('tertiary', textOf(lang, 'expire'), () => does.act('expire')),
    ),
  )
  const endAt = Date.parse(ticket.expiresAt)
  const lifeMs = endAt - Date.parse(ticket.createdAt)
  return {
    showTimeLeft(now) {
      say(left, formatTimeLeft(endAt - now))
      fill.style.setProperty('transform', `scaleX(${Math.min(1, Math.max(0, (endAt - now) / lifeMs))})`)
    },
    showNext(_, count) {
      badge.hidden = count === 0
      say(badge, String(count))
      say(note, count === 0 ? '' : textOf(lang, 'waitingCount', { count: String(count) }))
    },
  }
}

/** @param {string} text */
function fact(text) {
  return make('span', 'fact', text)
}

/**
 * The items, which scroll where there are many, and below them the sum, which doesn't.
 * @param {TicketDetails} ticket
 * @param {Lang} lang
 */
function breakdownOf(ticket, lang) {
  const breakdown = make('div', 'breakdown')
  if (ticket.items.length > 0) {
    const items = make('div', 'items', make('dl', '', ...ticket.items.map((item) => itemLine(item, lang))))
    items.tabIndex = 0
    items.setAttribute('role', 'region')
    items.setAttribute('aria-label', textOf(lang, 'items'))
    breakdown.append(items)
  }
  const sums = make('dl', 'sums')
  if (ticket.subtotal > 0 || ticket.tax > 0) {
    sums.append(sumLine(textOf(lang, 'subtotal'), ticket.subtotal, 'line sum'))
    sums.append(sumLine(textOf(lang, 'tax'), ticket.tax, 'line sum'))
  }
  sums.append(sumLine(textOf(lang, 'total'), ticket.total, 'line sum total'))
  breakdown.append(sums)
  return breakdown
}

/**
 * One item with what all of it costs and, where there are several, what each does.
 * @param {Item} item
 * @param {Lang} lang
 */
function itemLine({ name, description, quantity, price }, lang) {
  const what = make('dt', '', make('span', 'quantity', `${quantity} × `), name)
  if (description) what.append(make('span', 'description', description))
  const cost = make('dd', '', formatAmount(times(price, quantity)))
  if (quantity > 1) cost.append(make('span', 'each', textOf(lang, 'each', { price: formatAmount(price) })))
  return make('div', 'line', what, cost)
}

/**
 * @param {string} label
 * @param {number} dollars
 * @param {string} className
 */
function sumLine(label, dollars, className) {
  return make('div', className, make('dt', '', label), make('dd', '', formatAmount(dollars)))
}

/** @type {typeof renderSheet} */
function renderResult(sheet, ticket, lang, does) {
  const { mood, titleKey, textKey } = outcomeOf(ticket)
  const blanks = { amount: formatAmount(ticket.total), business: ticket.businessName }
  const order = orderOf(ticket)
  const body = make(
    'div',
    'sheet-body result',
    icon(mood),
    title(textOf(lang, titleKey), 'result-title'),
    make('p', 'result-text', textOf(lang, textKey, blanks)),
  )
  if (order) body.append(make('p', 'result-order', textOf(lang, 'order', { order })))
  if (ticket.referenceNumber) {
    const label = make('span', 'reference-label', textOf(lang, 'reference'))
    body.append(make('p', 'reference', label, ticket.referenceNumber))
  }
  let nextId = ''
  const next = button('secondary', '', () => does.open(nextId))
  sheet.replaceChildren(
    body,
    make('div', 'actions', next, button('primary', textOf(lang, 'done'), does.back)),
  )
  return {
    showTimeLeft() {},
    showNext(waiting) {
      next.hidden = !waiting
      if (!waiting) return
      nextId = waiting.ecommerceId
      const isHere = waiting.phone === ticket.phone
      const other = { amount: formatAmount(waiting.total), phone: formatPhoneWhole(waiting.phone) }
      say(next, textOf(lang, isHere ? 'next' : 'nextAt', other))
    },
  }
}

/**
 * @param {TicketDetails} ticket
 * @returns {{ mood: keyof typeof ICONS, titleKey: TextKey, textKey: TextKey }}
 */
function outcomeOf(ticket) {
  if (ticket.status === 'COMPLETED')
    return { mood: 'good', titleKey: 'completedTitle', textKey: 'completedText' }
  if (ticket.status === 'CONFIRM') return { mood: 'wait', titleKey: 'confirmTitle', textKey: 'confirmText' }
  if (ticket.expired) return { mood: 'bad', titleKey: 'expiredTitle', textKey: 'notCharged' }
  const refused = ticket.history.some(({ event }) => event === 'refused')
  return { mood: 'bad', titleKey: refused ? 'refusedTitle' : 'cancelledTitle', textKey: 'notCharged' }
}

/**
 * @param {string} text
 * @param {string} className
 */
function title(text, className) {
  const heading = make('h1', className, text)
  heading.id = 'sheet-title'
  heading.tabIndex = -1
  return heading
}

/**
 * @param {string} className
 * @param {string} label
 * @param {() => void} click
 */
function button(className, label, click) {
  const element = make('button', className, label)
  element.type = 'button'
  element.addEventListener('click', click)
  return element
}

/** @param {keyof typeof ICONS} mood */
function icon(mood) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  svg.setAttribute('viewBox', '0 0 36 36')
  path.setAttribute('d', ICONS[mood])
  svg.append(path)
  const frame = make('div', `result-icon ${mood}`, svg)
  frame.setAttribute('aria-hidden', 'true')
  return frame
}
