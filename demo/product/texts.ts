/** The one thing that the examples sell, and their words in both languages. */

/** What is sold, as the button takes it. Money is dollars, as text. */
export const PRODUCT = {
  total: '25.00',
  subtotal: '22.42',
  tax: '2.58',
  items: [{ name: 'Café molido', description: '12 oz', quantity: 1, price: '22.42', tax: '2.58' }],
}

/** The words. */
export const TEXTS = {
  es: {
    other: 'English',
    name: 'Café molido',
    text: 'Bolsa de 12 onzas, tueste oscuro. Sale mañana.',
    price: '$25.00',
    tax: 'IVU incluido',
    reference: 'Referencia',
    'athm-completed': '¡Gracias! Tu café va en camino.',
    'athm-cancelled': 'Pago cancelado. Tu café sigue aquí.',
    'athm-expired': 'Se acabó el tiempo. Tu café sigue aquí.',
    'athm-failed': 'El pago no se hizo. Tu café sigue aquí.',
    hint: 'Es una demostración: paga con el 787-555-0101, que confirma solo, y no se mueve dinero real.',
  },
  en: {
    other: 'Español',
    name: 'Ground coffee',
    text: 'A bag of 12 ounces, dark roast. Ships tomorrow.',
    price: '$25.00',
    tax: 'Tax included',
    reference: 'Reference',
    'athm-completed': 'Thank you! Your coffee is on its way.',
    'athm-cancelled': 'Payment cancelled. Your coffee is still here.',
    'athm-expired': 'Time ran out. Your coffee is still here.',
    'athm-failed': 'The payment was not made. Your coffee is still here.',
    hint: 'This is a demo: pay with 787-555-0101, which confirms by itself, and no real money moves.',
  },
} as const

/** A language of the page. */
export type Lang = keyof typeof TEXTS

/** The events that end a payment. */
export const ENDS = ['athm-completed', 'athm-cancelled', 'athm-expired', 'athm-failed'] as const

/** What became of a payment, as the event that told of it. */
export interface Outcome {
  readonly type: (typeof ENDS)[number]
  readonly reference: string | null
}

/** Reads an event that ends a payment. */
export function toOutcome(event: {
  readonly type: string
  readonly detail: { readonly referenceNumber: string | null }
}): Outcome {
  const type = ENDS.find((end) => end === event.type) ?? 'athm-failed'
  return { type, reference: event.detail.referenceNumber }
}

/** Writes what became of a payment. */
export function toSentence({ type, reference }: Outcome, lang: Lang): string {
  const texts = TEXTS[lang]
  return reference === null ? texts[type] : `${texts[type]} ${texts.reference}: ${reference}`
}
