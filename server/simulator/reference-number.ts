/** The ids of money that moved. */

import type { Random } from '../context.ts'
import { toHex } from './business.ts'

/** The first half of every reference number, as in the samples. */
const PREFIX = '215070443'

/** Makes an id in the form of the samples: `215070443-402894c185ab1be40185acfe61c2000b`. */
export function newReferenceNumber(random: Random): string {
  return `${PREFIX}-${toHex(random.bytes(16))}`
}
