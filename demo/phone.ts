/**
 * The customer's phone beside the shop: the simulator's page in a frame. While a request waits for an answer the
 * backdrop of the button's dialog leaves the phone lit, and the phone can be taken into the hand.
 */

import type { PaymentEvent } from './event-log.ts'
import { createHold } from './hold.ts'
import { byId } from './page.ts'
import type { Lang } from './texts.ts'

const PHONE_PATH = '/simulator/phone'
const DESK_PATH = '/simulator/desk'

/** From here on there is room for the phone beside the shop; the style sheet has the same number. */
const isWide = matchMedia('(min-width: 1000px)')

/** As long as the phone has a part in the payment: to the end where it says that it was paid. */
const LIT: ReadonlySet<string | null> = new Set(['OPEN', 'CONFIRM', 'COMPLETED'])

/** How far the light reaches beyond the phone, in px. */
const LIGHT = 8

/** The phone, as the rest of the page sees it. */
export interface PhonePanel {
  readonly show: (lang: Lang) => void
  /** Tells the phone what the button said. */
  readonly hear: (event: PaymentEvent) => void
}

/** Makes the phone in `#phone`. */
export function createPhonePanel(initialLang: Lang): PhonePanel {
  const frame = byId('phone-frame', HTMLIFrameElement)
  let lang = initialLang
  let isLit = false
  const hold = createHold(() => isLit && isWide.matches)

  function show(language: Lang): void {
    lang = language
    for (const link of document.querySelectorAll<HTMLAnchorElement>('a[target="phone"]')) {
      link.href = `${PHONE_PATH}?lang=${lang}`
    }
    for (const link of document.querySelectorAll<HTMLAnchorElement>('a[target="desk"]')) {
      link.href = `${DESK_PATH}?lang=${lang}`
    }
    const path = `${PHONE_PATH}?embedded&lang=${lang}`
    // A phone that nobody sees asks the simulator for nothing.
    if (isWide.matches && frame.getAttribute('src') !== path) frame.src = path
  }

  function hear({ type, detail }: PaymentEvent): void {
    // The payment's dialog has news: the focus belongs there.
    if (detail.status !== 'OPEN' || type === 'athm-close') hold.putDown()
    isLit = LIT.has(detail.status) && type !== 'athm-close'
    light(isLit)
  }

  function settle(): void {
    hold.putDown()
    light(isLit)
  }

  isWide.addEventListener('change', () => {
    settle()
    show(lang)
  })
  for (const type of ['resize', 'scroll']) addEventListener(type, settle, { passive: true })
  return { show, hear }
}

/** Tells the style sheet whether the phone is lit, and how far from each edge of the window the light begins. */
function light(isLit: boolean): void {
  const root = document.documentElement
  root.classList.toggle('is-lit', isLit)
  if (!isLit) return
  const { left, top, right, bottom } = byId('phone', HTMLDialogElement).getBoundingClientRect()
  const edges = { left, top, right: root.clientWidth - right, bottom: root.clientHeight - bottom }
  for (const [name, px] of Object.entries(edges)) {
    root.style.setProperty(`--lit-${name}`, `${Math.round(px - LIGHT)}px`)
  }
}
