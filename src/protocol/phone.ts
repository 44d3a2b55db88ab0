/** Phone numbers: ten ASCII digits inside, any area code, since ATH Móvil's customers keep mainland numbers too. */

declare const phone: unique symbol

/** Ten ASCII digits, such as `7875550101`. */
export type Phone = string & { readonly [phone]: true }

/**
 * Reads a phone number as people type it: `7875550101`, `(787) 555-0101`, `+1 787 555 0101`. Returns undefined when it
 * isn't ten digits after an optional country code of 1. Letters, other scripts' digits and other country codes are refused.
 */
export function parsePhone(value: unknown): Phone | undefined {
  if (typeof value !== 'string' || value.length > 32) return undefined
  const digits = value.replace(/[\s().+-]/g, '')
  const match = /^1?(\d{10})$/.exec(digits)
  return match ? (match[1] as Phone) : undefined
}

/** Writes a whole or a half-typed number as `(787) 555-0101`, keeping only its first ten digits. */
export function formatPhone(value: string): string {
  const digits = value
    .replace(/[^0-9]/g, '')
    .replace(/^1(?=\d{10}$)/, '')
    .slice(0, 10)
  if (digits.length < 4) return digits
  if (digits.length < 7) return `(${digits.slice(0, 3)}) ${digits.slice(3)}`
  return `(${digits.slice(0, 3)}) ${digits.slice(3, 6)}-${digits.slice(6)}`
}
