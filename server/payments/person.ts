/** Whether a text is about a person: it names their phone, name or e-mail, or ATH Móvil tells in it who somebody is. */

import { parseJson, readTransaction } from '../athmovil/wire.ts'
import type { Phone } from '../../src/protocol/index.ts'

/** A person, by what is known of them. */
export interface Person {
  readonly phone: Phone
  /** Names and e-mails. */
  readonly words: readonly string[]
}

/** Tells whether a text, or the answer that it holds, is about a person. In doubt it is. */
export function isAbout(text: string, { phone, words }: Person): boolean {
  if (text.replaceAll(/[\s().+-]/g, '').includes(phone)) return true
  const value = parseJson(text)
  // Letters may be written as escapes, which a second writing undoes.
  const plain = (value === undefined ? text : JSON.stringify(value)).toLowerCase()
  return words.some((word) => plain.includes(word.toLowerCase())) || tellsSomebody(value)
}

/** An answer of ATH Móvil's about one payment tells of the one person who paid it, in whatever spelling. */
function tellsSomebody(value: unknown): boolean {
  const data = toField(value, 'data')
  return [value, data, toField(data, 'refund'), toField(data, 'originalTransaction')].some((part) => {
    const { customerName, customerEmail, phone } = readTransaction(part) ?? {}
    return [customerName, customerEmail, phone].some((told) => typeof told === 'string')
  })
}

function toField(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}
