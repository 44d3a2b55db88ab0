/** ATH Móvil's books of a month as a model: it answers the report, findPayment and search, and nothing that writes. */

import type { Send, UpstreamAnswer } from '../../server/athmovil/transport.ts'

/** A payment in the books. Amounts are cents, `at` is milliseconds since 1970. */
export interface Entry {
  readonly ecommerceId: string
  readonly reference: string
  readonly at: number
  readonly dailyId: string
  readonly total: number
  readonly fee: number
  readonly net: number
  readonly phone: string | null
  readonly name: string | null
  readonly email: string | null
  readonly metadata1: string
  readonly metadata2: string
  /** What went back of it, by its own row's word. */
  refunded: number
}

/** A refund in the books. */
export interface RefundEntry {
  readonly of: Entry
  readonly at: number
  readonly dailyId: string
  readonly amount: number
  /** Its own reference; the payment's when absent. */
  readonly reference?: string
}

/** The books. */
export interface BooksModel {
  readonly entries: Entry[]
  readonly refunds: RefundEntry[]
  /** Rows that are neither, with the instant at which the report tells them. */
  readonly others: { readonly at: number; readonly row: unknown }[]
  /** Every call so far, by the last part of its path. */
  readonly calls: string[]
  readonly send: Send
}

/** Opens empty books. */
export function createBooksModel(): BooksModel {
  const entries: Entry[] = []
  const refunds: RefundEntry[] = []
  const others: BooksModel['others'] = []
  const calls: string[] = []

  function report({ fromDate, toDate }: Record<string, unknown>): UpstreamAnswer {
    const [from, to] = [fromDate, toDate].map((text) => Date.parse(`${String(text).replace(' ', 'T')}-04:00`))
    if (from === undefined || to === undefined) throw new Error('A report is asked for with two dates')
    const isWithin = ({ at }: { at: number }): boolean => from <= at && at <= to
    const rows = [
      ...entries.filter(isWithin).map((entry) => ({ at: entry.at, row: toPaymentRow(entry) })),
      ...refunds.filter(isWithin).map((refund) => ({ at: refund.at, row: toRefundRow(refund) })),
      ...others.filter(isWithin),
    ].toSorted((one, other) => one.at - other.at)
    return rows.length === 0
      ? refuse('BTRA_0046')
      : { status: 200, body: JSON.stringify(rows.map(({ row }) => row)) }
  }

  function find({ ecommerceId }: Record<string, unknown>): UpstreamAnswer {
    const entry = entries.find((each) => each.ecommerceId === ecommerceId)
    if (!entry) return refuse('BTRA_0031')
    const data = { ecommerceStatus: 'COMPLETED', ecommerceId, ...toFacts(entry) }
    return { status: 200, body: JSON.stringify({ status: 'success', data }) }
  }

  function search({ referenceNumber }: Record<string, unknown>): UpstreamAnswer {
    const entry = entries.find(({ reference }) => reference === referenceNumber)
    return entry ? { status: 200, body: JSON.stringify(toPaymentRow(entry)) } : refuse('BTRA_0053')
  }

  const answers: Readonly<Record<string, (body: Record<string, unknown>) => UpstreamAnswer>> = {
    transactionReport: report,
    findPayment: find,
    searchTransaction: search,
  }
  return {
    entries,
    refunds,
    others,
    calls,
    send: async ({ path, body }) => {
      const call = path.split('/').at(-1) ?? ''
      calls.push(call)
      const answer = answers[call]
      if (!answer) throw new Error(`Nothing but readings may be asked for, not ${path}`)
      return answer(JSON.parse(body ?? '{}') as Record<string, unknown>)
    },
  }
}

/** A payment of $10.00, made at an instant such as `2026-01-15T12:00:00-04:00`. */
export function toEntry(name: string, at: string, given: Partial<Entry> = {}): Entry {
  return {
    ecommerceId: `ticket-${name}`,
    reference: `reference-${name}`,
    at: Date.parse(at),
    dailyId: '0001',
    total: 1_000,
    fee: 23,
    net: 977,
    phone: '7875550100',
    name: 'Valeria Herrero',
    email: 'valher@gmail.com',
    metadata1: 'Otra caja',
    metadata2: 'Otra caja',
    refunded: 0,
    ...given,
  }
}

/** Writes an instant as the report does, in Puerto Rico's time. */
export function toPuertoRico(at: number): string {
  return new Date(at - 4 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
}

function refuse(errorcode: string): UpstreamAnswer {
  return { status: 409, body: JSON.stringify({ status: 'error', message: 'No', errorcode, data: null }) }
}

function toFacts(entry: Entry): object {
  return {
    referenceNumber: entry.reference,
    total: entry.total / 100,
    fee: entry.fee / 100,
    netAmount: entry.net / 100,
    totalRefundedAmount: entry.refunded / 100,
    metadata1: entry.metadata1,
    metadata2: entry.metadata2,
    transactionDate: toPuertoRico(entry.at + 3_000),
    dailyTransactionId: entry.dailyId,
  }
}

/** Some rows say eCommerce, and some references end in a space: as the vendor's own samples do. */
export function toPaymentRow(entry: Entry): object {
  const isOdd = entry.dailyId.endsWith('7')
  return {
    transactionType: isOdd ? 'eCommerce' : 'ECOMMERCE',
    status: isOdd ? 'completed' : 'COMPLETED',
    date: `${toPuertoRico(entry.at)}.0`,
    referenceNumber: isOdd ? `${entry.reference} ` : entry.reference,
    dailyTransactionID: Number(entry.dailyId),
    name: entry.name ?? '',
    phoneNumber: entry.phone === null ? '' : entry.phone.replace(/^(...)(...)/, '($1) $2-'),
    email: entry.email,
    message: '',
    total: entry.total / 100,
    tax: 0,
    subtotal: 0,
    fee: entry.fee / 100,
    netAmount: String(entry.net / 100),
    totalRefundAmount: entry.refunded / 100,
    metadata1: entry.metadata1,
    metadata2: entry.metadata2,
    items: [],
  }
}

function toRefundRow({ of, at, dailyId, amount, reference }: RefundEntry): object {
  return {
    transactionType: 'REFUND',
    status: 'COMPLETED',
    date: `${toPuertoRico(at)}.0`,
    referenceNumber: reference ?? of.reference,
    dailyTransactionID: Number(dailyId),
    name: of.name ?? '',
    phoneNumber: of.phone ?? '',
    email: of.email,
    message: 'En la caja',
    total: amount / 100,
    fee: 0,
    netAmount: 0,
    totalRefundAmount: 0,
    metadata1: '',
    metadata2: '',
    items: [],
  }
}
