/** Differences between ATH Móvil's books and a shop's database, each with what must become of it. */

import type { PaymentRow, RefundRow } from '../../server/store/schema.ts'
import { toPaymentRow, type BooksModel, type Entry } from './reconcile-books.ts'
import { toPaymentColumns, toRefundColumns } from './reconcile-shop.ts'

/** The first instant of January, in Puerto Rico. */
export const JANUARY = Date.parse('2026-01-01T04:00:00Z')
/** Some day in February, when the books are compared. */
export const NOW = Date.parse('2026-02-10T16:00:00Z')

/** A day in milliseconds. */
export const DAY_MS = 86_400_000

/** What must become of something that was planted. */
export interface Expected {
  readonly kind: string
  /** How its row counts; none where it has none. */
  readonly outcome?: 'created' | 'updated' | 'unmatched'
  readonly reason?: string
  /** The payment whose row changes, and how. */
  readonly paymentId?: string
  readonly patch?: Partial<PaymentRow>
  /** The payment that comes to be, by its reference. */
  readonly created?: Partial<PaymentRow> & { readonly reference_number: string }
  /** Changes in the payment's journal, and events to the merchant. */
  readonly journal?: readonly string[]
  readonly events?: readonly string[]
  /** Refunds that come to be, and changes of one that is there. */
  readonly refunds?: readonly Partial<RefundRow>[]
  readonly refundPatch?: { readonly id: string; readonly patch: Partial<RefundRow> }
  readonly refundsKnown?: number
  /** Further cases beside the row's own. */
  readonly problems?: readonly string[]
}

/** The shop: its books, its rows, and what is expected. */
export interface January {
  readonly books: BooksModel
  readonly payments: PaymentRow[]
  readonly refunds: RefundRow[]
  readonly expected: Expected[]
  /** Refunds that are known and in order. */
  readonly knownRefunds: number
}

/** Puts a payment with a phone of its own into the books. */
export type Place = (facts?: Partial<Entry>) => Entry

/** What a plant grows from. */
export interface Ground {
  readonly january: January
  readonly kind: string
  readonly place: Place
  /** Puts a row into the database. */
  readonly keep: (row: Partial<PaymentRow> & Pick<PaymentRow, 'id'>) => PaymentRow
  readonly id: () => string
  readonly nextDailyId: () => string
}

/** Plants a difference, and tells what must become of it. */
export type Plant = (ground: Ground) => Omit<Expected, 'kind'>

/** The row of a payment that is in order. */
export function toKnown(entry: Entry, id: string): Partial<PaymentRow> & Pick<PaymentRow, 'id'> {
  return {
    id,
    status: 'COMPLETED',
    ecommerce_id: entry.ecommerceId,
    reference_number: entry.reference,
    total_cents: entry.total,
    fee_cents: entry.fee,
    net_cents: entry.net,
    refunded_cents: entry.refunded,
    phone: entry.phone ?? '',
    metadata1: entry.metadata1,
    metadata2: entry.metadata2,
    daily_id: entry.dailyId,
    transaction_at: entry.at,
    created_at: entry.at - 60_000,
    completed_at: entry.at + 500,
    ended_at: entry.at + 500,
    customer_name: entry.name,
    customer_email: entry.email,
  }
}

/** The row of a payment that isn't known to be paid, whose mark is on its ticket. */
function toUnpaid(entry: Entry, id: string, given: Partial<PaymentRow>) {
  return {
    id,
    correlation_id: entry.metadata2,
    ecommerce_id: entry.ecommerceId,
    total_cents: entry.total,
    phone: entry.phone ?? '',
    metadata1: entry.metadata1,
    created_at: entry.at - 60_000,
    ...given,
  }
}

/** What completing does to a row. */
function toCompleted(entry: Entry, before: PaymentRow): Partial<PaymentRow> {
  const isLate = before.status !== 'OPEN' && before.status !== 'CONFIRM'
  return {
    intent: null,
    intent_at: null,
    intent_since: null,
    unanswered: 0,
    status: 'COMPLETED',
    reference_number: entry.reference,
    late: isLate ? 1 : 0,
    code: null,
    version: before.version + 1,
    updated_at: NOW,
    completed_at: NOW,
    ended_at: before.ended_at ?? NOW,
    fee_cents: entry.fee,
    net_cents: entry.net,
    daily_id: entry.dailyId,
    transaction_at: entry.at,
    customer_name: entry.name,
    customer_email: entry.email,
  }
}

/** A payment that was missed here: what is known of it, until the report. */
function missed(given: Partial<PaymentRow>): Plant {
  return ({ place, keep, id }) => {
    const paymentId = id()
    const entry = place({ metadata2: `athmb-${paymentId}` })
    const before = keep(toUnpaid(entry, paymentId, given))
    return {
      outcome: 'updated',
      paymentId,
      patch: toCompleted(entry, before),
      journal: ['seen'],
      events: ['payment.completed'],
    }
  }
}

/** A completed payment, some of whose details are missing or wrong. */
function wrong(given: Partial<PaymentRow>, besides: Partial<PaymentRow> = {}): Plant {
  return ({ place, keep, id }) => {
    const entry = place()
    const right = toPaymentColumns({ ...toKnown(entry, id()), ...besides })
    const wrongRow = { ...right, ...given }
    keep(wrongRow)
    const columns = Object.keys(given) as (keyof PaymentRow)[]
    return {
      outcome: 'updated',
      paymentId: right.id,
      patch: Object.fromEntries(columns.map((column) => [column, right[column]])),
    }
  }
}

/** A payment that was begun elsewhere, and isn't here at all. */
function unknown(facts: Partial<Entry>): Plant {
  return ({ place }) => {
    const entry = place({ metadata1: 'Otra caja', metadata2: 'Otra caja', ...facts })
    const { id: _, ecommerce_id: __, ...known } = toKnown(entry, '')
    const at = entry.at
    const created = {
      ...known,
      reference_number: entry.reference,
      ecommerce_id: null,
      origin: 'external',
      version: 1,
      review: null,
      late: 0,
      created_at: at,
      completed_at: at,
      ended_at: at,
      updated_at: NOW,
    } as const
    return { outcome: 'created', created, journal: ['found'], events: ['payment.completed'] }
  }
}

/** One plant for each kind of difference. */
export const PLANTS: Readonly<Record<string, Plant>> = {
  'left OPEN by an outage': missed({ status: 'OPEN' }),
  'left in the middle of its authorization': missed({
    status: 'CONFIRM',
    intent: 'authorizing',
    intent_at: 6,
    intent_since: 6,
    unanswered: 1,
    authorize_sent: 1,
    confirmed_at: 5,
  }),
  'CANCEL here': missed({ status: 'CANCEL', ended_at: 7 }),
  'EXPIRED here': missed({ status: 'EXPIRED', ended_at: 7 }),
  'FAILED here': missed({ status: 'FAILED', ended_at: 7, code: 'refused_limit', athm_code: 'BTRA_0045' }),
  'creation never answered, known by its mark alone': missed({
    status: 'FAILED',
    ended_at: 7,
    code: 'create_unknown',
    ecommerce_id: null,
  }),
  'begun elsewhere': unknown({}),
  'begun elsewhere, by nobody that is told': unknown({ phone: null, name: null, email: null }),
  'a wrong fee': wrong({ fee_cents: 1 }),
  'no fee and no net': wrong({ fee_cents: null, net_cents: null }),
  'a wrong net': wrong({ net_cents: 1 }),
  'no daily id': wrong({ daily_id: null }),
  'no date': wrong({ transaction_at: null }),
  'a wrong date': wrong({ transaction_at: JANUARY - 5 * DAY_MS }),
  'no name': wrong({ customer_name: null }),
  'another name, and no e-mail': wrong({ customer_name: 'Otra Persona', customer_email: null }),
  'no phone': wrong({ phone: '' }, { origin: 'external', ecommerce_id: null }),

  'captured in words of the merchant’s own, among payments that look alike'({ place, keep, id }) {
    const paymentId = id()
    const words = { metadata1: `Mesa ${paymentId}`, metadata2: 'Terraza' }
    const entry = place(words)
    const cancelled = { ...words, status: 'CANCEL', ended_at: 7 } as const
    for (const minutes of [-30, -0.5, -0.4, -0.3, -0.2, -0.1, 0]) {
      const alike = id()
      // Nearer in time, but of other customers; or of the same one, but far away.
      const phone = minutes === -30 ? (entry.phone ?? '') : '7870000000'
      const given = { ...cancelled, correlation_id: alike, ecommerce_id: `none-${alike}`, phone }
      keep(toUnpaid(entry, alike, { ...given, created_at: entry.at + minutes * 60_000 }))
    }
    const before = keep(toUnpaid(entry, paymentId, { ...cancelled, correlation_id: paymentId }))
    return {
      outcome: 'updated',
      paymentId,
      patch: toCompleted(entry, before),
      journal: ['seen'],
      events: ['payment.completed'],
    }
  },

  'refunded whole in the app'({ place, keep, id, january, nextDailyId }) {
    const entry = place()
    const paymentId = keep(toKnown(entry, id())).id
    entry.refunded = entry.total
    const refund = { of: entry, at: entry.at + 3_600_000, dailyId: nextDailyId(), amount: entry.total }
    january.books.refunds.push(refund)
    return {
      outcome: 'updated',
      paymentId,
      patch: { refunded_cents: entry.total },
      events: ['refund.sent'],
      refunds: [{ amount_cents: entry.total, daily_id: refund.dailyId, transaction_at: refund.at }],
    }
  },

  'refunded in two parts in the app, by references of their own'({ place, keep, id, january, nextDailyId }) {
    const entry = place()
    const paymentId = keep(toKnown(entry, id())).id
    const parts = [1, 2].map((nth) => ({
      of: entry,
      at: entry.at + nth * 60_000,
      dailyId: nextDailyId(),
      amount: 150,
      reference: `${entry.reference}-refund-${nth}`,
    }))
    entry.refunded = 300
    january.books.refunds.push(...parts)
    return {
      outcome: 'updated',
      paymentId,
      patch: { refunded_cents: 300 },
      events: ['refund.sent', 'refund.sent'],
      refunds: parts.map(({ at, dailyId, reference }) => ({
        amount_cents: 150,
        daily_id: dailyId,
        transaction_at: at,
        refund_reference: reference,
      })),
    }
  },

  'refunded in the app, told by the total alone'({ place, keep, id, january }) {
    const entry = place({ refunded: 200 })
    const paymentId = keep(toKnown(entry, id())).id
    // One of the same amount is known: it must not be taken for the other.
    january.refunds.push(
      toRefundColumns({ id: `rfd_${paymentId}`, payment_id: paymentId, amount_cents: 200, daily_id: '9000' }),
    )
    entry.refunded = 400
    return {
      outcome: 'updated',
      paymentId,
      patch: { refunded_cents: 400 },
      events: ['refund.sent'],
      refunds: [{ amount_cents: 200, daily_id: null, transaction_at: null }],
    }
  },

  'refunded in the app long after it was paid'({ place, keep, id, january, nextDailyId }) {
    const entry = place({ at: JANUARY - 20 * DAY_MS })
    const paymentId = keep(toKnown(entry, id())).id
    entry.refunded = 250
    const refund = { of: entry, at: JANUARY + DAY_MS, dailyId: nextDailyId(), amount: 250 }
    january.books.refunds.push(refund)
    return {
      paymentId,
      patch: { refunded_cents: 250 },
      events: ['refund.sent'],
      refunds: [{ amount_cents: 250, daily_id: refund.dailyId }],
    }
  },

  'refunded in the app while a refund of ours is unclear'({ place, keep, id, january, nextDailyId }) {
    const entry = place()
    const paymentId = keep(toKnown(entry, id())).id
    const ours = { of: entry, at: entry.at + 60_000, dailyId: nextDailyId(), amount: 150 }
    january.books.refunds.push(ours, { ...ours, at: ours.at + 60_000, dailyId: nextDailyId(), amount: 90 })
    entry.refunded = 240
    const refundId = `rfd_${paymentId}`
    january.refunds.push(
      toRefundColumns({ id: refundId, payment_id: paymentId, amount_cents: 150, status: 'unknown' }),
    )
    return {
      outcome: 'updated',
      paymentId,
      patch: { refunded_cents: 240 },
      refundPatch: { id: refundId, patch: { daily_id: ours.dailyId, transaction_at: ours.at } },
      refundsKnown: 1,
      problems: ['unmatched refund_in_flight'],
    }
  },

  'captured for another total'({ place, keep, id }) {
    const paymentId = id()
    const entry = place({ metadata2: `athmb-${paymentId}` })
    const before = keep(toUnpaid(entry, paymentId, { total_cents: entry.total + 100 }))
    return {
      outcome: 'unmatched',
      reason: 'captured_total_differs',
      paymentId,
      patch: { review: 'captured_total_differs', version: before.version + 1, updated_at: NOW },
      journal: ['seen'],
    }
  },

  'completed here for another total'({ place, keep, id }) {
    const entry = place()
    const known = toKnown(entry, id())
    keep({ ...known, total_cents: entry.total + 1, fee_cents: 1, customer_name: 'Otra Persona' })
    return { outcome: 'unmatched', reason: 'total_differs', paymentId: known.id }
  },

  'its reference taken by another'({ place, keep, id }) {
    const paymentId = id()
    const entry = place({ metadata2: `athmb-${paymentId}` })
    keep({ ...toKnown(entry, id()), ecommerce_id: null, origin: 'external', metadata2: '' })
    const before = keep(toUnpaid(entry, paymentId, { status: 'CANCEL', ended_at: 7 }))
    return {
      outcome: 'unmatched',
      reason: 'reference_taken',
      paymentId,
      patch: { review: 'reference_taken', version: before.version + 1, updated_at: NOW },
      journal: ['reference_taken'],
    }
  },

  'rows that can not be read'({ january, place, id }) {
    const { books } = january
    const entry = place()
    books.entries.pop()
    const whole = toPaymentRow(entry)
    const faults = [
      ['unreadable_row', 'no object'],
      ['no_reference', { ...whole, referenceNumber: ' ' }],
      ['no_total', { ...whole, total: '' }],
      ['unknown_status', { ...whole, status: 'PERHAPS' }],
      ['unknown_type', { ...whole, transactionType: 'BARTER' }],
    ] as const
    books.others.push(...faults.map(([, row]) => ({ at: entry.at, row })))
    const twice = { ...whole, referenceNumber: `twice-${id()}` }
    books.others.push({ at: entry.at, row: twice }, { at: entry.at, row: { ...twice, fee: 0.01 } })
    return { problems: [...faults.map(([reason]) => `error ${reason}`), 'error contradictory_rows'] }
  },
}
