/** A shop's January: payments that are in order, and among them the differences that were planted. */

import type { PaymentRow } from '../../server/store/schema.ts'
import type { Random } from '../../server/context.ts'
import { createBooksModel, toPaymentRow, type Entry } from './reconcile-books.ts'
import { DAY_MS, JANUARY, PLANTS, toKnown, type January, type Place, type Plant } from './reconcile-plants.ts'
import { toPaymentColumns, toRefundColumns } from './reconcile-shop.ts'

/** Builds it, of so many payments in the report, with so many planted of each kind. */
export function createJanuary(random: Random, { rows, ofEach }: { rows: number; ofEach: number }): January {
  const builder = createBuilder(random)
  for (const plant of Object.entries(PLANTS)) {
    for (let nth = 0; nth < ofEach; nth++) builder.plant(plant)
  }
  builder.fill(rows)
  return builder.january
}

function createBuilder(random: Random) {
  const books = createBooksModel()
  const state = { knownRefunds: 0 }
  const january: January = {
    books,
    payments: [],
    refunds: [],
    expected: [],
    get knownRefunds() {
      return state.knownRefunds
    },
  }
  let ids = 0
  let dailyIds = 0
  const pick = (below: number): number => Math.floor(random.fraction() * below)
  const id = (): string => `pay_${String(++ids).padStart(6, '0')}`
  const nextDailyId = (): string => String((dailyIds++ % 9_000) + 1).padStart(4, '0')

  /** Whole seconds of January; one in fifty is the last or the first of a day. */
  function pickInstant(): number {
    if (pick(50) === 0) return JANUARY + (1 + pick(29)) * DAY_MS - pick(2) * 1_000
    return JANUARY + pick(30 * 86_400) * 1_000
  }

  const place: Place = (facts = {}) => {
    const nth = books.entries.length + ids * 7
    const total = 1_000 + pick(140_000)
    const fee = Math.round(total * 0.0225)
    const entry: Entry = {
      ecommerceId: `ticket-${nth}-${id()}`,
      reference: `215070443-${String(nth).padStart(8, '0')}-${++ids}`,
      at: pickInstant(),
      dailyId: nextDailyId(),
      total,
      fee,
      net: total - fee,
      phone: `787${String(1_000_000 + ++ids)}`,
      name: `Nombre ${nth}`,
      email: `persona${nth}@example.com`,
      metadata1: `orden ${nth}`,
      metadata2: `pedido ${nth}`,
      refunded: 0,
      ...facts,
    }
    books.entries.push(entry)
    return entry
  }

  function keep(given: Partial<PaymentRow> & Pick<PaymentRow, 'id'>): PaymentRow {
    const row = toPaymentColumns(given)
    january.payments.push(row)
    return row
  }

  return {
    january,
    plant([kind, plant]: [string, Plant]) {
      january.expected.push({ kind, ...plant({ january, kind, place, keep, id, nextDailyId }) })
    },
    /** Fills the report up with payments that are in order, with what else a report may tell. */
    fill(rows: number) {
      const inReport = books.entries.filter(({ at }) => at >= JANUARY).length
      for (let nth = inReport; nth < rows; nth++) {
        const phone = `939${String(1_000_000 + pick(300))}`
        const entry = place({ phone })
        const known = toKnown(entry, id())
        // One in fifty was refunded, by the API, and that is known.
        if (pick(50) === 0) {
          entry.refunded = 500
          const refund = { of: entry, at: entry.at + 60_000, dailyId: nextDailyId(), amount: 500 }
          books.refunds.push(refund)
          january.refunds.push(
            toRefundColumns({
              id: `rfd_${known.id}`,
              payment_id: known.id,
              amount_cents: 500,
              daily_id: refund.dailyId,
            }),
          )
          state.knownRefunds += 1
        }
        const origin = pick(2) === 0 ? ({ origin: 'external', ecommerce_id: null } as const) : {}
        keep({ ...known, ...origin, refunded_cents: entry.refunded })
        // One in a hundred is told twice, and as many are money outside the button.
        if (pick(100) === 0) books.others.push({ at: entry.at, row: toPaymentRow(entry) })
        if (pick(100) === 0) {
          const transactionType = pick(2) === 0 ? 'PAYMENT' : 'donation'
          books.others.push({ at: entry.at, row: { ...toPaymentRow(entry), transactionType } })
        }
      }
    },
  }
}
