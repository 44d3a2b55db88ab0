/** The words of the button itself, before its dialog is there: both languages side by side. */

import type { Lang } from '../protocol/messages.ts'

/** What is read without a dialog. */
export interface ButtonTexts {
  readonly pay: string
  /** ATH Móvil can't be reached. */
  readonly unavailable: string
  /** The dialog could not be fetched. */
  readonly offline: string
  /** What a form says that wants a payment first. */
  readonly required: string
}

/** The button's words, by language. */
export const BUTTON_TEXTS: Readonly<Record<Lang, ButtonTexts>> = {
  es: {
    pay: 'Pagar con ATH Móvil',
    unavailable: 'ATH Móvil no está disponible ahora. Intenta en unos minutos.',
    offline: 'No pudimos conectar. Revisa tu internet e intenta otra vez.',
    required: 'Paga con ATH Móvil para continuar.',
  },
  en: {
    pay: 'Pay with ATH Móvil',
    unavailable: 'ATH Móvil is not available right now. Try again in a few minutes.',
    offline: 'We could not connect. Check your internet and try again.',
    required: 'Pay with ATH Móvil to continue.',
  },
}
