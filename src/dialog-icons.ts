/** The pictures of the dialog, drawn for it. */

import type { TemplateResult } from 'lit'
import { drawIcon, PHONE_PATH } from './icons.ts'

/** What there is a picture of. */
export const ICONS = {
  phone: PHONE_PATH,
  cross: 'M6.5 6.5l11 11m0-11l-11 11',
  good: 'M5 12.5l4.5 4.5l9-9.5',
  time: 'M12 3a9 9 0 1 1-.1 0m.1 4v5l3 2',
  busy: 'M12 3a9 9 0 1 1-9 9',
  down: 'M6.5 9.5l5.5 5.5l5.5-5.5',
  copy: 'M10 8h9a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-9a2 2 0 0 1-2-2v-9a2 2 0 0 1 2-2zM16 4.5a2 2 0 0 0-2-1.5h-9a2 2 0 0 0-2 2v9a2 2 0 0 0 1.5 2',
}

/** One picture, with or without a dot. */
export function icon(name: keyof typeof ICONS, dot = ''): TemplateResult {
  return drawIcon(ICONS[name], dot)
}
