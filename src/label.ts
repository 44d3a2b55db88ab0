/** The name on the button and on its dialog. */

import { html, type TemplateResult } from 'lit'

/** Sets ATH Móvil's name apart by its weight: it is told at a glance, with nobody's artwork. */
export function renderLabel(text: string): (string | TemplateResult)[] {
  return text.split(/(ATH Móvil)/).map((part, index) => (index % 2 ? html`<b>${part}</b>` : part))
}
