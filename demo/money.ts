/** Money as the shop counts it: integer cents, from the first price to the total. */

/** The IVU in tenths of a percent: 10.5 % for Puerto Rico and 1 % for the municipality. */
const IVU_PER_MILLE = 115

/** What an order costs, in cents. */
export interface Amounts {
  readonly subtotal: number
  readonly tax: number
  readonly total: number
}

/** Adds the IVU to a subtotal in cents, rounded half up to the cent. */
export function toAmounts(subtotal: number): Amounts {
  const tax = Math.floor((subtotal * IVU_PER_MILLE + 500) / 1000)
  return { subtotal, tax, total: subtotal + tax }
}

/** Writes cents as the button's attributes want them: `"14.22"`. */
export function toDollars(cents: number): string {
  const digits = String(cents).padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** Writes cents, or dollars as the button tells them, for people: `"$1,014.22"`. */
export function toPrice(amount: number | string): string {
  const dollars = typeof amount === 'number' ? toDollars(amount) : amount
  return `$${dollars.replace(/\B(?=(\d{3})+\.)/g, ',')}`
}
