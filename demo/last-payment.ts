/** Which payment this tab made last: what a redirect brings can then be checked against the database. */

const KEY = 'athm-demo-payment'

/** Keeps the id of the payment that just ended; null forgets, for an end that has no payment. */
export function keepLastPayment(paymentId: string | null): void {
  try {
    if (paymentId === null) sessionStorage.removeItem(KEY)
    else sessionStorage.setItem(KEY, paymentId)
  } catch {
    // A browser may forbid storage. The page then says that it could check nothing, which is true.
  }
}

/** Reads that id; null when this tab knows of none. */
export function readLastPayment(): string | null {
  try {
    return sessionStorage.getItem(KEY)
  } catch {
    return null
  }
}
