// @ts-check
/** The ledger: every movement of money, and the sums. */

import { ask } from '../shared/ask.js'
import { byId, formatAmount, formatHour, make, say } from '../shared/format.js'
import { createLine } from './act.js'
import { createRows } from './rows.js'
import { textOf } from './texts.js'

/**
 * @typedef {object} Movement
 * @property {string} at
 * @property {'payment' | 'refund'} type
 * @property {string} ecommerceId
 * @property {string} referenceNumber
 * @property {string} businessName
 * @property {number} totalCents
 * @property {number} [feeCents]
 *
 * @typedef {{ ecommerceId: string, referenceNumber: string, capturedCents: number, refundedCents: number }} PaymentSum
 * @typedef {{ capturedCents: number, refundedCents: number, feeCents: number }} Sums
 */

/** @param {number} cents */
const toAmount = (cents) => formatAmount(cents / 100)

/**
 * @param {import('./desk.js').Desk} desk
 * @returns {import('./desk.js').View}
 */
export function createLedgerView({ lang, refresh }) {
  const line = createLine(lang)
  byId('ledger-line', HTMLElement).append(line.element)
  const movements = createRows(byId('movements-rows', HTMLElement), {
    keyOf: ({ referenceNumber }) => referenceNumber,
    cells: ['what', 'who', 'amount', 'when'],
    toCells: (/** @type {Movement} */ movement) => ({
      what: `${textOf(lang(), movement.type === 'payment' ? 'payment' : 'refundOne')} · ${movement.referenceNumber}`,
      who:
        movement.feeCents === undefined
          ? movement.businessName
          : `${movement.businessName} · ${textOf(lang(), 'fee', { amount: toAmount(movement.feeCents) })}`,
      amount: toAmount(movement.type === 'refund' ? -movement.totalCents : movement.totalCents),
      when: formatHour(lang(), Date.parse(movement.at), true),
    }),
    moodOf: ({ type }) => (type === 'payment' ? 'good' : 'wait'),
    more: refresh,
    lang,
  })
  const payments = createRows(byId('payments-rows', HTMLElement), {
    keyOf: ({ ecommerceId }) => ecommerceId,
    cells: ['what', 'who', 'amount'],
    toCells: (/** @type {PaymentSum} */ payment) => ({
      what: payment.referenceNumber,
      who: textOf(lang(), 'paidAndBack', {
        paid: toAmount(payment.capturedCents),
        back: toAmount(payment.refundedCents),
      }),
      amount: toAmount(payment.capturedCents - payment.refundedCents),
    }),
    toLink: (id) => `#tickets/${id}`,
    more: refresh,
    lang,
  })

  return {
    subjects: ['ledger'],
    async load() {
      const limit = Math.max(movements.limit(), payments.limit())
      const call = /** @type {const} */ ({ method: 'GET', path: `control/ledger?limit=${limit}` })
      line.show(call, textOf(lang(), 'ledger'))
      const ledger = await ask(call)
      showSums(ledger.sums, lang())
      movements.show(ledger.movements.toReversed(), ledger.counts.movements)
      payments.show(ledger.payments.toReversed(), ledger.counts.payments)
      byId('ledger-empty', HTMLElement).hidden = ledger.counts.movements > 0
    },
  }
}

/**
 * @param {Sums} sums
 * @param {import('./texts.js').Lang} lang
 */
function showSums({ capturedCents, refundedCents, feeCents }, lang) {
  const place = byId('sums', HTMLElement)
  const lines = [
    [textOf(lang, 'captured'), toAmount(capturedCents)],
    [textOf(lang, 'refunded'), toAmount(refundedCents)],
    [textOf(lang, 'fees'), toAmount(feeCents)],
    [textOf(lang, 'net'), toAmount(capturedCents - refundedCents - feeCents)],
  ]
  for (const [index, [label = '', amount = '']] of lines.entries()) {
    const there = place.children[index] ?? place.appendChild(make('div', '', make('dt', ''), make('dd', '')))
    const [term, value] = there.children
    if (term) say(term, label)
    if (value) say(value, amount)
  }
}
