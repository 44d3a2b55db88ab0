/** What a customer keeps of a payment: the total, and the reference with a way to copy it. */

import { html, nothing, type TemplateResult } from 'lit'
import { icon } from './dialog-icons.ts'
import type { DialogView } from './dialog-view.ts'

/** The receipt; without a reference while there is none. */
export function renderReceipt(view: DialogView): TemplateResult {
  const { texts, total, state } = view
  const reference = state.payment?.reference_number
  return html`<dl class="card" part="rows">
    <div part="row">
      <dt>${texts.total}</dt>
      <dd>${total}</dd>
    </div>
    ${reference ? renderReference(view, reference) : nothing}
  </dl>`
}

function renderReference({ texts, announcement, say }: DialogView, reference: string) {
  return html`<div class="reference" part="row">
    <dt id="reference">${texts.reference}</dt>
    <dd part="reference">${reference}</dd>
    <dd>
      <button
        id="copy"
        class="copy"
        part="copy"
        aria-labelledby="copy reference"
        @click=${(event: Event) => copy(event, reference).then((isCopied) => isCopied && say(texts.copied))}
      >
        ${icon(announcement === texts.copied ? 'good' : 'copy')} ${texts.copy}
      </button>
    </dd>
  </div>`
}

/** Tells whether it was copied. Where a page may not reach the clipboard it is selected, for the customer to copy. */
async function copy({ currentTarget }: Event, reference: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(reference)
    return true
  } catch {
    const shown = (currentTarget as HTMLElement).closest('div')?.querySelector('[part=reference]')
    if (shown) getSelection()?.selectAllChildren(shown)
    return false
  }
}
