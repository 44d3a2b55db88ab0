/** What the dialog shows of a checkout: its values, and its words for every moment. */

import { html, type TemplateResult } from 'lit'
import { isPaidBefore, type CheckoutState } from './checkout/machine.ts'
import type { PaymentView } from './protocol/messages.ts'
import { formatPhone } from './protocol/phone.ts'
import { ERROR_TEXTS, type Texts } from './texts/index.ts'

/** A line of a table: what it is, and its value. */
export type Row = readonly [name: string, value: string]

/** Everything that the dialog shows. */
export interface DialogView {
  readonly state: CheckoutState
  readonly texts: Texts
  /** Prices for people, such as `$25.00`. */
  readonly total: string
  readonly subtotal: string
  readonly tax: string
  /** What is bought, and for how much each. */
  readonly items: readonly Row[]
  /** What the customer may choose from, where there is a choice. */
  readonly range: { readonly min: string; readonly max: string } | null
  /** What stands in the amount's field at first. */
  readonly chosen: string
  /** The amount given isn't one, or is out of the range. */
  readonly isAmountWrong: boolean
  readonly businessName: string
  /** What stands in the phone field at first. */
  readonly phoneNumber: string
  /** The number given isn't one. */
  readonly isPhoneWrong: boolean
  readonly isSandbox: boolean
  readonly secondsLeft: number
  /** How much of the time is left, 0 to 1. */
  readonly shareLeft: number
  /** Where the page goes next, if it goes anywhere. */
  readonly redirectHost: string
  /** What a screen reader says now. */
  readonly announcement: string
  readonly send: (type: 'dismiss' | 'keep' | 'cancel' | 'change' | 'retry') => void
  readonly onSubmit: (event: SubmitEvent) => void
  readonly onInput: (event: Event) => void
  /** Has a screen reader say something. */
  readonly say: (text: string) => void
}

/** The title and the text of a moment, for the eye and, as text alone, for the ear. */
export function toMessage({ state, texts }: DialogView): [title: string, text: string] {
  const { phase, payment, error, closing, leaving } = state
  const code = error ?? payment?.code
  const sentence = code ? texts.errors[ERROR_TEXTS[code].sentence] : ''
  if (closing) return [texts.closing, texts.closingText]
  if (leaving && phase !== 'verifying') return [texts.cancelling, '']
  if (isPaidBefore(state)) return [texts.paidBefore, sentence]
  switch (phase) {
    case 'waiting':
      return [texts.waiting, texts.waitingText]
    case 'verifying':
      return [texts.verifying, texts.verifyingText]
    case 'completed':
      return [texts.completed, texts.completedText]
    case 'cancelled':
      return [texts.cancelled, sentence || toCancelled(texts, payment)]
    case 'expired':
      return [texts.expired, sentence || texts.expiredText]
    case 'failed':
      return [texts.failed, sentence || texts.errors.refused]
    case 'phone':
      return ['', sentence && error ? sentence : '']
    case 'idle':
      return ['', '']
    default:
      return [texts[phase], '']
  }
}

function toCancelled(texts: Texts, payment: PaymentView | null): string {
  const by = payment?.cancelled_by
  return by ? texts.cancelledBy[by] : texts.cancelledText
}

/** Fills the braces of a sentence: with a value by its name, else with their own words. */
export function fill(text: string, values: Readonly<Record<string, string>>): string[] {
  return text.split(/[{}]/).map((part, index) => (index % 2 ? (values[part] ?? part) : part))
}

/** What fills the braces. */
export function toValues({ state, total, range, redirectHost }: DialogView): Record<string, string> {
  return { total, phone: formatPhone(state.phone ?? ''), host: redirectHost, ...range }
}

/**
 * What a screen reader says of a moment, beside what it reads by itself: the title that took the focus, a refusal that
 * is an alert, and what is wrong with a field.
 */
export function toSpeech(view: DialogView, isTitleRead: boolean): string {
  if (view.state.phase === 'phone') return ''
  return toMessage(view)
    .slice(isTitleRead ? 1 : 0)
    .map((text) => fill(text, toValues(view)).join(''))
    .filter(Boolean)
    .join('. ')
    .replace('?.', '?')
}

/** Tells whether it is the number that was refused: the phone's field says so then. */
export function isNumberRefused({ state }: DialogView): boolean {
  return state.error === 'invalid_phone_number' || state.error === 'refused_own_phone'
}

/** A table of amounts. */
export function renderRows(rows: readonly Row[]): TemplateResult {
  return html`<dl part="rows">
    ${rows.map(
      ([name, value]) =>
        html`<div part="row">
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`
}
