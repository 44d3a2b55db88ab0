/** The pictures, drawn for this button: strokes of the text's colour, hidden from screen readers. */

import { html, type TemplateResult } from 'lit'

/** What there is a picture of. */
export const ICONS = {
  phone:
    'M9 2.5h6a2.5 2.5 0 0 1 2.5 2.5v14a2.5 2.5 0 0 1-2.5 2.5h-6a2.5 2.5 0 0 1-2.5-2.5v-14a2.5 2.5 0 0 1 2.5-2.5zm1.5 15.5h3',
  cross: 'M6.5 6.5l11 11m0-11l-11 11',
  good: 'M5 12.5l4.5 4.5l9-9.5',
  time: 'M12 3a9 9 0 1 1-.1 0m.1 4v5l3 2',
  busy: 'M12 3a9 9 0 1 1-9 9',
}

/** One picture. `dot` adds a dot of the accent's colour at its corner: news in the app. */
export function icon(name: keyof typeof ICONS, dot = ''): TemplateResult {
  return html`<svg class="icon" part="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d=${ICONS[name]}></path>
    <path class="dot" d=${dot}></path>
  </svg>`
}
