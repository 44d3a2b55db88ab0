/** Single fields of a request, refused as ATH Móvil does: null, blank, not a text, not an amount. */

import { isCents, parseDollars, type Cents } from '../../src/protocol/index.ts'
import { Refusal } from './error-codes.ts'

/** The fields of a body. */
export type Fields = Readonly<Record<string, unknown>>

/** Reads a text that must be there and not be blank. */
export function parseRequiredText(value: unknown): string {
  if (value === undefined || value === null) throw new Refusal('BTRA_0019')
  const text = parseText(value)
  if (text.trim() === '') throw new Refusal('BTRA_0018')
  return text
}

/** Reads a text, which may be empty. */
export function parseText(value: unknown): string {
  if (typeof value !== 'string') throw new Refusal('BTRA_0006')
  return value
}

/** Refuses an amount that isn't there. What it says is for the caller to read. */
export function requireAmount(value: unknown): void {
  if (value === undefined || value === null) throw new Refusal('BTRA_0019')
  if (typeof value === 'string' && value.trim() === '') throw new Refusal('BTRA_0018')
}

/** Reads dollars, from text or from a number. */
export function parseAmount(value: unknown): Cents {
  const amount = parseDollars(value)
  if (!isCents(amount)) throw new Refusal('BTRA_0020')
  return amount
}

/** Counts characters as people do: an emoji is one. */
export function lengthOf(text: string): number {
  return [...text].length
}
