/** The demo shop: a basket, the button, and beside it everything that a newcomer wants to see happen. */

import type { AthmButton } from '../src/index.ts'
import { ARRIVALS, createArrival } from './arrival.ts'
import { createBasket } from './basket.ts'
import { createClockPanel } from './clock.ts'
import { startEventLog, type PaymentEvent } from './event-log.ts'
import { keepLang, readLang, withLang, writeTexts } from './language.ts'
import { keepLastPayment } from './last-payment.ts'
import { toDollars } from './money.ts'
import { createOutcome } from './outcome.ts'
import { byId } from './page.ts'
import { createRowPanel } from './payment-row.ts'
import { createPhonePanel } from './phone.ts'
import { textOf } from './texts.ts'

const ENDS = new Set(['athm-completed', 'athm-cancelled', 'athm-expired', 'athm-failed'])

let lang = readLang()
/** Where the tab keeps the number, so that a page that is loaded anew asks for the same order. */
const ORDER_KEY = 'order-number'

let orderNumber = sessionStorage.getItem(ORDER_KEY) ?? createOrderNumber()
let isPaid = false

const button = byId('pay', HTMLElement) as AthmButton
const redirect = byId('redirect', HTMLInputElement)
const basket = createBasket(showOrder)
const phone = createPhonePanel(lang)
const clock = createClockPanel(lang)
const row = createRowPanel(lang)
const outcome = createOutcome(lang)
const arrival = createArrival(lang)

/** Tells the button what is bought. Attributes and properties alike may be set before the element is defined. */
function showOrder(): void {
  const { subtotal, tax, total } = basket.amounts()
  button.setAttribute('subtotal', toDollars(subtotal))
  button.setAttribute('tax', toDollars(tax))
  button.setAttribute('total', toDollars(total))
  sessionStorage.setItem(ORDER_KEY, orderNumber)
  button.setAttribute('metadata-1', orderNumber)
  button.toggleAttribute('disabled', total === 0)
  void customElements.whenDefined('athm-button').then(() => {
    button.items = basket.items()
  })
  byId('order-number', HTMLElement).textContent = orderNumber
  byId('empty', HTMLElement).hidden = total > 0
  showSnippet(total)
}

function showSnippet(total: number): void {
  const source = `${location.origin}/athm/athm-button.js`
  byId('snippet', HTMLElement).textContent =
    `<script type="module" src="${source}"></script>\n<athm-button total="${toDollars(total)}"></athm-button>`
}

function showRedirect(): void {
  for (const [name, path] of [
    ['success-url', ARRIVALS.paid],
    ['failure-url', ARRIVALS.unpaid],
  ] as const) {
    if (redirect.checked) button.setAttribute(name, withLang(path, lang))
    else button.removeAttribute(name)
  }
}

function showAll(): void {
  writeTexts(lang)
  button.lang = lang
  const toggle = byId('language', HTMLButtonElement)
  toggle.lang = lang === 'es' ? 'en' : 'es'
  basket.show(lang)
  phone.show(lang)
  clock.show(lang)
  row.show(lang)
  outcome.show(lang)
  arrival.show(lang)
  showRedirect()
  showOrder()
}

function hear(event: PaymentEvent): void {
  phone.hear(event)
  const { paymentId } = event.detail
  if (ENDS.has(event.type)) {
    outcome.hear(event)
    keepLastPayment(paymentId)
    if (paymentId !== null) void row.read(paymentId)
  }
  if (event.type === 'athm-completed') isPaid = true
  if (event.type !== 'athm-close' || !isPaid) return
  isPaid = false
  orderNumber = createOrderNumber()
  showOrder()
}

function createOrderNumber(): string {
  const [number = 0] = crypto.getRandomValues(new Uint32Array(1))
  return `CVSJ-${String(number % 100_000).padStart(5, '0')}`
}

byId('language', HTMLButtonElement).addEventListener('click', () => {
  lang = lang === 'es' ? 'en' : 'es'
  keepLang(lang)
  showAll()
})
byId('themes', HTMLElement).addEventListener('change', ({ target }) => {
  if (target instanceof HTMLInputElement) button.setAttribute('theme', target.value)
})
redirect.addEventListener('change', showRedirect)
byId('numbers', HTMLElement).addEventListener('click', ({ target }) => {
  const chosen = target instanceof Element ? target.closest('button') : null
  if (!chosen) return
  button.setAttribute('phone-number', chosen.value)
  for (const other of byId('numbers', HTMLElement).querySelectorAll('button')) {
    other.setAttribute('aria-pressed', String(other === chosen))
  }
})
byId('copy', HTMLButtonElement).addEventListener('click', async () => {
  const snippet = byId('snippet', HTMLElement)
  try {
    await navigator.clipboard.writeText(snippet.textContent)
    byId('copied', HTMLElement).textContent = textOf(lang, 'copied')
  } catch {
    // Without the permission to write, the reader still gets the text selected.
    getSelection()?.selectAllChildren(snippet)
  }
})

startEventLog(() => lang, hear)
// A browser may bring back the choices of before a reload.
redirect.checked = false
byId('theme-btn', HTMLInputElement).checked = true
showAll()
