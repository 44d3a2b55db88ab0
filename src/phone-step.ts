/** The phone step: what is to be paid, and by whom. */

import { html, nothing, type TemplateResult } from 'lit'
import { icon } from './dialog-icons.ts'
import { fill, isNumberRefused, renderRows, toMessage, toValues, type DialogView } from './dialog-view.ts'

/** What a customer is asked for: a number, and an amount where there is a choice. */
export function renderPhone(view: DialogView): TemplateResult {
  const { texts, isPhoneWrong, isAmountWrong } = view
  const [, refusal] = toMessage(view)
  const isRefused = isNumberRefused(view)
  const isNumberWrong = isPhoneWrong || isRefused
  const isAmountFirst = view.range !== null && (isAmountWrong || !isNumberWrong)
  return html`<form novalidate @submit=${view.onSubmit}>
    ${view.range ? nothing : html`<p class="amount" part="amount">${view.total}</p>`}
    ${view.businessName ? html`<p class="business" part="business">${view.businessName}</p>` : nothing}
    ${renderSum(view)} ${view.range ? renderAmountField(view, isAmountFirst) : nothing}
    <label for="phone" part="label">${texts.phoneLabel}</label>
    <input
      id="phone"
      part="input"
      type="tel"
      inputmode="numeric"
      autocomplete="tel-national"
      required
      ?data-focus=${!isAmountFirst}
      .value=${view.phoneNumber}
      aria-invalid=${isNumberWrong}
      aria-describedby="hint"
      @input=${view.onInput}
    />
    ${renderHint('hint', isNumberWrong, isNumberWrong ? (isPhoneWrong ? texts.errors.phone : refusal) : texts.phoneHint)}
    ${refusal && !isRefused ? html`<p class="refusal" part="error" role="alert">${refusal}</p>` : nothing}
    <button class="primary" part="primary">${texts.next}</button>
  </form>`
}

/** What is bought, folded away since the total is what counts, and the parts of the total. */
function renderSum({ texts, subtotal, tax, total, items }: DialogView) {
  const hasParts = subtotal !== '' && tax !== ''
  if (items.length === 0 && !hasParts) return nothing
  return html`<div class="card" part="card">
    ${
      items.length > 0
        ? html`<details part="items">
            <summary part="items-toggle">${texts.items} (${items.length}) ${icon('down')}</summary>
            ${renderRows(items)}
          </details>`
        : nothing
    }
    ${
      hasParts
        ? renderRows([
            [texts.subtotal, subtotal],
            [texts.tax, tax],
            ...(total ? [[texts.total, total] as const] : []),
          ])
        : nothing
    }
  </div>`
}

function renderAmountField(view: DialogView, isFirst: boolean) {
  const { texts, isAmountWrong } = view
  const hint = fill(isAmountWrong ? texts.amountWrong : texts.amountHint, toValues(view)).join('')
  return html`<label for="amount" part="label">${texts.amountLabel}</label>
    <input
      id="amount"
      part="input"
      inputmode="decimal"
      autocomplete="off"
      required
      ?data-focus=${isFirst}
      .value=${view.chosen}
      aria-invalid=${isAmountWrong}
      aria-describedby="amount-hint"
      @input=${view.onInput}
    />
    ${renderHint('amount-hint', isAmountWrong, hint)}`
}

/** The line below a field: a hint, or what is wrong with what stands in it. */
function renderHint(id: string, isWrong: boolean, text: string) {
  const look = isWrong ? 'error' : 'hint'
  return html`<p id=${id} class=${look} part=${look}>${text}</p>`
}
