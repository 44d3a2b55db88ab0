// @ts-check
/** The tickets: a list that can be narrowed down, and one of them in detail. */

import { ask } from '../shared/ask.js'
import { byId, digitsOf, formatAmount, formatHour, formatPhone, formatTimeLeft } from '../shared/format.js'
import { getTickets, orderOf, toListCall } from '../shared/tickets.js'
import { createAct, createLine, fillMenu, menuOf, readForm } from './act.js'
import { createRows } from './rows.js'
import { moodOfTicket, toStatusText } from './status.js'
import { textOf } from './texts.js'
import { createTicketDetail } from './ticket-detail.js'

/** @typedef {import('../shared/tickets.js').Ticket} Ticket */

const STATUSES = ['OPEN', 'CONFIRM', 'COMPLETED', 'CANCEL']

/**
 * @param {import('./desk.js').Desk} desk
 * @returns {import('./desk.js').View}
 */
export function createTicketsView(desk) {
  const { lang, clock } = desk
  const filter = byId('tickets-filter', HTMLFormElement)
  const line = createLine(lang)
  byId('tickets-line', HTMLElement).append(line.element)
  const detail = createTicketDetail(desk)
  /** @type {readonly Ticket[]} */
  let tickets = []
  let count = 0
  let openedId = ''

  const rows = createTicketRows(desk)

  function readFilter() {
    const { status, phone, publicToken } = readForm(filter)
    const digits = digitsOf(String(phone ?? ''))
    return {
      limit: rows.limit(),
      ...(digits.length === 10 && { phones: [digits] }),
      ...(status && { status: String(status) }),
      ...(publicToken && { publicToken: String(publicToken) }),
    }
  }

  function show() {
    rows.show(tickets, count, openedId)
    byId('tickets-empty', HTMLElement).hidden = count > 0
  }

  filter.addEventListener('submit', (event) => event.preventDefault())
  filter.addEventListener('input', desk.refresh)
  const opening = createOpening(desk)

  return {
    subjects: ['tickets', 'businesses'],
    async load(id) {
      const wanted = readFilter()
      line.show(toListCall(wanted), textOf(lang(), 'tickets'))
      const [list, { businesses }] = await Promise.all([
        getTickets(wanted),
        ask({ method: 'GET', path: 'control/businesses' }),
      ])
      tickets = list.tickets.toReversed()
      count = list.count
      openedId = id
      clock.set(list)
      fillMenu(menuOf(filter, 'publicToken'), [
        { value: '', label: textOf(lang(), 'all') },
        ...businesses.map((/** @type {{ name: string, publicToken: string }} */ { name, publicToken }) => ({
          value: publicToken,
          label: name,
        })),
      ])
      opening.setToken(businesses[0]?.publicToken ?? '')
      show()
      await detail.load(id)
    },
    speak() {
      fillMenu(menuOf(filter, 'status'), [
        { value: '', label: textOf(lang(), 'all') },
        ...STATUSES.map((value) => ({ value, label: value })),
      ])
    },
    tick() {
      if (tickets.some(({ status }) => status === 'OPEN')) show()
    },
  }
}

/** @param {import('./desk.js').Desk} desk */
function createTicketRows({ lang, clock, refresh }) {
  return createRows(byId('tickets-rows', HTMLElement), {
    keyOf: ({ ecommerceId }) => ecommerceId,
    cells: ['what', 'state', 'who', 'amount', 'when'],
    toCells: (/** @type {Ticket} */ ticket) => ({
      what: orderOf(ticket) || ticket.businessName,
      state: toStatusText(lang(), ticket),
      who: formatPhone(ticket.phone) || textOf(lang(), 'noPhone'),
      amount: formatAmount(ticket.total),
      when:
        ticket.status === 'OPEN'
          ? textOf(lang(), 'left', { time: formatTimeLeft(Date.parse(ticket.expiresAt) - clock.now()) })
          : formatHour(lang(), Date.parse(ticket.createdAt), true),
    }),
    moodOf: moodOfTicket,
    toLink: (id) => `#tickets/${id}`,
    more: refresh,
    lang,
  })
}

/**
 * The form that opens a ticket, as a business does.
 * @param {import('./desk.js').Desk} desk
 */
function createOpening({ lang, refresh }) {
  const form = byId('open-ticket', HTMLFormElement)
  let publicToken = ''
  const act = createAct(form, {
    lang,
    toCall() {
      const { phone = '', total = '' } = readForm(form)
      const phoneNumber = digitsOf(String(phone))
      const item = {
        name: 'Café',
        description: '12 oz',
        quantity: 1,
        price: Number(total),
        tax: 0,
        metadata: '-',
      }
      return {
        method: 'POST',
        path: 'api/business-transaction/ecommerce/payment',
        body: {
          env: 'production',
          publicToken,
          timeout: 600,
          total: Number(total),
          subtotal: Number(total),
          tax: 0,
          metadata1: 'desk',
          metadata2: '-',
          items: [item],
          phoneNumber,
        },
      }
    },
    done: refresh,
  })
  return {
    /** @param {string} token */
    setToken(token) {
      if (token === publicToken) return
      publicToken = token
      act.show()
    },
  }
}
