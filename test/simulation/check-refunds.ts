/** Money that went back: the same on both sides, each refund sent once. */

import type { Books } from './books.ts'
import type { World } from './world.ts'

/** Holds the refunds of a run against the rules. A refund's message is its key, which finds it on the other side. */
export function* checkRefunds({ memory }: World, { payments, refunds, movements }: Books): Iterable<string> {
  const sent = movements.filter(({ type }) => type === 'refund')
  for (const row of refunds) {
    const own = sent.filter(({ message }) => message === row.message)
    const name = `${row.id} (${row.status})`
    if (own.length > 1) yield `refunds are sent once: ${name} was sent ${own.length} times`
    if (row.status === 'succeeded' && own.length === 0) yield `refunds agree: ${name} never took effect`
    if (row.status === 'refused' && own.length > 0) yield `refunds agree: ${name} took effect`
    if (own.some(({ totalCents }) => totalCents !== row.amount_cents)) yield `refunds agree: ${name} in cents`
  }
  for (const { message = '' } of sent) {
    if (!refunds.some((row) => row.message === message))
      yield `refunds agree: ${message} is not in the database`
  }
  for (const [key, { told, cents }] of memory.refunds) {
    const row = refunds.find(({ idempotency_key: own }) => own === key)
    if (told !== null && !row) yield `acknowledged is stored: refund ${key} is not in the database`
    if (told === 'succeeded' && row?.status !== 'succeeded')
      yield `ends are ends: refund ${key} had succeeded`
    if (row && cents !== null && row.amount_cents !== cents)
      yield `refunds agree: ${key} is of another amount`
  }
  for (const { id, reference_number: reference, total_cents: total } of payments) {
    const there = sent.filter(({ paymentReferenceNumber }) => paymentReferenceNumber === reference)
    const sum = there.reduce((cents, { totalCents }) => cents + totalCents, 0)
    if (reference !== null && sum > total) yield `refunds agree: ${id} gave back ${sum} of ${total}`
  }
}
