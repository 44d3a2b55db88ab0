/** The picture of the button, and how pictures are drawn: strokes of the text's colour, hidden from screen readers. */

import { html, type TemplateResult } from 'lit'

/** The outline of a phone. */
export const PHONE_PATH =
  'M9 2.5h6q2.5 0 2.5 2.5v14q0 2.5-2.5 2.5h-6q-2.5 0-2.5-2.5v-14q0-2.5 2.5-2.5zm1.5 15.5h3'

/** Where the phone's dot is, at its corner: news in the app. */
export const NEWS = 'M18 3.5h0'

/** Draws one picture. `dot` is drawn beside it, such as `NEWS`. */
export function drawIcon(path: string, dot = ''): TemplateResult {
  return html`<svg class="icon" part="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d=${path}></path>
    <path class="dot" d=${dot}></path>
  </svg>`
}
