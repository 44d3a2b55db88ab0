/**
 * How the vendor's documents spell the same value, as data. An answer of the dialects 2020 and 2025 is spelt as its own
 * sample; of the dialect `mixed`, each value as any of the documents has it. docs/simulator-dialects.md tells the sources.
 */

import { readDate, toUpstreamDate } from '../athmovil/wire.ts'
import {
  formatDollars,
  isCents,
  isObject,
  parseDollars,
  parsePhone,
  type Phone,
} from '../../src/protocol/index.ts'
import { toSpacedPhone } from './customer.ts'
import type { Speech } from './dialects.ts'

/** What is told: a ticket, a row of a report or a search, one half of a refund's answer, a webhook. */
export type Told = 'ticket' | 'row' | 'refund' | 'webhook'

/** The fields of an answer, to be respelt in place. */
type Spelt = Record<string, unknown>

interface Spelling {
  readonly of: readonly Told[]
  /** The ways in which it is spelt: where each was seen, and how it is written. */
  readonly ways: readonly { readonly seen: string; readonly write: (fields: Spelt) => void }[]
}

const EVERYWHERE: readonly Told[] = ['ticket', 'row', 'refund', 'webhook']

const AMOUNTS = [
  'total',
  'tax',
  'subTotal',
  'subtotal',
  'fee',
  'netAmount',
  'totalRefundedAmount',
  'totalRefundAmount',
  'refundedAmount',
]

const BLANKS = ['referenceNumber', 'transactionDate', 'name', 'email', 'message']

/** Name → where it is spelt in several ways, and in which. The order is that in which they are applied. */
export const SPELLINGS: Readonly<Record<string, Spelling>> = {
  amounts: {
    of: EVERYWHERE,
    ways: [
      { seen: 'REST API; webhooks/ecommerce-*.2025-*.json: 2.33', write: amountsAs(Number) },
      { seen: 'webhooks/*.2020.json, webhooks/refund.2025-12.json: "3.00"', write: amountsAs(String) },
    ],
  },
  subtotalName: {
    of: EVERYWHERE,
    ways: [
      { seen: 'rest/findPayment.*.response.json, webhooks of 2025', write: rename('subtotal', 'subTotal') },
      {
        seen: 'rest/transactionReport.response.json, webhooks of 2020',
        write: rename('subTotal', 'subtotal'),
      },
    ],
  },
  refundedName: {
    of: ['row'],
    ways: [
      {
        seen: 'rest/searchTransaction.response.json',
        write: rename('totalRefundAmount', 'totalRefundedAmount'),
      },
      {
        seen: 'rest/transactionReport.response.json',
        write: rename('totalRefundedAmount', 'totalRefundAmount'),
      },
    ],
  },
  dailyId: {
    of: EVERYWHERE,
    ways: [
      {
        seen: 'rest/authorization.COMPLETED.response.json: dailyTransactionId "0001"',
        write: dailyIdAs('dailyTransactionId', (id) => id.padStart(4, '0')),
      },
      {
        seen: 'rest/refund.response.json, webhooks of 2020: dailyTransactionID "0107"',
        write: dailyIdAs('dailyTransactionID', (id) => id.padStart(4, '0')),
      },
      {
        seen: 'webhooks/refund.2025-12.json: dailyTransactionID "3"',
        write: dailyIdAs('dailyTransactionID', String),
      },
      {
        seen: 'rest/transactionReport.response.json: dailyTransactionID 35',
        write: dailyIdAs('dailyTransactionID', Number),
      },
    ],
  },
  phone: {
    of: ['row', 'refund', 'webhook'],
    ways: [
      { seen: 'webhooks of 2020: "7871234567", of nobody ""', write: phoneAs(String, '') },
      { seen: 'rest/refund.response.json: "(787) 123-4567"', write: phoneAs(toSpacedPhone, '') },
      { seen: 'webhooks of 2025: 7875551234, of nobody 0', write: phoneAs(Number, 0) },
      { seen: 'public integrations: "+1…", of nobody null', write: phoneAs((phone) => `+1${phone}`, null) },
    ],
  },
  dates: {
    of: EVERYWHERE,
    ways: [
      { seen: 'REST API, webhooks of 2025: 2025-05-01 11:02:21', write: datesAs(toUpstreamDate) },
      {
        seen: 'webhooks of 2020, rest/transactionReport.response.json: 2020-01-01 12:00:00.0',
        write: datesAs((at) => `${toUpstreamDate(at)}.0`),
      },
      {
        seen: 'public integrations: 2025-05-01T11:02:21',
        write: datesAs((at) => toUpstreamDate(at).replace(' ', 'T')),
      },
      { seen: 'rest/refund.response.json: an epoch as text', write: datesAs(String) },
    ],
  },
  items: {
    of: EVERYWHERE,
    ways: [
      { seen: 'all samples but one: an array', write: leave },
      {
        seen: 'legacy/v3-callback.items-as-json-string.json: a text that holds the array',
        write: itemsAsText,
      },
      { seen: 'webhooks/refund.2025-12.json: none, and no field', write: withoutEmptyItems },
      { seen: 'public integrations: none, as null', write: emptyItemsAsNull },
    ],
  },
  type: {
    of: ['webhook'],
    ways: [
      { seen: 'webhooks of 2025: ECOMMERCE', write: wordsAs('transactionType', upper) },
      { seen: 'webhooks of 2020: ecommerce', write: wordsAs('transactionType', lower) },
      { seen: 'the documents of the report: eCommerce', write: wordsAs('transactionType', toECommerce) },
    ],
  },
  status: {
    of: ['webhook'],
    ways: [
      { seen: 'webhooks of 2025: COMPLETED, CANCEL', write: wordsAs('status', toCancel) },
      {
        seen: 'webhooks of 2020: completed, cancelled',
        write: wordsAs('status', (word) => lower(toCancelled(word))),
      },
      { seen: "the vendor's SDKs: CANCELLED, EXPIRED", write: wordsAs('status', toCancelled) },
    ],
  },
  statusOfTicket: {
    of: ['ticket'],
    ways: [
      { seen: 'rest/findPayment.CONFIRM.response.json: CONFIRM', write: leave },
      { seen: "the documents' prose: CONFIRMED", write: wordsAs('ecommerceStatus', toConfirmed) },
    ],
  },
  reference: {
    of: ['row'],
    ways: [
      { seen: 'rest/transactionReport.response.json, first row', write: leave },
      {
        seen: 'rest/transactionReport.response.json, second row: a space at its end',
        write: wordsAs('referenceNumber', (reference) => `${reference} `),
      },
    ],
  },
  blanks: {
    of: ['ticket', 'webhook'],
    ways: [
      { seen: 'rest/findPayment.OPEN.response.json, webhooks: ""', write: leave },
      { seen: 'public integrations: null', write: blanksAsNull },
    ],
  },
  ecommerceId: {
    of: ['webhook'],
    ways: [
      { seen: 'webhooks/ecommerce-*.2025-*.json', write: leave },
      { seen: 'webhooks of 2020 have none', write: (fields) => void delete fields['ecommerceId'] },
    ],
  },
}

/** Spells an answer anew where it is to be mixed; else leaves it as it is. */
export function respell(told: Told, fields: object, { draw }: Speech): object {
  if (!draw) return fields
  const spelt: Spelt = { ...fields }
  for (const { of, ways } of Object.values(SPELLINGS)) {
    if (of.includes(told)) ways[draw(ways.length)]?.write(spelt)
  }
  return spelt
}

function leave(): void {}

function upper(word: string): string {
  return word.toUpperCase()
}

function lower(word: string): string {
  return word.toLowerCase()
}

function toECommerce(word: string): string {
  return word.replace(/^ecommerce$/i, 'eCommerce')
}

function toCancel(word: string): string {
  return upper(word).replace(/^CANCELLED$/, 'CANCEL')
}

function toCancelled(word: string): string {
  return upper(word).replace(/^CANCEL$/, 'CANCELLED')
}

function toConfirmed(word: string): string {
  return word.replace(/^CONFIRM$/, 'CONFIRMED')
}

function rename(from: string, to: string): (fields: Spelt) => void {
  return (fields) => {
    if (!(from in fields)) return
    fields[to] = fields[from]
    delete fields[from]
  }
}

/** Text has two decimals always. */
function amountsAs(write: typeof Number | typeof String): (fields: Spelt) => void {
  return (fields) => {
    for (const name of AMOUNTS) {
      // A fee of single precision has a spelling of its own, which is no amount of cents.
      const amount = parseDollars(fields[name])
      if (isCents(amount)) fields[name] = write(formatDollars(amount))
    }
  }
}

function dailyIdAs(name: string, write: (id: string) => unknown): (fields: Spelt) => void {
  return (fields) => {
    const id = fields['dailyTransactionID'] ?? fields['dailyTransactionId']
    if (id === undefined) return
    delete fields['dailyTransactionID']
    delete fields['dailyTransactionId']
    fields[name] = id === '' ? '' : write(String(Number(id)))
  }
}

function phoneAs(write: (phone: Phone) => unknown, nobody: unknown): (fields: Spelt) => void {
  return (fields) => {
    const value = fields['phoneNumber']
    const phone = parsePhone(typeof value === 'number' ? String(value) : value)
    fields['phoneNumber'] = phone === undefined ? nobody : write(phone)
  }
}

function datesAs(write: (at: number) => unknown): (fields: Spelt) => void {
  return (fields) => {
    for (const name of ['date', 'transactionDate']) {
      const at = readDate(fields[name])
      if (at !== null) fields[name] = write(at)
    }
  }
}

/** As of 2019: a text that holds the array, whose numbers are texts. */
function itemsAsText(fields: Spelt): void {
  const { items } = fields
  if (!Array.isArray(items)) return
  const asText = (item: unknown): unknown =>
    isObject(item)
      ? Object.fromEntries(
          Object.entries(item).map(([key, value]) => [
            key,
            typeof value === 'number' ? String(value) : value,
          ]),
        )
      : item
  fields['items'] = JSON.stringify(items.map(asText))
}

function withoutEmptyItems(fields: Spelt): void {
  if (isEmpty(fields['items'])) delete fields['items']
}

function emptyItemsAsNull(fields: Spelt): void {
  if (isEmpty(fields['items'])) fields['items'] = null
}

function isEmpty(items: unknown): boolean {
  return Array.isArray(items) && items.length === 0
}

function wordsAs(name: string, write: (word: string) => string): (fields: Spelt) => void {
  return (fields) => {
    const word = fields[name]
    if (typeof word === 'string' && word !== '') fields[name] = write(word)
  }
}

function blanksAsNull(fields: Spelt): void {
  for (const name of BLANKS) if (fields[name] === '') fields[name] = null
}
