/** Every word of the demo, in both languages side by side. */

/** The languages of the page. */
export type Lang = 'es' | 'en'

const TEXTS = {
  pageTitle: { es: 'Café del Viejo San Juan · athm-button', en: 'Café del Viejo San Juan · athm-button' },
  skip: { es: 'Ir al pedido', en: 'Skip to the order' },
  demoOf: { es: 'Tienda de demostración de athm-button', en: 'A demo shop of athm-button' },
  otherLanguage: { es: 'English', en: 'Español' },

  paidSaid: { es: 'La dirección dice: pagado.', en: 'The address says: paid.' },
  paidSure: { es: '¡Gracias! Tu pago llegó.', en: 'Thank you! Your payment arrived.' },
  unpaidSaid: { es: 'La dirección dice: no se pagó.', en: 'The address says: not paid.' },
  unpaidSure: { es: 'El pago no se hizo.', en: 'The payment was not made.' },
  'verdict-unknown': {
    es: 'Sin comprobar: una dirección la escribe cualquiera, y esta página no conoce un pago con que compararla.',
    en: 'Not verified: anybody can write an address, and this page knows of no payment to compare it with.',
  },
  'verdict-same': {
    es: 'Comprobado en la base de datos: el estado y la referencia son los mismos que en la dirección.',
    en: 'Verified in the database: the status and the reference are the same as in the address.',
  },
  'verdict-different': {
    es: 'No coincide con la base de datos: el último pago de esta página tiene otro estado u otra referencia.',
    en: 'It does not match the database: this page’s last payment has another status or another reference.',
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
  step3Wide: {
    es: 'A la derecha; sin ratón, Tab tras «Cancelar».',
    en: 'On the right; without a mouse, Tab after “Cancel”.',
  },
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
  paid: {
    es: 'Pagado {total} · referencia {reference} · pedido {order}',
    en: 'Paid {total} · reference {reference} · order {order}',
  },
  unpaid: { es: 'No se pagó ({why}).', en: 'Not paid ({why}).' },
  outcomeEmpty: { es: 'Aquí sale el resultado del pago.', en: 'The payment’s result appears here.' },
  outcomeRow: { es: 'Mira su fila en SQLite', en: 'See its row in SQLite' },

  numbersTitle: { es: 'Números de prueba', en: 'Test numbers' },
  numbersText: {
    es: 'Toca uno y el botón lo escribe por ti. Otro número cualquiera actúa como el 0100.',
    en: 'Press one and the button fills it in for you. Any other number acts like 0100.',
  },
  number0100: { es: 'espera por ti en el teléfono', en: 'waits for you on the phone' },
  number0101: { es: 'confirma solo', en: 'confirms by itself' },
  number0102: { es: 'rechaza', en: 'refuses' },
  number0103: { es: 'nunca contesta;', en: 'never answers;' },
  number0103Wide: {
    es: 'acelera el reloj, debajo del teléfono',
    en: 'speed up the clock, below the phone',
  },
  number0103Narrow: {
    es: 'acelera el reloj en la ventana del teléfono',
    en: 'speed up the clock in the phone’s window',
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
  phoneNarrow: {
    es: 'Ábrela antes de pagar: allí llega la solicitud.',
    en: 'Open it before you pay: the request arrives there.',
  },
  deskLink: { es: 'El escritorio del simulador', en: 'The simulator’s desk' },
  phoneLink: { es: 'Abrir en una ventana nueva', en: 'Open in a new window' },
  phoneBack: { es: 'Volver al pago', en: 'Back to the payment' },
  clock: { es: 'Reloj del simulador', en: 'The simulator’s clock' },
  clockFast: { es: '¡Va ×{speed}!', en: 'It goes ×{speed}!' },
  speed: { es: 'Acelerar ×60', en: 'Speed up ×60' },

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
