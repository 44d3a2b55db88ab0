/**
 * What may never be on a screen, whatever goes wrong: each report of a page is held against the books at the moment at
 * which it arrives. Both lies that are looked for can be told so: what has completed stays so, and what was captured too.
 */

import type { Heard, Report, Screen } from './probe.ts'
import type { Movement } from '../simulation/books.ts'

/** Sentences of the button, in its two languages: that the money moved, and that none did. */
const PAID = /Pago completado|ya está pagado|El pago se recibió|Payment completed|already paid|was received/
const NOT_CHARGED = /No se cobró nada|not charged|Nothing was charged/i

/** A payment, as the shop's database has it. */
export interface PaymentLine {
  readonly id: string
  readonly status: 'OPEN' | 'CONFIRM' | 'COMPLETED' | 'CANCEL' | 'EXPIRED' | 'FAILED'
  readonly phone: string
  readonly total_cents: number
  readonly reference_number: string | null
  readonly ecommerce_id: string | null
  readonly review: string | null
}

/** A payment, as ATH Móvil has it. */
export interface TicketLine {
  readonly ecommerceId: string
  readonly status: 'OPEN' | 'CONFIRM' | 'COMPLETED' | 'CANCEL'
  readonly phone: string
}

/** Both books, as they are now. */
export interface Books {
  /** The payments of the shop, oldest first. */
  payments(): readonly PaymentLine[]
  /** ATH Móvil's tickets, oldest first. */
  tickets(): Promise<readonly TicketLine[]>
  /** The money that moved, by ATH Móvil's books. */
  movements(): Promise<readonly Movement[]>
}

/** What the phone step says when nobody answered. */
const UNANSWERED = /No pudimos conectar|Algo falló|could not connect|went wrong|tarda más|longer than/

/** Keeps an eye on all pages of a run. */
export interface Witness {
  /** What a page reports. */
  hear(tab: string, report: Report): void
  /** Counts the payments that live. */
  count(): Promise<void>
  /** A tab was closed for good: from now on nobody has to know of the payments that were begun so far. */
  forsake(): Promise<void>
  /** Tells whether there is anybody who has to know of a payment. */
  isMinded(payment: PaymentLine): boolean
  /** Resolves with all that was wrong, once every report has been looked at. */
  close(): Promise<readonly string[]>
  /** How often a page was loaded, and how often one came back whole. */
  readonly counts: { readonly loads: number; readonly restored: number }
}

/** Makes one. */
export function createWitness(shop: Books, isSigned: boolean, note: (line: string) => void): Witness {
  const violations = new Set<string>()
  const loads = new Set<string>()
  let restored = 0
  /** Nobody answered a request, and the customer was let go: it may have begun a payment all the same. */
  let isGivenUp = false
  const completed = new Set<string>()
  const forsaken = new Set<string>()
  const looking = new Set<Promise<void>>()
  const accuse = (rule: string, text: string): void => {
    if (!violations.has(`${rule}: ${text}`)) note(`VIOLATION ${rule}: ${text}`)
    violations.add(`${rule}: ${text}`)
  }
  const hold = (look: Promise<void>): void => {
    looking.add(look)
    void look.finally(() => looking.delete(look))
  }

  function hearEvent(tab: string, { load, name, paymentId, referenceNumber }: Heard): void {
    note(`${tab} ${name} ${paymentId.slice(0, 8)}`)
    if (name === 'restored') restored += 1
    if (name !== 'athm-completed') return
    const row = shop.payments().find(({ id }) => id === paymentId)
    if (row?.status !== 'COMPLETED' || row.reference_number !== referenceNumber)
      accuse('paid early', `${tab}: athm-completed while the payment is ${row?.status ?? 'nowhere'}`)
    const once = `${load} ${paymentId}`
    if (completed.has(once)) accuse('told once', `${tab}: athm-completed came twice for one payment`)
    completed.add(once)
  }

  function hearScreen(tab: string, screen: Screen): void {
    const { load, phase, said, isOpen, isAway, reference, paymentId } = screen
    loads.add(load)
    note(`${tab} shows ${phase}${isOpen ? '' : ' (closed)'} ${said}${isAway ? ' (away)' : ''}`)
    const payments = shop.payments()
    const paid = payments.filter(({ status }) => status === 'COMPLETED')
    if ((phase === 'completed' || PAID.test(said)) && paid.length === 0)
      accuse('paid early', `${tab} shows "${said}" (${phase}), and no payment is COMPLETED`)
    if (reference && !paid.some((row) => row.reference_number === reference))
      accuse('paid early', `${tab} shows the reference of no payment that is COMPLETED`)
    if (phase === 'phone' && UNANSWERED.test(said)) isGivenUp = true
    if (NOT_CHARGED.test(said)) hold(checkUncharged(tab, said, paymentId))
  }

  async function checkUncharged(tab: string, said: string, paymentId: string): Promise<void> {
    const row = shop.payments().find(({ id }) => id === paymentId)
    const movements = await shop.movements()
    if (movements.some(({ ecommerceId }) => ecommerceId === row?.ecommerce_id))
      accuse('never uncharged', `${tab} shows "${said}", and the money has moved`)
  }

  async function count(): Promise<void> {
    const known = new Map(shop.payments().map((row) => [row.ecommerce_id, row]))
    const live = (await shop.tickets()).filter(
      ({ status, ecommerceId }) => (status === 'OPEN' || status === 'CONFIRM') && known.has(ecommerceId),
    )
    // Without an order, what another phone is asked for is another purchase.
    const counted = Map.groupBy(
      live.filter(({ ecommerceId }) => isSigned || !forsaken.has(ecommerceId)),
      ({ phone }) => (isSigned ? 'the order' : phone),
    )
    for (const [whose, tickets] of counted)
      if (tickets.length > 1)
        accuse('one live payment', `${tickets.length} payments of ${whose} live at once`)
  }

  return {
    get counts() {
      return { loads: loads.size, restored }
    },
    hear(tab, report) {
      if ('heard' in report) hearEvent(tab, report.heard)
      else hearScreen(tab, report.screen)
    },
    count,
    async forsake() {
      for (const { ecommerceId } of await shop.tickets()) forsaken.add(ecommerceId)
    },
    isMinded: ({ ecommerce_id: ecommerceId }) =>
      !isGivenUp && ecommerceId !== null && !forsaken.has(ecommerceId),
    async close() {
      await count()
      while (looking.size > 0) await Promise.all(looking)
      return [...violations]
    },
  }
}
