/** What is in the dialog: one render function per phase. Everything shown goes in as text, never as markup. */

import { html, nothing, type TemplateResult } from 'lit'
import type { CheckoutEvent, CheckoutState } from './checkout/machine.ts'
import { icon, type ICONS } from './icons.ts'
import { formatPhone } from './protocol/phone.ts'
import { ERROR_TEXTS, type Texts } from './texts/index.ts'

/** Everything that the dialog shows. */
export interface DialogView {
  readonly state: CheckoutState
  readonly texts: Texts
  /** Prices for people, such as `$25.00`. */
  readonly total: string
  readonly subtotal: string
  readonly tax: string
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
  readonly send: (
    type: Exclude<CheckoutEvent['type'], 'open' | 'submit' | 'refuse' | 'initiated' | 'view'>,
  ) => void
  readonly onSubmit: (event: SubmitEvent) => void
  readonly onInput: (event: Event) => void
}

/** The title and the text of a moment, for the eye and, as text alone, for the ear. */
export function toMessage({
  state,
  texts,
}: Pick<DialogView, 'state' | 'texts'>): [title: string, text: string] {
  const { phase, payment, error, closing, leaving } = state
  const code = error ?? payment?.code
  const sentence = code ? texts.errors[ERROR_TEXTS[code].sentence] : ''
  if (closing) return [texts.closing, texts.closingText]
  if (leaving && phase !== 'verifying') return [texts.cancelling, '']
  switch (phase) {
    case 'waiting':
      return [texts.waiting, texts.waitingText]
    case 'verifying':
      return [texts.verifying, texts.verifyingText]
    case 'completed':
      return [texts.completed, texts.completedText]
    case 'cancelled':
      return [texts.cancelled, sentence || texts.cancelledText]
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

/** Fills the braces of a sentence: with a value by its name, else with their own words. */
function fill(text: string, values: Readonly<Record<string, string>>): string[] {
  return text.split(/[{}]/).map((part, index) => (index % 2 ? (values[part] ?? part) : part))
}

/** What fills the braces. */
function toValues({ state, total, redirectHost }: DialogView): Record<string, string> {
  return { total, phone: formatPhone(state.phone ?? ''), host: redirectHost }
}

/** What a screen reader says of a moment. */
export function toSpeech(view: DialogView): string {
  return toMessage(view)
    .map((text) => fill(text, toValues(view)).join(''))
    .filter(Boolean)
    .join('. ')
}

/** The whole dialog. */
export function renderDialog(view: DialogView): TemplateResult {
  const { state, texts } = view
  return html`
    <header part="header">
      <p id="name" part="name">${texts.pay}</p>
      ${
        canDismiss(view)
          ? html`<button
              class="close"
              part="close"
              aria-label=${texts.close}
              @click=${() => view.send('dismiss')}
            >
              ${icon('cross')}
            </button>`
          : nothing
      }
    </header>
    ${view.isSandbox ? html`<p class="badge" part="badge">${texts.sandbox}</p>` : nothing}
    <section part="body">${renderPhase(view)}</section>
    ${state.away ? html`<p class="note" part="away" role="alert">${texts.away}</p>` : nothing}
    <p class="hidden" role="status">${view.announcement}</p>
  `
}

/** A cross stands where leaving means something: not where the answer is a matter of seconds, nor beside "Done". */
function canDismiss({
  state: { phase, payment, closing, leaving, away },
  redirectHost,
}: DialogView): boolean {
  if (phase === 'completed' || closing) return false
  if (phase === 'authorizing' || leaving) return away && payment !== null
  return phase === 'phone' || !redirectHost
}

function renderPhase(view: DialogView) {
  const { phase, closing, leaving } = view.state
  if (closing) return renderQuestion(view)
  switch (phase) {
    case 'phone':
      return renderPhone(view)
    case 'waiting':
      return leaving ? renderBusy(view) : renderWaiting(view)
    case 'completed':
      return renderCompleted(view)
    case 'cancelled':
    case 'expired':
    case 'failed':
      return renderUnpaid(view)
    default:
      return renderBusy(view)
  }
}

function renderMessage(view: DialogView) {
  const [title, text] = toMessage(view)
  return html`<h2 part="title" tabindex="-1">${title}</h2>
    ${text ? html`<p part="text">${renderText(text, view)}</p>` : nothing}`
}

/** A sentence, with what stood in braces in bold. */
function renderText(text: string, view: DialogView) {
  return fill(text, toValues(view)).map((part, index) => (index % 2 ? html`<b>${part}</b>` : part))
}

function renderPhone(view: DialogView) {
  const { texts, state, isPhoneWrong } = view
  const [, refusal] = toMessage(view)
  const isFieldWrong =
    isPhoneWrong || state.error === 'invalid_phone_number' || state.error === 'refused_own_phone'
  return html`<form novalidate @submit=${view.onSubmit}>
    <p class="amount" part="amount">${view.total}</p>
    ${view.businessName ? html`<p class="business" part="business">${view.businessName}</p>` : nothing}
    ${
      view.subtotal && view.tax
        ? renderRows([
            [texts.subtotal, view.subtotal],
            [texts.tax, view.tax],
            ['Total', view.total],
          ])
        : nothing
    }
    <label for="phone" part="label">${texts.phoneLabel}</label>
    <input
      id="phone"
      part="input"
      type="tel"
      inputmode="numeric"
      autocomplete="tel-national"
      required
      data-focus
      .value=${view.phoneNumber}
      aria-invalid=${isFieldWrong}
      aria-describedby="hint"
      @input=${view.onInput}
    />
    <p id="hint" class=${isFieldWrong ? 'error' : 'hint'} part=${isFieldWrong ? 'error' : 'hint'}>
      ${isFieldWrong ? (isPhoneWrong ? texts.errors.phone : refusal) : texts.phoneHint}
    </p>
    ${refusal && !isFieldWrong ? html`<p class="error" part="error" role="alert">${refusal}</p>` : nothing}
    <button class="primary" part="primary">${texts.next}</button>
  </form>`
}

function renderBusy(view: DialogView) {
  return html`${renderMark('busy')}${renderMessage(view)}
  ${
    view.state.phase === 'verifying'
      ? html`<p class="foot" part="note">${view.texts.verifyingNote}</p>`
      : nothing
  }`
}

function renderWaiting(view: DialogView) {
  const { texts, secondsLeft } = view
  return html`<div class="ring" part="ring">
      <svg viewBox="0 0 120 120" aria-hidden="true">
        <circle cx="60" cy="60" r="57"></circle>
        <circle
          class="left"
          cx="60"
          cy="60"
          r="57"
          pathLength="100"
          stroke-dasharray="100"
          stroke-dashoffset=${100 - 100 * view.shareLeft}
        ></circle>
      </svg>
      ${icon('phone', 'M18 3.5h0')}
      <span part="time" role="timer"
        >${Math.floor(secondsLeft / 60)}:${String(secondsLeft % 60).padStart(2, '0')}</span
      >
    </div>
    ${renderMessage(view)}
    <div class="pair">
      <button part="secondary" @click=${() => view.send('change')}>${texts.changeNumber}</button>
      <button part="secondary" @click=${() => view.send('cancel')}>${texts.cancel}</button>
    </div>`
}

function renderQuestion(view: DialogView) {
  const { texts } = view
  return html`${renderMessage(view)}
    <button class="primary" part="primary" data-focus @click=${() => view.send('keep')}>
      ${texts.keepWaiting}
    </button>
    <button class="quiet" part="quiet" @click=${() => view.send('cancel')}>${texts.yesCancel}</button>`
}

function renderCompleted(view: DialogView) {
  const { texts, state } = view
  const reference = state.payment?.reference_number
  return html`${renderMark('good')}${renderMessage(view)}
  ${renderRows([
    ['Total', view.total],
    ...(reference ? [[texts.reference, reference, 'reference'] as const] : []),
  ])}
  ${view.redirectHost ? renderRedirect(view) : renderPrimary(texts.done, () => view.send('dismiss'))}`
}

function renderUnpaid(view: DialogView) {
  const { texts, state } = view
  const code = state.error ?? state.payment?.code
  return html`${renderMark(state.phase === 'expired' ? 'time' : 'cross')}${renderMessage(view)}
  ${
    !code || ERROR_TEXTS[code].retryHelps
      ? renderPrimary(texts.tryAgain, () => view.send('retry'))
      : view.redirectHost
        ? nothing
        : renderPrimary(texts.close, () => view.send('dismiss'))
  }
  ${view.redirectHost ? renderRedirect(view) : nothing}`
}

function renderMark(name: keyof typeof ICONS) {
  return html`<div class="mark ${name}" part="mark">${icon(name)}</div>`
}

function renderPrimary(text: string, onClick: () => void) {
  return html`<button class="primary" part="primary" data-focus @click=${onClick}>${text}</button>`
}

function renderRedirect(view: DialogView) {
  return html`<p class="hint" part="redirect">${renderText(view.texts.back, view)}</p>`
}

function renderRows(rows: readonly (readonly [name: string, value: string, look?: string])[]) {
  return html`<dl part="rows">
    ${rows.map(
      ([name, value, look = '']) =>
        html`<div>
          <dt>${name}</dt>
          <dd class=${look}>${value}</dd>
        </div>`,
    )}
  </dl>`
}
