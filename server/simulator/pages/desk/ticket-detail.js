// @ts-check
/** One ticket: what was asked, what became of it, and what can still be done. */

import { Refusal } from '../shared/ask.js'
import { byId, formatAmount, formatHour, formatMoment, formatPhone, make, times } from '../shared/format.js'
import { getTicket, toActCall } from '../shared/tickets.js'
import { announce, createAct, readForm } from './act.js'
import { createPane, makeFacts, makeHead } from './detail.js'
import { moodOfTicket, toStatusText } from './status.js'
import { textOf } from './texts.js'

/** @typedef {import('../shared/tickets.js').TicketDetails} TicketDetails */
/** @typedef {import('./texts.js').Lang} Lang */

/** What can be done to a ticket while it has a status. */
const ACTS = /** @type {const} */ ({
  OPEN: ['confirm', 'refuse', 'expire'],
  CONFIRM: ['expire'],
  COMPLETED: ['refund'],
  CANCEL: [],
})

/** @param {import('./desk.js').Desk} desk */
export function createTicketDetail({ lang, refresh }) {
  const pane = createPane(byId('ticket', HTMLElement), lang)

  /** @param {TicketDetails} ticket */
  function build(ticket) {
    const words = lang()
    const head = makeHead('ticket-title', formatAmount(ticket.total), '#tickets', words)
    const status = make('p', 'status', toStatusText(words, ticket))
    status.dataset['mood'] = moodOfTicket(ticket)
    return [head, status, makeActs(ticket), makeTicketFacts(ticket, words), ...makeLists(ticket, words)]
  }

  /** @param {TicketDetails} ticket */
  function makeActs(ticket) {
    const section = make('section', 'acts', make('h3', '', textOf(lang(), 'whatNow')))
    const acts = ACTS[ticket.status]
    if (acts.length === 0) section.append(make('p', 'caption', textOf(lang(), 'overText')))
    if (ticket.status === 'CONFIRM') section.append(make('p', 'caption', textOf(lang(), 'confirmText')))
    for (const act of acts) section.append(act === 'refund' ? makeRefund(ticket) : makeAct(ticket, act))
    return section
  }

  /**
   * @param {TicketDetails} ticket
   * @param {'confirm' | 'refuse' | 'expire'} act
   */
  function makeAct({ ecommerceId }, act) {
    const form = make(
      'form',
      'act',
      makeSubmit(act === 'confirm' ? 'primary' : 'secondary', textOf(lang(), act)),
    )
    createAct(form, { lang, toCall: () => toActCall(ecommerceId, act), done: () => did(act) })
    return form
  }

  /** @param {TicketDetails} ticket */
  function makeRefund(ticket) {
    const left = Math.round((ticket.total - sumOf(ticket)) * 100) / 100
    if (left <= 0) return make('p', 'caption', textOf(lang(), 'nothingLeft'))
    const form = make(
      'form',
      'act',
      make(
        'div',
        'fields',
        makeField(textOf(lang(), 'amount'), 'amount', left.toFixed(2)),
        makeField(textOf(lang(), 'message'), 'message', ''),
        makeSubmit('primary', textOf(lang(), 'refund')),
      ),
    )
    const path = `control/tickets/${encodeURIComponent(ticket.ecommerceId)}/refund`
    const toCall = () => ({ method: /** @type {const} */ ('POST'), path, body: readForm(form) })
    createAct(form, { lang, toCall, done: () => did('refund') })
    return form
  }

  /** @param {'confirm' | 'refuse' | 'expire' | 'refund'} act */
  function did(act) {
    announce(textOf(lang(), `${act}Done`))
    refresh()
  }

  return {
    /** @param {string} id */
    async load(id) {
      if (!id) return pane.close()
      try {
        const { now: _now, speed: _speed, ...ticket } = await getTicket(id)
        pane.show(id, ticket, () => build(ticket))
      } catch (thrown) {
        if (!(thrown instanceof Refusal)) throw thrown
        pane.show(id, 'gone', () => [
          makeHead('ticket-title', textOf(lang(), 'goneTitle'), '#tickets', lang()),
          make('p', '', textOf(lang(), 'gone')),
        ])
      }
    },
  }
}

/** @param {TicketDetails} ticket */
function sumOf({ refunds }) {
  return refunds.reduce((sum, { amount }) => Math.round((sum + amount) * 100) / 100, 0)
}

/**
 * @param {string} className
 * @param {string} label
 */
function makeSubmit(className, label) {
  const button = make('button', className, label)
  button.type = 'submit'
  return button
}

/**
 * @param {string} label
 * @param {string} name
 * @param {string} value
 */
function makeField(label, name, value) {
  const input = make('input', '')
  input.name = name
  input.value = value
  input.autocomplete = 'off'
  return make('label', '', make('span', '', label), input)
}

/**
 * @param {TicketDetails} ticket
 * @param {Lang} lang
 */
function makeTicketFacts(ticket, lang) {
  const refunded = sumOf(ticket)
  return makeFacts([
    [textOf(lang, 'business'), ticket.businessName],
    [textOf(lang, 'phoneNumber'), formatPhone(ticket.phone) || textOf(lang, 'noPhone')],
    ['ecommerceId', ticket.ecommerceId],
    ['referenceNumber', ticket.referenceNumber ?? ''],
    ['metadata1', ticket.metadata1],
    ['metadata2', ticket.metadata2],
    [
      textOf(lang, 'subtotalTax'),
      ticket.subtotal || ticket.tax ? `${formatAmount(ticket.subtotal)} + ${formatAmount(ticket.tax)}` : '',
    ],
    [textOf(lang, 'refunded'), refunded ? formatAmount(refunded) : ''],
    [textOf(lang, 'createdAt'), formatMoment(lang, Date.parse(ticket.createdAt))],
    [textOf(lang, 'expiresAt'), formatMoment(lang, Date.parse(ticket.expiresAt))],
  ])
}

/**
 * @param {TicketDetails} ticket
 * @param {Lang} lang
 */
function makeLists({ items, refunds, history }, lang) {
  /** @param {string} at */
  const hour = (at) => formatHour(lang, Date.parse(at), true)
  return [
    makeList(
      textOf(lang, 'history'),
      history.map(({ at, event }) => [event, hour(at)]),
    ),
    makeList(
      textOf(lang, 'refunds'),
      refunds.map(({ at, amount, message, via, referenceNumber }) => [
        [formatAmount(amount), message, via, referenceNumber].filter(Boolean).join(' · '),
        hour(at),
      ]),
    ),
    makeList(
      textOf(lang, 'items'),
      items.map(({ name, quantity, price }) => [
        `${quantity} × ${name}`,
        formatAmount(times(price, quantity)),
      ]),
    ),
  ].filter((list) => list !== '')
}

/**
 * @param {string} title
 * @param {readonly string[][]} lines
 */
function makeList(title, lines) {
  if (lines.length === 0) return ''
  const items = lines.map(([left = '', right = '']) =>
    make('li', '', make('span', '', left), make('span', '', right)),
  )
  return make('section', '', make('h3', '', title), make('ul', 'lines', ...items))
}
