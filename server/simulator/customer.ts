/** What ATH Móvil tells of the person who paid, once money has moved. Nobody's data: every phone here is made up. */

import type { Phone } from '../../src/protocol/index.ts'

/** The name that every payment bears. */
export const CUSTOMER_NAME = 'Cliente de prueba'

/** The address that every payment bears. */
export const CUSTOMER_EMAIL = 'cliente@example.com'

/** Writes a phone as the answer to a refund does: `(787) 123-4567`; none is an empty text. */
export function toSpacedPhone(phone: Phone | null): string {
  if (phone === null) return ''
  return `(${phone.slice(0, 3)}) ${phone.slice(3, 6)}-${phone.slice(6)}`
}
