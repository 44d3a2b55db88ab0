/**
 * What the page says when a redirect of the button leads to it. An address proves nothing, since anybody can write one:
 * so the page says what the address says, and compares it with the database's row of the payment that this tab made.
 */

import { readLastPayment } from './last-payment.ts'
import { byId, create } from './page.ts'
import { fetchRow, type Row } from './stored-row.ts'
import { isTextKey, textOf, type Lang, type TextKey } from './texts.ts'

/** Where the button's redirects lead: back to this page. */
export const ARRIVALS = { paid: '/?paid', unpaid: '/?unpaid' } as const

const FACTS = {
  paid: { reference_number: 'reference', ecommerce_id: 'ecommerceId' },
  unpaid: { status: 'status', code: 'code', reference_number: 'reference' },
} as const satisfies Record<keyof typeof ARRIVALS, Record<string, TextKey>>

/** What the database calls the ends that an address names. */
const STORED_STATUSES: Readonly<Record<string, string>> = {
  cancelled: 'CANCEL',
  expired: 'EXPIRED',
  failed: 'FAILED',
}

/** Longer than anything that the button adds to an address. */
const LONGEST = 100

/** What came of the comparison; `unknown` until the row was read, and for good where there is none to read. */
type Verdict = 'unknown' | 'same' | 'different'

/** The banner, as the rest of the page sees it. */
export interface Arrival {
  readonly show: (lang: Lang) => void
}

/** Makes the banner that the address calls for, if any. What stands in the address becomes text and nothing else. */
export function createArrival(initialLang: Lang): Arrival {
  const query = new URLSearchParams(location.search)
  const kind = query.has('paid') ? 'paid' : query.has('unpaid') ? 'unpaid' : undefined
  let lang = initialLang
  let verdict: Verdict = 'unknown'

  function show(language: Lang): void {
    lang = language
    const banner = byId('arrival', HTMLElement)
    banner.hidden = kind === undefined
    if (!kind) return
    const isSure = verdict === 'same'
    banner.classList.toggle('good', isSure && kind === 'paid')
    banner.classList.toggle('bad', isSure && kind === 'unpaid')
    byId('arrival-title', HTMLElement).textContent = textOf(lang, isSure ? `${kind}Sure` : `${kind}Said`)
    byId('arrival-text', HTMLElement).textContent = textOf(lang, `verdict-${verdict}`)
    const facts = Object.entries(FACTS[kind]).flatMap(([name, label]) => {
      const value = query.get(name)?.slice(0, LONGEST)
      if (!value) return []
      const shown = toWords(lang, name, value)
      return [create('div', '', create('dt', '', textOf(lang, label)), create('dd', '', shown))]
    })
    byId('arrival-facts', HTMLElement).replaceChildren(...facts)
  }

  async function check(paymentId: string): Promise<void> {
    const row = await fetchRow(paymentId)
    if (!row || !kind) return
    verdict = isSame(kind, query, row) ? 'same' : 'different'
    show(lang)
  }

  const paymentId = readLastPayment()
  if (kind && paymentId !== null) void check(paymentId)
  return { show }
}

/** Compares an address with the row: the status, and the reference where either has one. */
function isSame(kind: keyof typeof ARRIVALS, query: URLSearchParams, row: Row): boolean {
  const status = kind === 'paid' ? 'COMPLETED' : STORED_STATUSES[query.get('status') ?? '']
  return row['status'] === status && (row['reference_number'] ?? null) === query.get('reference_number')
}

/** Says a status in words; anything else as it is. */
function toWords(lang: Lang, name: string, value: string): string {
  if (name === 'status' && Object.hasOwn(STORED_STATUSES, value) && isTextKey(value))
    return textOf(lang, value)
  return value
}
