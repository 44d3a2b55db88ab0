// @ts-check
/** The webhooks that went out, each with what was sent and answered; and new ones, by hand. */

import { ask } from '../shared/ask.js'
import { byId, formatHour, formatMoment, make } from '../shared/format.js'
import { announce, createAct, createLine, fillMenu, menuOf, readForm } from './act.js'
import { createPane, makeFacts, makeHead, makeText } from './detail.js'
import { createPolicies } from './policies.js'
import { createRows } from './rows.js'
import { textOf } from './texts.js'
import { EVENTS } from './vocabulary.js'

/**
 * @typedef {object} Webhook
 * @property {number} id
 * @property {string} at
 * @property {string} cause
 * @property {number | null} repeats
 * @property {string} event
 * @property {string | null} ecommerceId
 * @property {string | null} to
 * @property {unknown} body
 * @property {number | null} status
 * @property {string | null} answer
 * @property {string | null} error
 */

/**
 * @param {import('./desk.js').Desk} desk
 * @returns {import('./desk.js').View}
 */
export function createWebhooksView(desk) {
  const { lang } = desk
  const line = createLine(lang)
  byId('webhooks-line', HTMLElement).append(line.element)
  const detail = createWebhookDetail(desk)
  const policies = createPolicies(desk)
  createSending(desk)
  const rows = createRows(byId('webhooks-rows', HTMLElement), {
    keyOf: ({ id }) => String(id),
    cells: ['what', 'state', 'who', 'when'],
    toCells: (/** @type {Webhook} */ webhook) => ({
      what: webhook.event,
      state: toResult(webhook, lang()),
      who: `#${webhook.id} · ${webhook.cause}${webhook.repeats === null ? '' : ` #${webhook.repeats}`}`,
      when: formatHour(lang(), Date.parse(webhook.at), true),
    }),
    moodOf,
    toLink: (id) => `#webhooks/${id}`,
    more: desk.refresh,
    lang,
  })

  return {
    subjects: ['webhooks', 'policies', 'webhook-policies'],
    async load(id) {
      const call = /** @type {const} */ ({ method: 'GET', path: `control/ledger?limit=${rows.limit()}` })
      line.show(call, textOf(lang(), 'webhooks'))
      const { webhooks, counts } = await ask(call)
      rows.show(webhooks.toReversed(), counts.webhooks, id)
      byId('webhooks-empty', HTMLElement).hidden = counts.webhooks > 0
      detail.show(id, id ? webhooks.find((/** @type {Webhook} */ each) => String(each.id) === id) : undefined)
      await policies.load()
    },
  }
}

/**
 * @param {Webhook} webhook
 * @param {import('./texts.js').Lang} lang
 */
function toResult({ status, error }, lang) {
  if (status !== null) return String(status)
  return textOf(lang, error === null ? 'underWay' : 'noAnswer')
}

/**
 * @param {Webhook} webhook
 * @returns {import('./rows.js').Mood}
 */
function moodOf({ status, error }) {
  if (error !== null) return 'bad'
  return status === null ? 'wait' : 'good'
}

/** @param {import('./desk.js').Desk} desk */
function createWebhookDetail({ lang, refresh }) {
  const pane = createPane(byId('webhook', HTMLElement), lang)

  /** @param {Webhook} webhook */
  function makeResend({ id }) {
    const button = make('button', 'primary', textOf(lang(), 'resend'))
    button.type = 'submit'
    const form = make('form', 'act', button)
    createAct(form, {
      lang,
      toCall: () => ({ method: 'POST', path: `control/webhooks/${id}/resend` }),
      done() {
        announce(textOf(lang(), 'resent'))
        refresh()
      },
    })
    return form
  }

  /** @param {Webhook} webhook */
  function build(webhook) {
    const ticket = make('a', '', webhook.ecommerceId ?? '')
    ticket.href = `#tickets/${webhook.ecommerceId}`
    return [
      makeHead('webhook-title', `${webhook.event} #${webhook.id}`, '#webhooks', lang()),
      makeFacts([
        [textOf(lang(), 'result'), toResult(webhook, lang())],
        [textOf(lang(), 'error'), webhook.error ?? ''],
        [textOf(lang(), 'to'), webhook.to ?? textOf(lang(), 'beside')],
        [textOf(lang(), 'cause'), webhook.cause],
        ['ecommerceId', webhook.ecommerceId === null ? '' : ticket],
        [textOf(lang(), 'sentAt'), formatMoment(lang(), Date.parse(webhook.at))],
      ]),
      makeResend(webhook),
      make('h3', '', textOf(lang(), 'request')),
      makeText(webhook.body, textOf(lang(), 'request')),
      make('h3', '', textOf(lang(), 'answer')),
      webhook.answer === null
        ? make('p', 'caption', textOf(lang(), 'noAnswer'))
        : makeText(webhook.answer, textOf(lang(), 'answer')),
    ]
  }

  return {
    /**
     * @param {string} id
     * @param {Webhook | undefined} webhook
     */
    show(id, webhook) {
      if (!id) return pane.close()
      pane.show(id, webhook ?? 'gone', () =>
        webhook
          ? build(webhook)
          : [
              makeHead('webhook-title', textOf(lang(), 'goneTitle'), '#webhooks', lang()),
              make('p', '', textOf(lang(), 'gone')),
            ],
      )
    },
  }
}

/** @param {import('./desk.js').Desk} desk */
function createSending({ lang, refresh }) {
  const form = byId('send-event', HTMLFormElement)
  fillMenu(
    menuOf(form, 'kind'),
    EVENTS.map((value) => ({ value, label: value })),
  )
  createAct(form, {
    lang,
    toCall() {
      const { times, ...order } = readForm(form, ['times'])
      const isMany = typeof times === 'number' && times > 1
      return { method: 'POST', path: 'control/webhooks', body: { ...order, ...(isMany && { times }) } }
    },
    done: refresh,
  })
}
