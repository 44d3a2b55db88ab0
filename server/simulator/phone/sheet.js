// @ts-check
/** One payment, as its own view: asked, answered, over. Built anew only when its status or the language changes. */

import { formatAmount, formatPhone, formatTimeLeft, make, say } from './format.js'
import { textOf } from './texts.js'

/** @typedef {import('./control.js').TicketDetails} TicketDetails */
/** @typedef {import('./texts.js').Lang} Lang */
/** @typedef {import('./texts.js').TextKey} TextKey */

const ICONS = {
  good: 'M10 18.5l5.5 5.5L26 12.5',
  wait: 'M18 6.5a11.5 11.5 0 1 0 0 23 11.5 11.5 0 0 0 0-23M18 12v6.5l4.5 2.5',
  bad: 'M12 12l12 12M24 12L12 24',
}

/**
 * Fills the sheet.
 * @param {HTMLElement} sheet
 * @param {TicketDetails} ticket
 * @param {Lang} lang
 * @param {{ back: () => void, act: (act: 'confirm' | 'refuse') => void }} does
 * @returns {(now: number) => void} shows the time left at an instant of the simulator's
 */
export function renderSheet(sheet, ticket, lang, does) {
  if (ticket.status === 'OPEN') return renderRequest(sheet, ticket, lang, does)
  sheet.replaceChildren(...resultOf(ticket, lang, does.back))
  return () => {}
}

/** @type {typeof renderSheet} */
function renderRequest(sheet, ticket, lang, does) {
  const left = make('span', 'time-left-value')
  left.setAttribute('role', 'timer')
  const fill = make('span', 'time-left-fill')
  sheet.replaceChildren(
    make('header', 'sheet-bar', button('back', `‹ ${textOf(lang, 'back')}`, does.back)),
    make(
      'div',
      'sheet-body',
      title(textOf(lang, 'request'), 'sheet-kind'),
      make('p', 'sheet-amount', formatAmount(ticket.total)),
      make('p', 'sheet-business', ticket.businessName),
      make('p', 'sheet-phone', textOf(lang, 'to', { phone: formatPhone(ticket.phone) })),
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
      'actions',
      button('primary', textOf(lang, 'confirm'), () => does.act('confirm')),
      button('secondary', textOf(lang, 'refuse'), () => does.act('refuse')),
    ),
  )
  const endAt = Date.parse(ticket.expiresAt)
  const lifeMs = endAt - Date.parse(ticket.createdAt)
  return (now) => {
    say(left, formatTimeLeft(endAt - now))
    fill.style.setProperty('transform', `scaleX(${Math.min(1, Math.max(0, (endAt - now) / lifeMs))})`)
  }
}

/**
 * The items, and the sum where there is one to show.
 * @param {TicketDetails} ticket
 * @param {Lang} lang
 */
function breakdownOf(ticket, lang) {
  const list = make('dl', 'breakdown')
  for (const item of ticket.items) {
    const name = make('dt', '', make('span', 'quantity', `${item.quantity} × `), item.name)
    if (item.description) name.append(make('span', 'description', item.description))
    list.append(make('div', 'line', name, make('dd', '', formatAmount(item.price))))
  }
  if (ticket.subtotal > 0 || ticket.tax > 0) {
    list.append(sumLine(textOf(lang, 'subtotal'), ticket.subtotal, 'line sum'))
    list.append(sumLine(textOf(lang, 'tax'), ticket.tax, 'line sum'))
  }
  if (list.childElementCount > 0) list.append(sumLine(textOf(lang, 'total'), ticket.total, 'line sum total'))
  return list
}

/**
 * @param {string} label
 * @param {number} dollars
 * @param {string} className
 */
function sumLine(label, dollars, className) {
  return make('div', className, make('dt', '', label), make('dd', '', formatAmount(dollars)))
}

/**
 * @param {TicketDetails} ticket
 * @param {Lang} lang
 * @param {() => void} back
 */
function resultOf(ticket, lang, back) {
  const { mood, titleKey, textKey } = outcomeOf(ticket)
  const blanks = { amount: formatAmount(ticket.total), business: ticket.businessName }
  const body = make(
    'div',
    'sheet-body result',
    icon(mood),
    title(textOf(lang, titleKey), 'result-title'),
    make('p', 'result-text', textOf(lang, textKey, blanks)),
  )
  if (ticket.referenceNumber) {
    body.append(
      make(
        'p',
        'reference',
        make('span', 'reference-label', textOf(lang, 'reference')),
        ticket.referenceNumber,
      ),
    )
  }
  return [body, make('div', 'actions', button('primary', textOf(lang, 'done'), back))]
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
