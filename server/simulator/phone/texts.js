// @ts-check
/** Every word of the phone page, in both languages, with the same keys. `{name}` is filled in. */

const es = {
  title: 'ATH Móvil · simulador',
  numberLabel: 'Número de este teléfono',
  numberPlaceholder: 'Todos los números',
  numberHint: 'Vacío: se ven las solicitudes de todos.',
  numberWrong: 'Escribe los 10 dígitos, o déjalo vacío.',
  trouble: 'No pudimos hablar con el simulador; seguimos intentando.',
  pending: 'Por confirmar',
  emptyTitle: 'Nada por confirmar',
  emptyText: 'Cuando pagues en una tienda, la solicitud llega aquí sola.',
  recent: 'Recientes',
  arrived: 'Llegó una solicitud de {amount} de {business}.',
  timeLeft: 'Te quedan',
  back: 'Volver',
  request: 'Solicitud de pago',
  order: 'Pedido {order}',
  items: 'Lo que compras',
  each: '{price} c/u',
  subtotal: 'Subtotal',
  tax: 'IVU',
  total: 'Total',
  confirm: 'Confirmar',
  refuse: 'Rechazar',
  done: 'Listo',
  next: 'Otra solicitud espera: {amount}',
  reference: 'Referencia',
  statusConfirm: 'Confirmado; falta el negocio',
  statusCompleted: 'Completado',
  statusCancel: 'Cancelado',
  statusExpired: 'Se acabó el tiempo',
  confirmTitle: 'Confirmaste el pago',
  confirmText: '{business} está completando el cobro de {amount}.',
  completedTitle: 'Pago completado',
  completedText: 'Pagaste {amount} a {business}.',
  refusedTitle: 'Rechazaste el pago',
  cancelledTitle: 'El negocio canceló la solicitud',
  expiredTitle: 'Se acabó el tiempo',
  notCharged: 'No se cobró nada.',
  benchTitle: 'El teléfono del cliente',
  benchText: 'Aquí llega cada solicitud, como a la app. Confírmala o recházala y mira qué hace la tienda.',
  selfTitle: 'Números que contestan solos',
  self0101: 'confirma en 1 segundo',
  self0102: 'rechaza en 1 segundo',
  self0103: 'nunca contesta',
  timeTitle: 'Tiempo',
  timeText: 'Mueve también el reloj de la tienda que usa este simulador.',
  speed: 'Acelerar ×60',
  fast: 'El tiempo va 60 veces más rápido. Vuelve a lo normal cuando nada espera.',
  foot:
    'Esto es un simulador: no se mueve dinero real. Es un proyecto independiente, sin afiliación con Evertec, Inc. ' +
    'ni con ATH Móvil, y sin su respaldo.',
}

/** @type {typeof es} */
const en = {
  title: 'ATH Móvil · simulator',
  numberLabel: 'This phone’s number',
  numberPlaceholder: 'Every number',
  numberHint: 'Empty: everybody’s requests are shown.',
  numberWrong: 'Enter all 10 digits, or leave it empty.',
  trouble: 'We could not reach the simulator; we keep trying.',
  pending: 'To confirm',
  emptyTitle: 'Nothing to confirm',
  emptyText: 'When you pay at a store, the request arrives here by itself.',
  recent: 'Recent',
  arrived: 'A request of {amount} arrived from {business}.',
  timeLeft: 'Time left',
  back: 'Back',
  request: 'Payment request',
  order: 'Order {order}',
  items: 'What you are buying',
  each: '{price} each',
  subtotal: 'Subtotal',
  tax: 'Tax',
  total: 'Total',
  confirm: 'Confirm',
  refuse: 'Refuse',
  done: 'Done',
  next: 'Another request waits: {amount}',
  reference: 'Reference',
  statusConfirm: 'Confirmed; waiting for the business',
  statusCompleted: 'Completed',
  statusCancel: 'Cancelled',
  statusExpired: 'Time ran out',
  confirmTitle: 'You confirmed the payment',
  confirmText: '{business} is completing the charge of {amount}.',
  completedTitle: 'Payment completed',
  completedText: 'You paid {amount} to {business}.',
  refusedTitle: 'You refused the payment',
  cancelledTitle: 'The business cancelled the request',
  expiredTitle: 'Time ran out',
  notCharged: 'You were not charged.',
  benchTitle: 'The customer’s phone',
  benchText: 'Every request arrives here, as in the app. Confirm or refuse it and watch what the store does.',
  selfTitle: 'Numbers that answer by themselves',
  self0101: 'confirms in 1 second',
  self0102: 'refuses in 1 second',
  self0103: 'never answers',
  timeTitle: 'Time',
  timeText: 'Moves the clock of the store that uses this simulator, too.',
  speed: 'Speed up ×60',
  fast: 'Time goes 60 times faster. It goes back to normal when nothing waits.',
  foot:
    'This is a simulator: no real money moves. It is an independent project, neither affiliated with nor endorsed ' +
    'by Evertec, Inc. or ATH Móvil.',
}

/** @typedef {keyof typeof es} TextKey */
/** @typedef {'es' | 'en'} Lang */

/**
 * Looks up a text and fills in its blanks.
 * @param {Lang} lang
 * @param {TextKey} key
 * @param {Readonly<Record<string, string>>} [blanks]
 */
export function textOf(lang, key, blanks = {}) {
  return (lang === 'en' ? en : es)[key].replace(/\{(\w+)\}/g, (_, name) => blanks[String(name)] ?? '')
}

/**
 * Tells whether a text is one of the keys.
 * @param {string | undefined} key
 * @returns {key is TextKey}
 */
export function isTextKey(key) {
  return key !== undefined && Object.hasOwn(es, key)
}
