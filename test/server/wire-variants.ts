/**
 * The spellings that have been seen of a webhook's fields, as a table: what is written, letter for letter as in the body,
 * and what it means. The reader has to find the meaning whatever stands beside it.
 */

import type { Plain } from './wire-samples.ts'

/** A spelling of some fields, and what they mean. Fields that are not written are not there. */
export interface Variant {
  /** Field → JSON text. */
  readonly written: Readonly<Record<string, string>>
  readonly means: Partial<Plain>
}

/** A part of a body that is spelt in several ways. The first is how the newest sample spells it. */
export type Column = readonly Variant[]

/** One field with one meaning, in several spellings. */
function spelt<Field extends keyof Plain>(
  field: string,
  meaning: Field,
  spellings: readonly (readonly [json: string | null, value: Plain[Field]])[],
): Variant[] {
  return spellings.map(([json, value]) => ({
    written: json === null ? {} : { [field]: json },
    means: { [meaning]: value } as Partial<Plain>,
  }))
}

const STATUS: Column = spelt('status', 'status', [
  ['"COMPLETED"', 'COMPLETED'],
  ['"completed"', 'COMPLETED'],
  ['"Completed "', 'COMPLETED'],
  ['"CANCEL"', 'CANCEL'],
  ['"cancelled"', 'CANCEL'],
  ['"CANCELLED"', 'CANCEL'],
  ['"Canceled"', 'CANCEL'],
  ['"expired"', 'EXPIRED'],
  ['"EXPIRED"', 'EXPIRED'],
  ['"CONFIRMED"', 'CONFIRM'],
  ['"CONFIRM"', 'CONFIRM'],
  ['"OPEN"', 'OPEN'],
  ['"PAID"', null],
  ['""', null],
  ['null', null],
  ['1', null],
  [null, null],
])

const TYPE: Column = spelt('transactionType', 'kind', [
  ['"ECOMMERCE"', 'ecommerce'],
  ['"ecommerce"', 'ecommerce'],
  ['"eCommerce"', 'ecommerce'],
  ['"REFUND"', 'refund'],
  ['"refund"', 'refund'],
  ['"PAYMENT"', 'payment'],
  ['"payment"', 'payment'],
  ['"donation"', 'donation'],
  ['"DONATION"', 'donation'],
  ['"simulated"', 'simulated'],
  ['"SIMULATED"', 'simulated'],
  ['"loan"', 'unknown'],
  ['""', 'unknown'],
  ['null', 'unknown'],
  [null, 'unknown'],
])

/** Each amount that has been seen, and some that nobody should take for money. */
const AMOUNTS = [
  ['3', 300],
  ['3.0', 300],
  ['3.00', 300],
  ['"3.00"', 300],
  ['" 3.00 "', 300],
  ['0.6000000238418579', 60],
  ['"0.6000000238418579"', 60],
  ['0.07', 7],
  ['1.005', 101],
  ['"1.004"', 100],
  ['0', 0],
  ['"0.00"', 0],
  ['""', null],
  ['null', null],
  ['-3', null],
  ['"-3.00"', null],
  ['"3,00"', null],
  ['"$3.00"', null],
  ['1e30', null],
  ['"NaN"', null],
  ['true', null],
  ['[3]', null],
  [null, null],
] as const

const TOTAL: Column = spelt('total', 'total', AMOUNTS)
const TAX: Column = spelt('tax', 'tax', AMOUNTS)
const SUBTOTAL: Column = [
  ...spelt('subTotal', 'subtotal', AMOUNTS),
  ...spelt('subtotal', 'subtotal', AMOUNTS.slice(0, -1)),
]
const REFUNDED: Column = [
  ...spelt('totalRefundedAmount', 'refunded', AMOUNTS),
  ...spelt('totalRefundAmount', 'refunded', AMOUNTS.slice(0, -1)),
]

/** Fees and net amounts need not add up to the total, and are read as they are. */
const FEE: Column = [
  { written: { fee: '0.07', netAmount: '2.93' }, means: { fee: 7, net: 293 } },
  { written: { fee: '"0.06"', netAmount: '"0.94"' }, means: { fee: 6, net: 94 } },
  { written: { fee: '0.0', netAmount: '1.0' }, means: { fee: 0, net: 100 } },
  { written: { fee: '0.6000000238418579', netAmount: '0.40' }, means: { fee: 60, net: 40 } },
  { written: { fee: '"0.00"', netAmount: '"0.00"' }, means: { fee: 0, net: 0 } },
  { written: { fee: '""', netAmount: 'null' }, means: { fee: null, net: null } },
  { written: {}, means: { fee: null, net: null } },
]

const DAILY_IDS = [
  ['"0001"', '0001'],
  ['"3"', '0003'],
  ['35', '0035'],
  ['"0107"', '0107'],
  ['12345', '12345'],
  ['""', null],
  ['null', null],
] as const

const DAILY_ID: Column = [
  ...spelt('dailyTransactionId', 'dailyId', DAILY_IDS),
  ...spelt('dailyTransactionID', 'dailyId', DAILY_IDS),
  { written: {}, means: { dailyId: null } },
]

const PHONE: Column = spelt('phoneNumber', 'phone', [
  ['7875551234', '7875551234'],
  ['"7871234567"', '7871234567'],
  ['"(787) 123-4567"', '7871234567'],
  ['"+17871234567"', '7871234567'],
  ['"+1 (787) 123-4567"', '7871234567'],
  ['0', null],
  ['"0"', null],
  ['""', null],
  ['null', null],
  ['"+34600123456"', null],
  ['787555123', null],
  [null, null],
])

const at = (iso: string): number => Date.parse(iso)

/** The instant of the money counts, where there is one, and not that of the sending. */
const DATE: Column = [
  {
    written: { transactionDate: '"2025-12-08 16:30:49"', date: '"2025-12-08 16:30:52"' },
    means: { at: at('2025-12-08T20:30:49Z') },
  },
  {
    written: { transactionDate: '""', date: '"2025-05-01 11:02:21"' },
    means: { at: at('2025-05-01T15:02:21Z') },
  },
  { written: { date: '"2020-01-01 12:00:00.0"' }, means: { at: at('2020-01-01T16:00:00Z') } },
  { written: { date: '"2025-05-01T11:02:21"' }, means: { at: at('2025-05-01T15:02:21Z') } },
  { written: { date: '"2025-05-01T11:02:21.5Z"' }, means: { at: at('2025-05-01T11:02:21.500Z') } },
  { written: { date: '"2025-05-01T11:02:21-04:00"' }, means: { at: at('2025-05-01T15:02:21Z') } },
  { written: { date: '"2025-07-31 23:59:59"' }, means: { at: at('2025-08-01T03:59:59Z') } },
  { written: { date: '"123412341234"' }, means: { at: 123_412_341_234 } },
  { written: { date: '1746111741000' }, means: { at: 1_746_111_741_000 } },
  { written: { date: '""', transactionDate: 'null' }, means: { at: null } },
  { written: { date: '"yesterday"' }, means: { at: null } },
  { written: { date: '"2025-02-30 25:00:00"' }, means: { at: null } },
  { written: {}, means: { at: null } },
]

const ITEM =
  '{"name":"Café","description":"12 oz","quantity":2,"price":1.5,"tax":0,"metadata":"hot","sku":""}'
const WORDED =
  '{"name":"Café","description":"12 oz","quantity":"2","price":"1.50","tax":"0.00","metadata":"hot"}'
const BARE = '{"name":"Café","description":null,"quantity":null,"price":"","tax":null}'
const CAFE = { name: 'Café', description: '12 oz', quantity: 2, price: 150, tax: 0, metadata: 'hot' }
const BARE_CAFE = { name: 'Café', description: '', quantity: null, price: null, tax: null, metadata: '' }

/** A list is an object without an item's fields: it is kept, and says nothing. */
const SILENT = { name: '', description: '', quantity: null, price: null, tax: null, metadata: '' }

const ITEMS: Column = spelt('items', 'items', [
  [`[${ITEM}]`, [CAFE]],
  [`[${WORDED},${ITEM}]`, [CAFE, CAFE]],
  [JSON.stringify(`[${WORDED}]`), [CAFE]],
  [`[${BARE}]`, [BARE_CAFE]],
  [`[null,7,${ITEM},[]]`, [CAFE, SILENT]],
  ['[]', []],
  ['"[]"', []],
  ['""', []],
  ['"no list"', []],
  ['{}', []],
  ['null', []],
  [null, []],
])

const REFERENCE: Column = spelt('referenceNumber', 'referenceNumber', [
  ['"215070443-402894c185ab1be40185acfe61c2000b"', '215070443-402894c185ab1be40185acfe61c2000b'],
  ['"402894d56b240610016b2e6c78a6003a "', '402894d56b240610016b2e6c78a6003a'],
  ['""', null],
  ['"  "', null],
  ['null', null],
  [null, null],
])

const ECOMMERCE_ID: Column = spelt('ecommerceId', 'ecommerceId', [
  ['"a1b2c3d4-e5f6-7890-abcd-ef1234567890"', 'a1b2c3d4-e5f6-7890-abcd-ef1234567890'],
  ['""', null],
  ['null', null],
  [null, null],
])

/** It has the same value on different payments, and means nothing. */
const RELATED: Column = ['""', '"8a36d69a8c36c011018ce97681e203d0"', null].map((json) => ({
  written: json === null ? {} : { referenceTransactionId: json },
  means: {},
}))

/** All columns of a webhook's body. */
export const COLUMNS: readonly Column[] = [
  STATUS,
  TYPE,
  TOTAL,
  TAX,
  SUBTOTAL,
  FEE,
  REFUNDED,
  DAILY_ID,
  PHONE,
  DATE,
  ITEMS,
  REFERENCE,
  ECOMMERCE_ID,
  RELATED,
]
