/** What the page says when a redirect of the button leads to it. */

import { byId, create } from './page.ts'
import { isTextKey, textOf, type Lang, type TextKey } from './texts.ts'

/** Where the button's redirects lead: back to this page. */
export const ARRIVALS = { paid: '/?paid', unpaid: '/?unpaid' } as const

const FACTS = {
  paid: { reference_number: 'reference', ecommerce_id: 'ecommerceId' },
  unpaid: { status: 'status', code: 'code', reference_number: 'reference' },
} as const satisfies Record<keyof typeof ARRIVALS, Record<string, TextKey>>

/** Longer than anything that the button adds to an address. */
const LONGEST = 100

/** Shows the banner that the address calls for, if any. What stands in the address becomes text and nothing else. */
export function showArrival(lang: Lang): void {
  const query = new URLSearchParams(location.search)
  const kind = query.has('paid') ? 'paid' : query.has('unpaid') ? 'unpaid' : undefined
  const banner = byId('arrival', HTMLElement)
  banner.hidden = kind === undefined
  if (!kind) return
  banner.classList.toggle('good', kind === 'paid')
  byId('arrival-title', HTMLElement).textContent = textOf(lang, `${kind}Title`)
  byId('arrival-text', HTMLElement).textContent = textOf(lang, `${kind}Text`)
  const facts = Object.entries(FACTS[kind]).flatMap(([name, label]) => {
    const value = query.get(name)?.slice(0, LONGEST)
    if (!value) return []
    const shown = name === 'status' && isTextKey(value) ? textOf(lang, value) : value
    return [create('div', '', create('dt', '', textOf(lang, label)), create('dd', '', shown))]
  })
  byId('arrival-facts', HTMLElement).replaceChildren(...facts)
}
