/**
 * The customer's phone beside the shop.
 *
 * The button's dialog is modal, so while it is open the browser lets nobody touch the rest of the page, and the phone
 * is part of the page. A customer's real phone is not: so while a request waits for an answer, the pointer picks the
 * phone up (it becomes the modal dialog on top, in its own place) and, leaving it, puts it down again.
 */

import type { PaymentEvent } from './event-log.ts'
import { withLang } from './language.ts'
import { byId } from './page.ts'
import type { Lang } from './texts.ts'

const PHONE_PATH = '/simulator/phone'

/** From here on there is room for the phone beside the shop; the style sheet has the same number. */
const isWide = matchMedia('(min-width: 1000px)')

/** The phone, as the rest of the page sees it. */
export interface PhonePanel {
  readonly show: (lang: Lang) => void
  /** Tells the phone what the button said. */
  readonly hear: (event: PaymentEvent) => void
}

/** Makes the phone in `#phone`. */
export function createPhonePanel(initialLang: Lang): PhonePanel {
  const handset = byId('phone', HTMLDialogElement)
  const frame = byId('phone-frame', HTMLIFrameElement)
  let lang = initialLang
  let isWaiting = false
  let isHeld = false

  function show(language: Lang): void {
    lang = language
    const path = withLang(PHONE_PATH, lang)
    for (const link of document.querySelectorAll<HTMLAnchorElement>('a[target="phone"]')) link.href = path
    // A phone that nobody sees asks the simulator for nothing.
    if (isWide.matches && frame.getAttribute('src') !== path) frame.src = path
  }

  function hear({ type, detail }: PaymentEvent): void {
    isWaiting = detail.status === 'OPEN' && type !== 'athm-close'
    if (!isWaiting) putDown()
  }

  function pickUp(): void {
    const { left, top, width, height } = handset.getBoundingClientRect()
    for (const [name, px] of Object.entries({ left, top, width, height })) {
      handset.style.setProperty(`--${name}`, `${px}px`)
    }
    // Not close() and show(): both would move the focus.
    handset.removeAttribute('open')
    handset.showModal()
    isHeld = true
  }

  function putDown(): void {
    if (!isHeld) return
    isHeld = false
    handset.close()
    handset.setAttribute('open', '')
  }

  function follow({ clientX, clientY }: PointerEvent): void {
    if (!isWaiting || !isWide.matches) return
    const { left, right, top, bottom } = handset.getBoundingClientRect()
    const isOver = clientX >= left && clientX < right && clientY >= top && clientY < bottom
    if (isOver && !isHeld) pickUp()
    if (!isOver) putDown()
  }

  document.addEventListener('pointermove', follow)
  document.addEventListener('pointerdown', follow)
  isWide.addEventListener('change', () => {
    putDown()
    show(lang)
  })
  for (const type of ['resize', 'scroll']) addEventListener(type, putDown, { passive: true })
  return { show, hear }
}
