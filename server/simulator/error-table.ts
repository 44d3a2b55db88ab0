/**
 * ATH Móvil's error codes, as data. The texts are the vendor's, letter for letter, mistakes included. The HTTP statuses
 * are those documented for the same family of errors: validation 400, authentication 401, business rule 409, and 500
 * where something broke inside. Which of them a call can meet, and how, is told in docs/simulator-errors.md.
 */

interface ErrorText {
  readonly status: number
  readonly en: string
  readonly es: string
}

/** Every code with its HTTP status and its text. */
export const ERROR_CODES = {
  BTRA_0001: {
    status: 400,
    en: 'The transfer amount is under Minimum allowed',
    es: 'El monto de la transferencia está por debajo del mínimo permitido',
  },
  BTRA_0002: {
    status: 409,
    en: 'Customer status is Pending Regain Access Verification',
    es: 'Estatus del cliente es Pendiente Recuperar Verificación de Acceso',
  },
  BTRA_0003: {
    status: 409,
    en: 'Card number from the customer is the same than the business',
    es: 'Número de tarjeta del cliente es el mismo que el del negocio',
  },
  BTRA_0004: { status: 400, en: 'Amount is Over the limits', es: 'El monto está por encima de los límites' },
  BTRA_0005: {
    status: 409,
    en: 'Transaction failed. Status error',
    es: 'Transacción fallida. Estatus de error',
  },
  BTRA_0006: { status: 400, en: 'Invalid format', es: 'Formato inválido' },
  BTRA_0007: { status: 409, en: 'TransactionId does not exist', es: 'TransactionId no existe' },
  BTRA_0008: {
    status: 409,
    en: 'TransactionId does not belong to the business',
    es: 'TransactionId no pertenece al negocio',
  },
  BTRA_0009: { status: 409, en: 'Business is not active', es: 'El negocio no está activo' },
  BTRA_0010: { status: 409, en: 'Business status is not Active', es: 'El negocio no está activo' },
  BTRA_0011: {
    status: 409,
    en: 'Card number does not belong to the business',
    es: 'Número de la tarjeta no pertenece al negocio',
  },
  BTRA_0012: {
    status: 409,
    en: 'Source and Target card numbers are the same',
    es: 'Números de tarjetas origen y destino son los mismos',
  },
  BTRA_0013: { status: 400, en: 'Amount is Zero', es: 'El monto es cero' },
  BTRA_0014: {
    status: 409,
    en: 'TransactionId does not exist for the current business',
    es: 'TransactionId no existe para el negocio actual',
  },
  BTRA_0015: { status: 500, en: 'Communication Error', es: 'Communication Error' },
  BTRA_0016: { status: 500, en: 'Communication Error', es: 'Communication Error' },
  BTRA_0017: { status: 401, en: 'Invalid authorization token', es: 'Invalid authorization token' },
  BTRA_0018: { status: 400, en: 'must not be blank', es: 'no debe estar vacío' },
  BTRA_0019: { status: 400, en: 'must not be null', es: 'no debe ser nulo' },
  BTRA_0020: {
    status: 400,
    en: 'numeric value out of bounds (<4 digits>.<2 digits> expected)',
    es: 'valor numérico fuera de los límites (<4 dígitos>. <2 dígitos> esperados)',
  },
  BTRA_0021: { status: 400, en: 'TransactionType is not valid', es: 'TransactionType no es válido' },
  BTRA_0022: { status: 409, en: 'Not record for report', es: 'Reporte sin transacciones' },
  BTRA_0023: { status: 400, en: 'Error with the From date', es: 'Error con la fecha Desde' },
  BTRA_0024: { status: 400, en: 'Error with the To date', es: 'Error con la fecha Hasta' },
  BTRA_0025: {
    status: 400,
    en: 'The From date must be before the To date',
    es: 'La fecha Desde debe ser anterior a la fecha Hasta',
  },
  // The number of days is filled in: see report-request.ts.
  BTRA_0026: {
    status: 400,
    en: 'The difference between dates must be lower than %s days',
    es: 'La diferencia entre fechas debe ser inferior a %s días',
  },
  BTRA_0027: {
    status: 409,
    en: 'The organization is not a Non Profit organization',
    es: 'La organización no es una organización sin fines de lucro',
  },
  BTRA_0028: { status: 400, en: 'is less than 0.01', es: 'es menor de 0.01' },
  BTRA_0029: {
    status: 400,
    en: "Required String parameter '%s' is not present",
    es: "El parámetro requerido '%s' no está presente",
  },
  BTRA_0030: {
    status: 409,
    en: 'The refund failed with a status error',
    es: 'El refund fallo con un estatus de error',
  },
  BTRA_0031: { status: 409, en: 'EcommerceId does not exist', es: 'El ecommerceId no existe' },
  BTRA_0032: {
    status: 409,
    en: 'The status of the e-commerce is not confirm',
    es: 'El estatus del e-commerce no esta confirmado',
  },
  BTRA_0033: {
    status: 500,
    en: 'Error creating BusinessEcommerce recordb',
    es: 'Error al crear el registro del BusinessEcommerce',
  },
  BTRA_0034: {
    status: 500,
    en: 'BusinessEcommerce exists in the dynamoDB',
    es: 'El BusinessEcommerce ya existe en dynamoDB',
  },
  BTRA_0035: {
    status: 409,
    en: 'The e-commerce transaction has not the expected status',
    es: 'El estatus del registro de Transacción e-commerce no es el espereado',
  },
  BTRA_0036: {
    status: 409,
    en: 'The e-commerce you are trying to confirm is already assigned to another customer',
    es: 'El e-commerce que tratas de confirmar, ya esta asignado a otro customer',
  },
  BTRA_0037: {
    status: 409,
    en: 'Cannot confirm a transaction with status Canceled or Failed',
    es: 'No se puede confirmar una transacción con status Cancelado o Fallido',
  },
  BTRA_0038: {
    status: 400,
    en: 'The metadata field exceeds the maximum supported characters (40)',
    es: 'El campo metadata excede el maximo de caracteres soportado (40)',
  },
  BTRA_0039: {
    status: 409,
    en: 'Valid time to execute the transaction has expired',
    es: 'Tiempo valido para ejecutar la transacción ha expirado',
  },
  BTRA_0040: {
    status: 400,
    en: 'The message can not exceed 50 characters',
    es: 'El mensaje no puede superar los 50 caracteres',
  },
  BTRA_0041: {
    status: 409,
    en: 'The e-commerce transaction already has a phone number assigned',
    es: 'La transaccion e-commerce ya tiene asignado un numero telefonico',
  },
  BTRA_0042: {
    status: 400,
    en: 'Tip amount is over limits',
    es: 'El monto de la propina está por encima de los límites',
  },
  BTRA_0043: {
    status: 409,
    en: "The business ins't owner of payment",
    es: 'El comercio no es dueño del pago',
  },
  BTRA_0044: {
    status: 409,
    en: 'Amount is Over limits of the Financial Institution',
    es: 'El monto está por encima de los límites del Institución Financiera',
  },
  BTRA_0045: {
    status: 409,
    en: 'Amount is Over the limits of the card',
    es: 'El monto está por encima de los límites de la tarjeta',
  },
  BTRA_0046: {
    status: 409,
    en: 'There are no transactions for the indicated date range',
    es: 'No hay transacciones para el rango de fechas indicado',
  },
  BTRA_0047: { status: 400, en: 'Date from cannot be future', es: 'La fecha desde no puede ser futura' },
  BTRA_0048: { status: 400, en: 'Date to cannot be future', es: 'La fecha hasta no puede ser futura' },
  BTRA_0049: { status: 409, en: 'customerId does not exist', es: 'El customerId no existe' },
  BTRA_0050: {
    status: 409,
    en: 'Tip configuration is disabled for the business',
    es: 'La configuracion para recibir propinas esta deshabilitada para el negocio',
  },
  BTRA_0051: {
    status: 400,
    en: 'The amount of the tip must not exceed the value of the amount of the transaction',
    es: 'El monto de la propina no debe exceder el valor del monto de la transaccion',
  },
  BTRA_0052: {
    status: 400,
    en: 'Cannot fill both fields (tipAmount and percentage), just fill one',
    es: 'No puede llenar ambos campos (tipAmount y percentage), solo use uno',
  },
  BTRA_0053: { status: 409, en: 'ReferenceNumber not found', es: 'El ReferenceNumber no existe' },
  // No document names the codes for an unknown public and a wrong private token; 401 and 403 are the simulator's choice.
  BTRA_0401: { status: 401, en: 'Invalid authorization token', es: 'Invalid authorization token' },
  BTRA_0402: { status: 401, en: 'Authorization token expired', es: 'Authorization token expired' },
  BTRA_0403: { status: 401, en: 'Invalid authorization token', es: 'Invalid authorization token' },
  BTRA_9998: { status: 500, en: 'Communication Error', es: 'Communication Error' },
  BTRA_9999: { status: 500, en: 'Internal Error', es: 'Internal Error' },
  // Outside the vendor's table, seen in its samples, in English only.
  'token.invalid.header': {
    status: 401,
    en: 'No authorization header present.',
    es: 'No authorization header present.',
  },
  // The sentence goes on with an instant: see auth-token.ts.
  'token.expired': { status: 401, en: 'The Token has expired', es: 'The Token has expired' },
  // Known by its code alone: the customer's phone is the business's own. The texts are the simulator's.
  PCUS_0007: { status: 409, en: 'Invalid customer phone', es: 'Teléfono del cliente inválido' },
  // Known by its code alone, too. The texts are the simulator's.
  BCUS_0092: { status: 409, en: 'The business is unavailable', es: 'El negocio no está disponible' },
  // No document shows what an unknown path answers; code and texts are the simulator's own.
  'path.not.found': { status: 404, en: 'Not Found', es: 'No existe' },
  'body.too.large': { status: 413, en: 'Payload Too Large', es: 'Cuerpo demasiado grande' },
} as const satisfies Readonly<Record<string, ErrorText>>

/** A code that the simulator knows. */
export type UpstreamCode = keyof typeof ERROR_CODES
