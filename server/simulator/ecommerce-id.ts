/** The ids of tickets. */

import type { Random } from '../context.ts'
import { toHex } from './business.ts'

/** Makes a random id in the form of the samples: `0ab257f5-3837-11ed-855f-9b4af5a393ce`. */
export function newEcommerceId(random: Random): string {
  return toHex(random.bytes(16)).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
