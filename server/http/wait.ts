/** No route keeps a browser waiting for long: what takes more time is seen by asking again. */

import { sleep, type Clock } from '../context.ts'
import type { PaymentRow } from '../store/schema.ts'
import { findPaymentRow } from '../store/store.ts'
import type { HttpDeps } from './deps.ts'

/** The longest that a route waits for anything. */
export const MAX_WAIT_MS = 8_000

/** Waits for a promise, but no longer than a route may; then undefined. The promise's own failure is passed on. */
export async function waitAtMost<T>(clock: Clock, promise: Promise<T>): Promise<T | undefined> {
  const done = new AbortController()
  const timeout = sleep(clock, MAX_WAIT_MS, done.signal).catch(() => undefined)
  try {
    return await Promise.race([promise, timeout.then(() => undefined)])
  } finally {
    done.abort(new Error('no longer waited for'))
  }
}

/** Waits until a payment is as hoped for, or for as long as a route may, or until the server stops. Returns the payment as it then is. */
export async function waitUntil(
  deps: HttpDeps,
  row: PaymentRow,
  isDone: (row: PaymentRow) => boolean,
): Promise<PaymentRow> {
  const { promise, resolve, reject } = Promise.withResolvers<PaymentRow>()
  const read = async (): Promise<PaymentRow> => (await findPaymentRow(deps.db, row.id)) ?? row
  const check = (): void => {
    read().then((current) => {
      if (isDone(current)) resolve(current)
    }, reject)
  }
  const stop = deps.changes.watch(row.id, check)
  const stopWaiting = (): void => void read().then(resolve, reject)
  deps.closing.addEventListener('abort', stopWaiting)
  try {
    check()
    return (await waitAtMost(deps.clock, promise)) ?? (await read())
  } finally {
    deps.closing.removeEventListener('abort', stopWaiting)
    stop()
  }
}
