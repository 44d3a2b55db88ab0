/** What the order says of the last payment: paid, with its reference, or why not. Its room is there from the start. */

import type { PaymentEvent } from './event-log.ts'
import { toPrice } from './money.ts'
import { byId } from './page.ts'
import { textOf, type Lang } from './texts.ts'

const UNPAID = {
  'athm-cancelled': 'cancelled',
  'athm-expired': 'expired',
  'athm-failed': 'failed',
} as const

/** The line below the button. */
export interface Outcome {
  readonly show: (lang: Lang) => void
  /** Tells it how a payment ended. */
  readonly hear: (event: PaymentEvent) => void
}

/** Makes the line in `#outcome`. */
export function createOutcome(initialLang: Lang): Outcome {
  let lang = initialLang
  let end: PaymentEvent | undefined

  function show(language: Lang): void {
    lang = language
    byId('outcome-text', HTMLElement).textContent = end ? toSentence(end, lang) : textOf(lang, 'outcomeEmpty')
    if (!end) return
    const { classList } = byId('outcome', HTMLElement)
    classList.add('ended')
    classList.toggle('good', end.type === 'athm-completed')
    // An end without a payment, such as a refusal, left no row.
    byId('outcome-row', HTMLElement).hidden = end.detail.paymentId === null
  }

  function hear(event: PaymentEvent): void {
    end = event
    show(lang)
  }

  return { show, hear }
}

function toSentence({ type, detail }: PaymentEvent, lang: Lang): string {
  if (type in UNPAID) {
    return textOf(lang, 'unpaid', { why: textOf(lang, UNPAID[type as keyof typeof UNPAID]) })
  }
  return textOf(lang, 'paid', {
    order: detail.metadata1,
    total: toPrice(detail.total),
    reference: detail.referenceNumber ?? '',
  })
}
