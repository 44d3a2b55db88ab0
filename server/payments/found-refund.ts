/**
 * Refunds that were made in ATH Móvil's own app, and what tells them from ours. Pure: a total is only explained once,
 * whichever of webhook, report and our own call told of it first.
 */

import { toCents, type Cents } from '../../src/protocol/index.ts'
import type { RefundRow } from '../store/schema.ts'

/** A refund that a webhook or a report row tells of. Null where it doesn't say. */
export interface FoundRefund {
  readonly amount: Cents
  readonly dailyId: string | null
  /** When ATH Móvil says that it was made; milliseconds since 1970. */
  readonly at: number | null
  readonly message: string | null
  /** ATH Móvil's own id of the refund, where that isn't its payment's. */
  readonly reference: string | null
}

/** How much of what ATH Móvil says was refunded these refunds explain: those that succeeded, and those that may have. */
export function sumExplained(refunds: readonly RefundRow[]): Cents {
  return toCents(
    refunds
      .filter(({ status }) => status !== 'refused')
      .reduce((cents, { amount_cents: amount }) => cents + amount, 0),
  )
}

/**
 * Finds the refund that is told of, among those that are here: by the same daily id and second; else by the amount, among
 * those that nobody has told of yet, or, where the books tell (`byBooks`), whose webhook could not be trusted to name it.
 * Undefined: it isn't here.
 */
export function findTold(
  refunds: readonly RefundRow[],
  found: FoundRefund,
  byBooks = false,
): RefundRow | undefined {
  const alike = refunds.filter(
    ({ amount_cents: amount, status }) => amount === found.amount && status !== 'refused',
  )
  const named = alike.find((refund) => isNamedAs(refund, found))
  return named ?? alike.find((refund) => isNameless(refund, byBooks) || couldBe(refund, found))
}

function isNamedAs(refund: RefundRow, { dailyId, at, reference }: FoundRefund): boolean {
  if (reference !== null && refund.refund_reference === reference) return true
  if (dailyId === null || refund.daily_id !== dailyId) return false
  return refund.transaction_at === null || at === null || isSameSecond(refund.transaction_at, at)
}

function isNameless(
  { daily_id: dailyId, webhook_id: webhookId, transaction_at: at }: RefundRow,
  byBooks: boolean,
): boolean {
  return dailyId === null && at === null && (byBooks || webhookId === null)
}

/** A telling without a daily id may be of any that it doesn't contradict. */
function couldBe(refund: RefundRow, { dailyId, at }: FoundRefund): boolean {
  return dailyId === null && refund.webhook_id === null && (at === null || refund.transaction_at === null)
}

const isSameSecond = (one: number, other: number): boolean =>
  Math.floor(one / 1000) === Math.floor(other / 1000)

/** How many tellings are tried together. */
const MAX_TOGETHER = 12

/**
 * Chooses, among tellings that nothing else explains, those that add up to what ATH Móvil says was refunded beyond what is
 * known. The first that fits, in the order given, and as few as possible; empty when none does: some may be forged.
 */
export function chooseExplaining<T extends { readonly amount: Cents }>(
  tellings: readonly T[],
  unexplained: number,
): readonly T[] {
  const some = tellings.slice(0, MAX_TOGETHER)
  for (let count = 1; count <= some.length; count++) {
    const chosen = chooseExactly(some, unexplained, count)
    if (chosen) return chosen
  }
  return []
}

function chooseExactly<T extends { readonly amount: Cents }>(
  [first, ...rest]: readonly T[],
  cents: number,
  count: number,
): readonly T[] | undefined {
  if (count === 0) return cents === 0 ? [] : undefined
  if (!first || cents <= 0) return undefined
  const withFirst = chooseExactly(rest, cents - first.amount, count - 1)
  return withFirst ? [first, ...withFirst] : chooseExactly(rest, cents, count)
}
