/** What is in the dialog: one render function per phase. Everything shown goes in as text, never as markup. */

import { html, nothing, type TemplateResult } from 'lit'
import { isPaidBefore } from './checkout/machine.ts'
import { icon, type ICONS } from './dialog-icons.ts'
import { fill, toMessage, toValues, type DialogView } from './dialog-view.ts'
import { NEWS } from './icons.ts'
import { renderLabel } from './label.ts'
import { renderPhone } from './phone-step.ts'
import { renderReceipt } from './receipt.ts'
import { ERROR_TEXTS } from './texts/index.ts'

/** The whole dialog. */
export function renderDialog(view: DialogView): TemplateResult {
  const { state, texts } = view
  return html`
    <header part="header">
      ${icon('phone', NEWS)}
      <div>
        <p id="name" part="name">${renderLabel(texts.pay)}</p>
        ${renderSummary(view)}
      </div>
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

/** Who is paid, and how much: from the phone step on, at every moment that doesn't show the amount itself. */
function renderSummary({ state, businessName, total }: DialogView) {
  if (state.phase === 'phone') return nothing
  const isOnReceipt = state.phase === 'completed' || isPaidBefore(state)
  return html`<p class="summary" part="summary">
    <span>${businessName}</span> <b>${isOnReceipt ? nothing : total}</b>
  </p>`
}

/** A cross stands where leaving means something: not where the answer is a matter of seconds, nor beside "Done". */
function canDismiss({ state, redirectHost }: DialogView): boolean {
  const { phase, payment, closing, leaving, away } = state
  if (phase === 'completed' || closing || isPaidBefore(state)) return false
  if (phase === 'authorizing' || leaving) return away && payment !== null
  return phase === 'phone' || !redirectHost
}

function renderPhase(view: DialogView) {
  const { phase, closing, leaving } = view.state
  if (closing) return renderQuestion(view)
  if (isPaidBefore(view.state)) return renderCompleted(view)
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

function renderBusy(view: DialogView) {
  return html`${renderMark('busy', 'busy')}${renderMessage(view)}
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
      ${icon('phone', NEWS)}
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
  const { redirectHost, texts } = view
  return html`${renderMark('good', 'good')}${renderMessage(view)} ${renderReceipt(view)}
  ${redirectHost ? renderRedirect(view) : renderPrimary(texts.done, () => view.send('dismiss'))}`
}

function renderUnpaid(view: DialogView) {
  const { texts, state } = view
  const code = state.error ?? state.payment?.code
  const isFailed = state.phase === 'failed'
  return html`${renderMark(state.phase === 'expired' ? 'time' : 'cross', isFailed ? 'bad' : 'calm')}
  ${renderMessage(view)}
  ${
    !code || ERROR_TEXTS[code].retryHelps
      ? renderPrimary(texts.tryAgain, () => view.send('retry'))
      : view.redirectHost
        ? nothing
        : renderPrimary(texts.close, () => view.send('dismiss'))
  }
  ${view.redirectHost ? renderRedirect(view) : nothing}`
}

/** Red is for what failed: an end that somebody chose, or that time brought, is calm. */
function renderMark(name: keyof typeof ICONS, mood: 'good' | 'bad' | 'calm' | 'busy') {
  return html`<div class="mark ${mood}" part="mark">${icon(name)}</div>`
}

function renderPrimary(text: string, onClick: () => void) {
  return html`<button class="primary" part="primary" data-focus @click=${onClick}>${text}</button>`
}

function renderRedirect(view: DialogView) {
  return html`<p class="hint" part="redirect">${renderText(view.texts.back, view)}</p>`
}
