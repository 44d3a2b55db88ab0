/** The phone field. */

import { formatPhone } from './protocol/phone.ts'

/** Writes the number as people do while it is being typed, and keeps the caret after the same digit. */
export function formatPhoneField(input: HTMLInputElement): void {
  const before = input.value.slice(0, input.selectionStart ?? 0).replace(/\D/g, '').length
  input.value = formatPhone(input.value)
  let caret = 0
  for (let digits = 0; digits < before && caret < input.value.length; caret++) {
    if (/\d/.test(input.value.charAt(caret))) digits++
  }
  input.setSelectionRange(caret, caret)
}
