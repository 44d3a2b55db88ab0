/**
 * ATH Móvil's error codes, as data: those that these endpoints can answer. The texts are the vendor's. The HTTP
 * statuses are those documented for the same family of errors: validation 400, authentication 401, business rule 409.
 */

import type { Lang } from '../../src/protocol/messages.ts'

interface ErrorText {
  readonly status: number
  readonly en: string
  readonly es: string
}

/** Every code that the simulator answers, with its HTTP status and its text. */
export const ERROR_CODES = {
  BTRA_0001: {
    status: 400,
    en: 'The transfer amount is under Minimum allowed',
    es: 'El monto de la transferencia está por debajo del mínimo permitido',
  },
  BTRA_0004: {
    status: 400,
    en: 'Amount is Over the limits',
    es: 'El monto está por encima de los límites',
  },
  BTRA_0006: { status: 400, en: 'Invalid format', es: 'Formato inválido' },
  BTRA_0013: { status: 400, en: 'Amount is Zero', es: 'El monto es cero' },
  BTRA_0018: { status: 400, en: 'must not be blank', es: 'no debe estar vacío' },
  BTRA_0019: { status: 400, en: 'must not be null', es: 'no debe ser nulo' },
  BTRA_0020: {
    status: 400,
    en: 'numeric value out of bounds (<4 digits>.<2 digits> expected)',
    es: 'valor numérico fuera de los límites (<4 dígitos>. <2 dígitos> esperados)',
  },
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
  BTRA_0028: { status: 400, en: 'is less than 0.01', es: 'es menor de 0.01' },
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
  BTRA_0035: {
    status: 409,
    en: 'The e-commerce transaction has not the expected status',
    es: 'El estatus del registro de Transacción e-commerce no es el espereado',
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
  BTRA_0053: { status: 409, en: 'ReferenceNumber not found', es: 'El ReferenceNumber no existe' },
  // No document names the codes for an unknown public and a wrong private token; these are the simulator's choice.
  BTRA_0401: { status: 401, en: 'Invalid authorization token', es: 'Invalid authorization token' },
  BTRA_0403: { status: 401, en: 'Invalid authorization token', es: 'Invalid authorization token' },
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
  // No document shows what an unknown path answers; code and texts are the simulator's own.
  'path.not.found': { status: 404, en: 'Not Found', es: 'No existe' },
  'body.too.large': { status: 413, en: 'Payload Too Large', es: 'Cuerpo demasiado grande' },
} as const satisfies Readonly<Record<string, ErrorText>>

/** A code that the simulator answers. */
export type UpstreamCode = keyof typeof ERROR_CODES

/** Looks up the text of a code; ATH Móvil speaks English unless told otherwise. */
export function toMessage(code: UpstreamCode, lang: Lang = 'en'): string {
  return ERROR_CODES[code][lang]
}

/** Writes the envelope of an error. */
export function toErrorBody(code: string, message: string): object {
  return { status: 'error', message, errorcode: code, data: null }
}

/** A request that ATH Móvil refuses; `message` is the text of its code, unless a sample shows another. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: UpstreamCode

  constructor(code: UpstreamCode, message: string = toMessage(code)) {
    super(message)
    this.code = code
  }
}
