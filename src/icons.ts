/** The pictures, drawn for this button: strokes of the text's colour, hidden from screen readers. */

import { html, svg, type TemplateResult } from 'lit'

const draw = (paths: TemplateResult, part = 'icon') =>
  html`<svg class="icon" part=${part} viewBox="0 0 24 24" aria-hidden="true">${paths}</svg>`

/** A phone. */
export const phoneIcon = () =>
  draw(svg`<rect x="6.5" y="2.5" width="11" height="19" rx="2.5" /><path d="M10.5 18h3" />`)

/** A cross: close. */
export const crossIcon = () => draw(svg`<path d="M6.5 6.5l11 11m0-11l-11 11" />`)

/** A mark in a round field: what became of a payment. */
export const markIcon = (mark: 'good' | 'bad' | 'time' | 'busy') =>
  html`<div class="mark ${mark}" part="mark">${draw(MARKS[mark])}</div>`

const MARKS = {
  good: svg`<path d="M5 12.5l4.5 4.5l9-9.5" />`,
  bad: svg`<path d="M7 7l10 10m0-10l-10 10" />`,
  time: svg`<circle cx="12" cy="12" r="9" /><path d="M12 7v5l3 2" />`,
  busy: svg`<path d="M12 3a9 9 0 1 1-9 9" />`,
}
