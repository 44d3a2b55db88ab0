/**
 * What this tab remembers of payments: in session storage, which ends with the tab and is no other tab's, but for a
 * duplicate's. A storage that is blocked, full, or full of something else remembers nothing, and costs nothing.
 */

import { parseKept, type KeptPayment } from './checkout/kept-payment.ts'
import { isObject } from './protocol/messages.ts'

const NAME = 'athm-button'

/** Tells whether there is anything to go on with, as cheaply as every page can ask. */
export function hasMemory(): boolean {
  try {
    return !!sessionStorage.getItem(NAME)
  } catch {
    return false
  }
}

/** What is remembered under a name; null for nothing that can be gone on with. */
export function recall(name: string): KeptPayment | null {
  return parseKept(readAll()[name])
}

/** Remembers it under a name; null forgets it. */
export function remember(name: string, kept: KeptPayment | null): void {
  const all = readAll()
  if (kept) all[name] = kept
  else if (name in all) delete all[name]
  else return
  try {
    if (Object.keys(all).length > 0) sessionStorage.setItem(NAME, JSON.stringify(all))
    else sessionStorage.removeItem(NAME)
  } catch {
    // The payment goes on without.
  }
}

function readAll(): Record<string, unknown> {
  try {
    const all: unknown = JSON.parse(sessionStorage.getItem(NAME) ?? '')
    // No prototype: a name is whatever a page says.
    return Object.assign(Object.create(null) as Record<string, unknown>, isObject(all) && all)
  } catch {
    return {}
  }
}
