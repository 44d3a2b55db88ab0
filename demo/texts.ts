/** Every word of the demo, in both languages side by side. */

/** The languages of the page. */
export type Lang = 'es' | 'en'

const TEXTS = {
  pageTitle: { es: 'Café del Viejo San Juan · athm-button', en: 'Café del Viejo San Juan · athm-button' },
  skip: { es: 'Ir al pedido', en: 'Skip to the order' },
  demoOf: { es: 'Tienda de demostración de athm-button', en: 'A demo shop of athm-button' },
  otherLanguage: { es: 'English', en: 'Español' },

  paidTitle: { es: '¡Gracias! Tu pago llegó.', en: 'Thank you! Your payment arrived.' },
  paidText: {
    es: 'El botón te trajo aquí con estos datos en la dirección. Una tienda los comprueba en su servidor antes de entregar.',
    en: 'The button brought you here with these facts in the address. A shop checks them on its server before it delivers.',
  },
  unpaidTitle: { es: 'El pago no se hizo.', en: 'The payment was not made.' },
  unpaidText: {
    es: 'El botón te trajo aquí y dice por qué. Puedes intentarlo otra vez.',
    en: 'The button brought you here and says why. You can try again.',
  },
  reference: { es: 'Referencia', en: 'Reference' },
  ecommerceId: { es: 'Id de ATH Móvil', en: 'ATH Móvil’s id' },
  status: { es: 'Estado', en: 'Status' },
  code: { es: 'Código', en: 'Code' },
  cancelled: { es: 'cancelado', en: 'cancelled' },
  expired: { es: 'vencido', en: 'expired' },
  failed: { es: 'fallido', en: 'failed' },

  stepsTitle: { es: 'Un pago en un minuto', en: 'One payment in one minute' },
  step1: { es: 'Arma tu pedido', en: 'Fill the basket' },
  step1Text: { es: 'Cambia las cantidades.', en: 'Change the quantities.' },
  step2: { es: 'Paga con', en: 'Pay with' },
  step2Text: { es: 'Es un número de prueba.', en: 'It is a test number.' },
  step3: { es: 'Confirma en el teléfono', en: 'Confirm on the phone' },
  step3Wide: { es: 'Es el de la derecha.', en: 'It is the one on the right.' },
  step3Narrow: { es: 'Ábrelo antes de pagar:', en: 'Open it before you pay:' },
  openPhone: { es: 'tu teléfono', en: 'your phone' },
  newWindow: { es: '(ventana nueva)', en: '(new window)' },

  orderTitle: { es: 'Tu pedido', en: 'Your order' },
  orderNumber: { es: 'Pedido', en: 'Order' },
  cortadito: { es: 'Cortadito', en: 'Cortadito' },
  cortaditoText: { es: 'Espresso con un poco de leche', en: 'Espresso with a little milk' },
  mallorca: { es: 'Mallorca', en: 'Mallorca' },
  mallorcaText: { es: 'Con jamón, queso y azúcar en polvo', en: 'Sweet bun with ham, cheese and sugar' },
  quesito: { es: 'Quesito', en: 'Quesito' },
  quesitoText: { es: 'Hojaldre con queso crema', en: 'Puff pastry with cream cheese' },
  coffee: { es: 'Café molido', en: 'Ground coffee' },
  coffeeText: { es: 'Bolsa de 8 onzas', en: 'Bag of 8 ounces' },
  more: { es: 'Añadir {name}', en: 'Add {name}' },
  less: { es: 'Quitar {name}', en: 'Remove {name}' },
  changed: { es: '{name}: {quantity}. Total: {total}.', en: '{name}: {quantity}. Total: {total}.' },
  subtotal: { es: 'Subtotal', en: 'Subtotal' },
  tax: { es: 'IVU (11.5 %)', en: 'Tax (IVU, 11.5 %)' },
  total: { es: 'Total', en: 'Total' },
  empty: {
    es: 'Tu pedido está vacío: añade algo para pagar.',
    en: 'Your order is empty: add something to pay for.',
  },
  ended: { es: 'El pago terminó:', en: 'The payment ended:' },
  endedLink: { es: 'mira su fila en SQLite', en: 'see its row in SQLite' },

  numbersTitle: { es: 'Números de prueba', en: 'Test numbers' },
  numbersText: {
    es: 'Toca uno y el botón lo escribe por ti. Otro número cualquiera actúa como el 0100.',
    en: 'Press one and the button fills it in for you. Any other number acts like 0100.',
  },
  number0100: { es: 'espera por ti en el teléfono', en: 'waits for you on the phone' },
  number0101: { es: 'confirma solo', en: 'confirms by itself' },
  number0102: { es: 'rechaza', en: 'refuses' },
  number0103: {
    es: 'nunca contesta; acelera el reloj en la página del teléfono',
    en: 'never answers; speed up the clock on the phone’s page',
  },

  optionsTitle: { es: 'Prueba el botón', en: 'Try the button' },
  theme: { es: 'Tema', en: 'Theme' },
  redirect: { es: 'Redirigir después del pago', en: 'Redirect after the payment' },
  redirectText: {
    es: 'Usa success-url y failure-url, de vuelta a esta página.',
    en: 'Uses success-url and failure-url, back to this page.',
  },

  phoneTitle: { es: 'Tu teléfono', en: 'Your phone' },
  phoneText: {
    es: 'La app del cliente, simulada.',
    en: 'The customer’s app, simulated.',
  },
  phoneLink: { es: 'Abrir aparte', en: 'Open apart' },

  logTitle: { es: 'Lo que dice el botón', en: 'What the button says' },
  logText: {
    es: 'Cada evento athm-* que oye esta página, en orden.',
    en: 'Every athm-* event that this page hears, in order.',
  },
  logEmpty: { es: 'Todavía nada: pulsa el botón.', en: 'Nothing yet: press the button.' },
  logAvailable: { es: 'ATH Móvil contesta', en: 'ATH Móvil answers' },
  logUnavailable: { es: 'ATH Móvil no contesta', en: 'ATH Móvil does not answer' },

  rowTitle: { es: 'Esta es la fila en SQLite', en: 'This is the row in SQLite' },
  rowText: {
    es: 'La tabla payments, leída del archivo del servidor. Arriba lo que significa; debajo, el valor guardado.',
    en: 'The payments table, read from the server’s file. On top what it means; below, the value as stored.',
  },
  rowEmpty: { es: 'Aparece aquí cuando termina un pago.', en: 'It appears here when a payment ends.' },
  rowFault: {
    es: 'No se pudo leer la fila. Intenta otra vez.',
    en: 'The row could not be read. Try again.',
  },
  rowAgain: { es: 'Leer otra vez', en: 'Read again' },
  column: { es: 'Columna', en: 'Column' },
  value: { es: 'Valor', en: 'Value' },
  none: { es: 'sin valor', en: 'no value' },

  howTitle: { es: 'Cómo se hizo', en: 'How it was done' },
  howText: {
    es: 'Estas dos líneas bastan en cualquier página. El servidor autoriza, guarda y comprueba cada pago.',
    en: 'These two lines are enough on any page. The server authorizes, stores and checks every payment.',
  },
  copy: { es: 'Copiar', en: 'Copy' },
  copied: { es: 'Copiado', en: 'Copied' },
  snippet: { es: 'Código HTML', en: 'HTML code' },

  footMode: {
    es: 'Demostración en modo sandbox: no se mueve dinero real. El café es inventado.',
    en: 'Demo in sandbox mode: no real money moves. The café is made up.',
  },
  footIndependent: {
    es: 'Proyecto independiente, sin afiliación con Evertec, Inc. ni con ATH Móvil, y sin su respaldo.',
    en: 'An independent project, neither affiliated with nor endorsed by Evertec, Inc. or ATH Móvil.',
  },
} as const satisfies Record<string, Record<Lang, string>>

/** The name of a text. */
export type TextKey = keyof typeof TEXTS

/** Tells the name of a text from any other word. */
export function isTextKey(key: string | undefined): key is TextKey {
  return key !== undefined && Object.hasOwn(TEXTS, key)
}

/** Reads a text, with `{name}` replaced by the value of that name. */
export function textOf(lang: Lang, key: TextKey, values: Readonly<Record<string, string>> = {}): string {
  return TEXTS[key][lang].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
}
