/** Single fields of a control's body: each is read, or refused by a ControlError whose code names it. */

import { isCents, parseDollars, parsePhone, type Cents, type Phone } from '../../src/protocol/index.ts'
import { lengthOf, type Fields } from './fields.ts'
import { ControlError } from './responses.ts'

/** Refuses every field but these: a misspelt one would otherwise do something else than was meant. */
export function refuseOthers(body: Fields, known: readonly string[]): void {
  const other = Object.keys(body).find((name) => !known.includes(name))
  if (other === undefined) return
  throw new ControlError(400, 'unknown_field', `There is no field ${other} here, only ${known.join(', ')}.`)
}

/** Reads dollars, as text or as a number, that lie within bounds; null where there are none. */
export function parseDollarsField(
  body: Fields,
  name: string,
  { min, max }: { min: Cents; max: Cents },
): Cents | null {
  const value = body[name]
  if (value === undefined || value === null) return null
  const amount = parseDollars(value)
  if (isCents(amount) && amount >= min && amount <= max) return amount
  throw invalid(name, `dollars of at most two decimals, from ${min / 100} to ${max / 100}`)
}

/** Reads a text of at most so many characters; null where there is none. */
export function parseTextField(body: Fields, name: string, maxLength: number): string | null {
  const value = body[name]
  if (value === undefined || value === null) return null
  if (typeof value === 'string' && lengthOf(value) <= maxLength) return value
  throw invalid(name, `a text of at most ${maxLength} characters`)
}

/** Reads a phone; null where there is none. */
export function parsePhoneField(body: Fields, name: string): Phone | null {
  const value = body[name]
  if (value === undefined || value === null) return null
  const phone = parsePhone(value)
  if (phone !== undefined) return phone
  throw invalid(name, 'a text of ten digits')
}

/** Reads one of some words; null where there is none. */
export function parseWordField<T extends string>(body: Fields, name: string, words: readonly T[]): T | null {
  const value = body[name]
  if (value === undefined || value === null) return null
  const word = words.find((each) => each === value)
  if (word !== undefined) return word
  throw invalid(name, `one of ${words.join(', ')}`)
}

/** Reads a whole number within bounds; null where there is none. */
export function parseIntegerField(
  body: Fields,
  name: string,
  { min, max }: { min: number; max: number },
): number | null {
  const value = body[name]
  if (value === undefined || value === null) return null
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value
  throw invalid(name, `a whole number from ${min} to ${max}`)
}

/** Reads a share, a number from 0 to 1; null where there is none. */
export function parseShareField(body: Fields, name: string): number | null {
  const value = body[name]
  if (value === undefined || value === null) return null
  if (typeof value === 'number' && value >= 0 && value <= 1) return value
  throw invalid(name, 'from 0 to 1')
}

/** Reads a yes or no; null where there is neither. */
export function parseFlagField(body: Fields, name: string): boolean | null {
  const value = body[name]
  if (value === undefined || value === null) return null
  if (typeof value === 'boolean') return value
  throw invalid(name, 'true or false')
}

/** Makes the refusal of a field: `rule` goes on from "must be". */
export function invalid(name: string, rule: string): ControlError {
  return new ControlError(400, `invalid_${name}`, `${name} must be ${rule}.`)
}
