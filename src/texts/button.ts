/** The words of the button itself, before its dialog is there: both languages side by side. */

import type { Lang } from '../protocol/messages.ts'

/** What is read without a dialog: some of the dialog's words, in the same places. */
export interface ButtonTexts {
  readonly pay: string
  /** What a form says that wants a payment first. */
  readonly required: string
  readonly errors: {
    /** ATH Móvil can't be reached. */
    readonly down: string
    /** The dialog could not be fetched. */
    readonly offline: string
  }
}

/** The button's words, by language. */
export const BUTTON_TEXTS: Readonly<Record<Lang, ButtonTexts>> = {
  es: {
    pay: 'Pagar con ATH Móvil',
    required: 'Paga con ATH Móvil para continuar.',
    errors: {
      down: 'ATH Móvil no está disponible ahora. Intenta en unos minutos.',
      offline: 'No pudimos conectar. Revisa tu internet e intenta otra vez.',
    },
  },
  en: {
    pay: 'Pay with ATH Móvil',
    required: 'Pay with ATH Móvil to continue.',
    errors: {
      down: 'ATH Móvil is not available right now. Try again in a few minutes.',
      offline: 'We could not connect. Check your internet and try again.',
    },
  },
}
