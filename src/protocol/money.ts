/**
 * Money: integer cents inside, decimal text outside. Text becomes cents digit by digit, so no binary fraction
 * ever stands for an amount.
 */

declare const cents: unique symbol

/** An amount in whole cents of a US dollar, never negative. */
export type Cents = number & { readonly [cents]: true }

/** The least and the most that ATH Móvil takes in one payment ($1.00 to $1,500.00). */
export const MIN_TOTAL = 100 as Cents
export const MAX_TOTAL = 150_000 as Cents

/** Why a text is no amount of dollars. */
export type DollarsFault = 'not_a_number' | 'too_precise'

/** Makes Cents of an integer. Throws a RangeError for a fraction, a negative or an unsafe number. */
export function toCents(amount: number): Cents {
  if (!Number.isSafeInteger(amount) || amount < 0) throw new RangeError(`${amount} is not a number of cents`)
  return amount as Cents
}

/** Adds amounts. */
export function sumCents(amounts: readonly Cents[]): Cents {
  return toCents(amounts.reduce<number>((sum, amount) => sum + amount, 0))
}

/**
 * Reads dollars from text (`"25"`, `"25.5"`, `"25.00"`) or from a JSON number of at most two decimals. Anything
 * else, such as a comma, a sign, an exponent or a space, is a fault. A number is read through its shortest decimal
 * text, which is what the sender wrote.
 */
export function parseDollars(value: unknown): Cents | DollarsFault {
  if (typeof value !== 'string' && typeof value !== 'number') return 'not_a_number'
  const match = /^(\d{1,9})(?:\.(\d+))?$/.exec(String(value))
  if (!match) return 'not_a_number'
  const [, dollars = '', decimals = ''] = match
  if (decimals.length > 2) return 'too_precise'
  return toCents(Number(dollars + decimals.padEnd(2, '0')))
}

/** Tells an amount from a fault of parseDollars. */
export function isCents(parsed: Cents | DollarsFault): parsed is Cents {
  return typeof parsed === 'number'
}

/** Writes cents as dollars with two decimals and nothing else: `"25.00"`, the money of the wire. */
export function formatDollars(amount: Cents): string {
  const digits = String(amount).padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** Writes cents for people, as Puerto Rico and the United States do: `"$1,250.00"`. */
export function formatPrice(amount: Cents): string {
  return `$${formatDollars(amount).replace(/\B(?=(\d{3})+\.)/g, ',')}`
}
