/** The businesses that a simulator knows. */

import type { Random } from '../context.ts'
import type { Credentials } from '../athmovil/transport.ts'

/** A business with its tokens, and what ATH Móvil says of it in every answer. */
export interface Business extends Credentials {
  readonly name: string
  readonly path: string
  readonly industry: string
  readonly customerId: string
}

/** Makes the business that every simulator starts with; its tokens are its own. */
export function createBusiness(random: Random): Business {
  return {
    name: 'Café del Viejo San Juan',
    path: 'cafedelviejosanjuan',
    industry: 'RESTAURANTS',
    customerId: toHex(random.bytes(16)),
    publicToken: toHex(random.bytes(20)),
    privateToken: toHex(random.bytes(20)),
  }
}

/** Writes bytes as lower-case hexadecimal digits. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
