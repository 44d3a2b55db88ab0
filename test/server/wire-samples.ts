/** What a reader of each documented sample has to find, written down by hand from the sample: every field. */

import type { Transaction, TransactionItem } from '../../server/athmovil/wire.ts'

/** A transaction with amounts as plain cents. */
export type Plain = {
  readonly [Field in keyof Transaction]: Transaction[Field] extends readonly unknown[]
    ? readonly { readonly [Each in keyof TransactionItem]: string | number | null }[]
    : string | number | null
}

/** A transaction that says nothing. */
const NOTHING: Plain = {
  kind: 'unknown',
  status: null,
  ecommerceId: null,
  referenceNumber: null,
  dailyId: null,
  total: null,
  subtotal: null,
  tax: null,
  fee: null,
  net: null,
  refunded: null,
  metadata1: null,
  metadata2: null,
  items: [],
  businessName: null,
  customerName: null,
  customerEmail: null,
  phone: null,
  message: null,
  at: null,
}

/** `2025-05-01 11:02:19` in Puerto Rico is four hours later in UTC, all year. */
const utc = (iso: string): number => Date.parse(iso)

const VALERIA = { customerName: 'Valeria Herrero', phone: '7871234567' }
const DIEGO = { name: 'Diego MO', description: 'Diego', quantity: 1 }
const TICKET_ITEM = { ...DIEGO, price: 133, tax: 100, metadata: 'metadata' }

/** A ticket that nobody has paid, as findPayment shows it. */
const UNPAID: Plain = {
  ...NOTHING,
  total: 233,
  subtotal: 133,
  tax: 100,
  fee: 0,
  net: 0,
  refunded: 0,
  metadata1: 'Metadata 1',
  metadata2: 'Metada 2',
  items: [TICKET_ITEM],
  businessName: 'Tdameritrade',
}

const SEARCHED: Plain = {
  ...NOTHING,
  ...VALERIA,
  kind: 'ecommerce',
  status: 'COMPLETED',
  referenceNumber: '402894d56b240610016b2e6c78a6003a',
  customerEmail: 'valher@gmail.com',
  metadata1: 'metadata1 test',
  metadata2: 'metadata2 test',
}

const REFUNDED: Plain = {
  ...NOTHING,
  ...VALERIA,
  status: 'COMPLETED',
  referenceNumber: '402894d56b240610016b2e6c78a6003a',
  customerEmail: 'valher@gmail.com',
  total: 100,
  at: 123_412_341_234,
}

const ITEMS_OF_2019 = [
  {
    name: 'First Item',
    description: 'This is a description.',
    quantity: 1,
    price: 100,
    tax: 100,
    metadata: 'metadata test',
  },
  {
    name: 'Second Item',
    description: 'This is another description.',
    quantity: 1,
    price: 100,
    tax: 100,
    metadata: 'metadata test',
  },
] as const

/** The items of 2020: the first one is for nothing. */
const ITEMS_OF_2020 = [{ ...ITEMS_OF_2019[0], price: 0 }, ITEMS_OF_2019[1]] as const

const NOON_OF_2020 = utc('2020-01-01T16:00:00Z')

/** Money in the documents of 2020: of a button, of a person, or given. */
const RECEIVED_2020: Plain = {
  ...NOTHING,
  ...VALERIA,
  status: 'COMPLETED',
  referenceNumber: '000000-00000000abcd',
  dailyId: '0001',
  customerEmail: 'email@example.com',
  message: 'This is a message.',
  total: 100,
  tax: 0,
  subtotal: 0,
  fee: 6,
  net: 94,
  refunded: 0,
  at: NOON_OF_2020,
}

const BOUGHT_2020 = {
  total: 300,
  tax: 100,
  subtotal: 200,
  metadata1: 'This is metadata1',
  metadata2: 'This is metadata2',
  items: ITEMS_OF_2020,
}

/** A ticket of 2020 that ended without money. */
const ENDED_2020: Plain = {
  ...NOTHING,
  ...BOUGHT_2020,
  kind: 'ecommerce',
  fee: 0,
  net: 0,
  refunded: 0,
  at: NOON_OF_2020,
}

const BOUGHT_2025: Plain = {
  ...NOTHING,
  kind: 'ecommerce',
  total: 100,
  subtotal: 100,
  tax: 100,
  fee: 0,
  refunded: 0,
  metadata1: 'Prueba1.1',
  metadata2: 'Prueba2.2',
  businessName: 'ATH Business Test',
  items: [
    {
      name: 'Nombre de arreglo',
      description: 'Prueba de items',
      quantity: 3,
      price: 200,
      tax: 100,
      metadata: 'prueba metadata',
    },
  ],
}

/** Sample → what it says. `file[0]` is a row of a list, `file.part` a part of an answer. */
export const SAMPLES: Readonly<Record<string, Plain>> = {
  'legacy/v3-callback.items-as-json-string.json': {
    ...NOTHING,
    ...VALERIA,
    status: 'COMPLETED',
    referenceNumber: 'a387643827-fdew98ffw9fbfewkjb',
    dailyId: '1234',
    customerEmail: 'valher@gmail.com',
    total: 100,
    tax: 100,
    subtotal: 100,
    fee: 6,
    net: 94,
    refunded: 0,
    metadata1: 'metadata1 test',
    metadata2: 'metadata2 test',
    // The second one's description has two spaces, in this sample alone.
    items: [ITEMS_OF_2019[0], { ...ITEMS_OF_2019[1], description: 'This is another  description.' }],
    at: utc('2019-06-06T20:12:02Z'),
  },
  'rest/authorization.COMPLETED.response.json': {
    ...UNPAID,
    status: 'COMPLETED',
    ecommerceId: '870633c9-f994-11ed-8935-c155d7fc6afe',
    referenceNumber: '215070440-8a36d420882a293a018849cae9f500a8',
    dailyId: '0001',
    fee: 6,
    net: 228,
    items: [{ ...TICKET_ITEM, metadata: 'ATH Movil es lo mejor' }],
    businessName: 'I Love Puerto Rico',
    at: utc('2023-05-23T18:06:54Z'),
  },
  'rest/findPayment.CANCEL.response.json': {
    ...UNPAID,
    status: 'CANCEL',
    ecommerceId: '29bc7846-e44f-11ed-b127-839ef0792c17',
  },
  'rest/findPayment.COMPLETED.response.json': {
    ...UNPAID,
    status: 'COMPLETED',
    ecommerceId: '730e2c49-9387-11ed-8f43-c31784ccfc6c',
    referenceNumber: '215070443-402894c185ab1be40185acfe61c2000b',
    dailyId: '0006',
    total: 100,
    subtotal: 0,
    tax: 0,
    fee: 60,
    net: 40,
    items: [{ ...DIEGO, price: 1000, tax: 0, metadata: 'metadata' }],
    at: utc('2023-01-13T20:17:06Z'),
  },
  'rest/findPayment.CONFIRM.response.json': {
    ...UNPAID,
    status: 'CONFIRM',
    ecommerceId: '39906664-e44e-11ed-b127-a519df48811e',
  },
  'rest/findPayment.OPEN.response.json': {
    ...UNPAID,
    status: 'OPEN',
    ecommerceId: '39906664-e44e-11ed-b127-a519df48811e',
  },
  'rest/searchTransaction.response.json': {
    ...SEARCHED,
    dailyId: '0001',
    total: 100,
    tax: 100,
    subtotal: 100,
    fee: 6,
    net: 94,
    refunded: 0,
    items: ITEMS_OF_2019,
    at: utc('2019-06-06T20:12:02Z'),
  },
  'rest/transactionReport.response.json[0]': {
    ...SEARCHED,
    dailyId: '0035',
    total: 100,
    tax: 0,
    subtotal: 0,
    fee: 0,
    net: 100,
    refunded: 100,
    items: [
      { name: 'Item', description: 'Description', quantity: 1, price: 100, tax: 0, metadata: 'Metadata' },
      { name: 'item', description: 'desc', quantity: 1, price: 100, tax: 0, metadata: 'Metadata' },
    ],
    at: utc('2021-07-08T04:36:39Z'),
  },
  'rest/transactionReport.response.json[1]': {
    ...SEARCHED,
    dailyId: '0033',
    total: 500,
    tax: 100,
    subtotal: 200,
    fee: 0,
    net: 500,
    refunded: 500,
    metadata2: 'metadata1 test',
    items: [
      {
        name: 'Nombre de arreglo',
        description: 'Prueba de items',
        quantity: 3,
        price: 200,
        tax: 100,
        metadata: 'prueba metadata',
      },
    ],
    at: utc('2021-07-08T04:35:43Z'),
  },
  'rest/refund.response.json.refund': { ...REFUNDED, kind: 'refund', dailyId: '0107' },
  'rest/refund.response.json.originalTransaction': {
    ...REFUNDED,
    kind: 'payment',
    dailyId: '0106',
    tax: 0,
    subtotal: 0,
    fee: 0,
    net: 0,
    refunded: 100,
    metadata1: 'metadata1 test',
    metadata2: 'metadata2 test',
  },
  'webhooks/donation.2020.json': { ...RECEIVED_2020, kind: 'donation' },
  'webhooks/payment.2020.json': { ...RECEIVED_2020, kind: 'payment' },
  'webhooks/refund.2020.json': { ...RECEIVED_2020, kind: 'refund', fee: 0, net: 0 },
  'webhooks/simulated.2020.json': { ...RECEIVED_2020, ...BOUGHT_2020, kind: 'simulated' },
  'webhooks/ecommerce-completed.2020.json': {
    ...RECEIVED_2020,
    ...BOUGHT_2020,
    kind: 'ecommerce',
    message: null,
  },
  'webhooks/ecommerce-cancelled.2020.json': { ...ENDED_2020, status: 'CANCEL' },
  'webhooks/ecommerce-expired.2020.json': { ...ENDED_2020, status: 'EXPIRED' },
  'webhooks/ecommerce-cancelled.2025-05.json': {
    ...BOUGHT_2025,
    status: 'CANCEL',
    ecommerceId: '66b341b7-269d-11f0-a8c9-b15654eb8c8b',
    net: 0,
    // There is no transactionDate, so that the date of the sending is all there is.
    at: utc('2025-05-01T15:03:31Z'),
  },
  'webhooks/ecommerce-completed.2025-05.json': {
    ...BOUGHT_2025,
    status: 'COMPLETED',
    ecommerceId: '34231295-269d-11f0-a323-6f23e0bf3a42',
    referenceNumber: '1024264030-8a36d6ba967ef82501968c5eb7376349',
    dailyId: '0001',
    net: 100,
    at: utc('2025-05-01T15:02:19Z'),
  },
  'webhooks/ecommerce-completed.2025-12.json': {
    ...NOTHING,
    kind: 'ecommerce',
    status: 'COMPLETED',
    ecommerceId: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
    referenceNumber: '11223344-aabbccdd11223344aabbccdd11223344',
    dailyId: '0002',
    total: 300,
    subtotal: 300,
    tax: 0,
    fee: 7,
    net: 293,
    refunded: 0,
    metadata1: 'Django ATHM Demo',
    metadata2: 'Project Support Tip',
    items: [
      {
        name: 'Tip',
        description: 'Support Django ATHM Development',
        quantity: 1,
        price: 300,
        tax: 0,
        metadata: 'demo-tip',
      },
    ],
    businessName: 'Test Business',
    customerName: 'Test Customer',
    customerEmail: 'customer@example.com',
    phone: '7875551234',
    at: utc('2025-12-08T20:30:49Z'),
  },
  'webhooks/refund.2025-12.json': {
    ...NOTHING,
    kind: 'refund',
    status: 'COMPLETED',
    referenceNumber: '11223344-aabbccdd11223344aabbccdd11223344',
    dailyId: '0003',
    total: 300,
    fee: 0,
    net: 0,
    refunded: 0,
    customerName: 'Test Customer',
    customerEmail: 'customer@example.com',
    phone: '7875551234',
    message: 'Refunded via admin',
    at: utc('2025-12-08T20:39:08Z'),
  },
}

/** Samples that tell of no transaction: what is asked for, and answers without one. */
export const OTHERS: readonly string[] = [
  'rest/cancel.request.json',
  'rest/cancel.response.json',
  'rest/error.body-missing.json',
  'rest/error.no-authorization-header.json',
  'rest/error.token-expired.json',
  'rest/findPayment.request.json',
  'rest/payment.request.json',
  'rest/payment.response.json',
  'rest/refund.request.json',
  'rest/searchTransaction.request.json',
  'rest/transactionReport.request.json',
  'rest/updatePhoneNumber.request.json',
  'rest/updatePhoneNumber.response.json',
  'webhooks/subscribe.request.json',
]
