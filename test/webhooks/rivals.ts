/** What comes beside the real events of a payment: forged ones, broken ones, and themselves once more. */

import type { Dice } from '../simulation/dice.ts'
import type { Way } from './shop.ts'

/** A body, and the way by which it comes. */
export interface Delivery {
  readonly body: string | Uint8Array
  readonly way: Way
  /** Its money is the real one's: then it is the one that is applied, and the real one adds its words to it. */
  readonly isSameMoney?: boolean
}

/** What a forger has at hand: more than any will ever have. */
export interface Known {
  readonly completed: Record<string, unknown>
  readonly told: readonly Record<string, unknown>[]
  readonly dice: Dice
}

/** Those of its payment. */
export const FORGERIES_OF_A_PAYMENT: readonly ((known: Known) => Delivery)[] = [
  ({ completed, dice }) => forge({ ...completed, total: dice.pick([1, '24.99', 25.01, 2500, 0, '']) }, dice),
  ({ completed, dice }) => forge({ ...completed, referenceNumber: makeReference(dice) }, dice),
  ({ completed, dice }) => forge({ ...completed, referenceNumber: makeReference(dice), total: 1 }, dice),
  ({ completed, dice }) => forge({ ...completed, ecommerceId: makeId(dice) }, dice),
  ({ completed, dice }) => forge({ ...completed, status: dice.pick(['CANCEL', 'expired', 'OPEN']) }, dice),
  ({ completed, dice }) => truncate(completed, dice),
  ({ completed }) => {
    const body = JSON.stringify({ ...completed, name: 'Otra Persona', email: 'otra@example.com', fee: 9 })
    return { body, way: 'open', isSameMoney: true }
  },
  ({ completed, dice }) => ({ body: JSON.stringify(completed), way: dice.pick<Way>(['secret', 'open']) }),
  ({ completed, dice }) =>
    forge(toRefund(completed, { total: dice.pick(['7.77', '25.00', '0.00', '30.00']), dice }), dice),
]

/** Those of a refund of it. */
export const FORGERIES_OF_A_REFUND: readonly ((known: Known) => Delivery)[] = [
  ({ told, dice }) => truncate(dice.pick(told), dice),
  ({ told, dice }) => ({ body: JSON.stringify(dice.pick(told)), way: 'secret' }),
  ({ told, dice }) => forge({ ...dice.pick(told), total: dice.pick(['7.77', '25.00']) }, dice),
  // Of the same amount. Whoever knows the secret address and all this besides is believed the words.
  ({ completed, told, dice }) => {
    const total = String(dice.pick(told)['total'])
    return { body: JSON.stringify(toRefund(completed, { total, dice })), way: 'open' }
  },
]

function forge(body: object, dice: Dice): Delivery {
  return { body: JSON.stringify(body), way: dice.pick<Way>(['secret', 'open']) }
}

function truncate(body: object, dice: Dice): Delivery {
  const bytes = Buffer.from(JSON.stringify(body))
  return {
    body: bytes.subarray(0, dice.between(0, bytes.length - 1)),
    way: dice.pick<Way>(['secret', 'open']),
  }
}

function toRefund(
  { referenceNumber }: Record<string, unknown>,
  { total, dice }: { total: string; dice: Dice },
): object {
  return {
    transactionType: 'REFUND',
    status: 'COMPLETED',
    referenceNumber,
    total,
    dailyTransactionID: String(dice.between(100, 999)),
    date: '2026-03-02 11:59:00',
    message: 'Otra cosa',
    name: 'Otra Persona',
    email: 'otra@example.com',
    phoneNumber: '7875559999',
  }
}

const makeReference = (dice: Dice): string => `215070443-forged${dice.between(0, 2 ** 31)}`
const makeId = (dice: Dice): string =>
  `a1b2c3d4-e5f6-7890-abcd-${String(dice.between(0, 2 ** 31)).padStart(12, '0')}`
