/** What the button shows, on a page and where a server renders it. */

import { html, nothing, type TemplateResult } from 'lit'
import { drawIcon, NEWS, PHONE_PATH } from './icons.ts'
import { renderLabel } from './label.ts'

/** What there is to show, and whom to tell of the customer. */
export interface ButtonView {
  readonly label: string
  /** Why there can be no payment now; else empty. */
  readonly hint: string
  readonly isDisabled: boolean
  /** The customer comes near. */
  readonly onInterest?: () => void
  readonly onClick?: () => void
}

/** The button, with its label's slot, and the line below it. */
export function renderButtonView({
  label,
  hint,
  isDisabled,
  onInterest,
  onClick,
}: ButtonView): TemplateResult {
  return html`
    <button
      type="button"
      class="pay"
      part="button"
      aria-haspopup="dialog"
      ?disabled=${isDisabled}
      @pointerover=${onInterest}
      @focus=${onInterest}
      @click=${onClick}
    >
      ${drawIcon(PHONE_PATH, NEWS)}
      <span part="button-label"><slot>${renderLabel(label)}</slot></span>
    </button>
    ${hint ? html`<p class="hint" part="unavailable" role="status">${hint}</p>` : nothing}
  `
}
