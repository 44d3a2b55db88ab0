/**
 * Readings that deliveries need of their own: of payments that nobody knows here, one a second however many are named; and
 * of payments that a refund is told of.
 */

import { readWebhook, type WebhookBody } from '../athmovil/webhook.ts'
import type { Transaction } from '../athmovil/wire.ts'
import { adopt } from '../payments/adopt.ts'
import type { PaymentDeps } from '../payments/deps.ts'
import { readUpstream, type UpstreamNames } from '../payments/reading.ts'
import type { WebhookEventRow } from '../store/schema.ts'
import { createRefundReadings } from './ask-refunds.ts'
import { end, later, moveTo } from './outcome.ts'
import { READINGS_FOLLOW_WITHIN_MS } from './process.ts'
import { claimTurns, findNextTurn, settleTurns, type Turn } from './queue.ts'

/** How long between two readings for strangers, all together. */
const STRANGER_EVERY_MS = 1_000
/** The longest that a stranger waits while ATH Móvil can't be reached. */
const LONGEST_PAUSE_MS = 300_000

/** The reader of one process. */
export interface Readings {
  /** Asks for what is due. Returns when to go on, in milliseconds since 1970; null when nothing waits. */
  ask(): Promise<number | null>
}

/** Makes a reader that has asked nothing yet. */
export function createReadings(deps: PaymentDeps): Readings {
  const { db, clock } = deps
  const askAboutRefunds = createRefundReadings(deps)
  let strangerFrom = -Infinity

  async function askAboutStranger(): Promise<number | null> {
    const dueAt = await findNextTurn(db, 'stranger')
    if (dueAt === null) return null
    const nextAt = Math.max(dueAt, strangerFrom)
    if (nextAt > clock.now()) return nextAt
    strangerFrom = clock.now() + STRANGER_EVERY_MS
    const [row] = await claimTurns(db, { state: 'stranger', now: clock.now(), limit: 1 })
    if (!row) return strangerFrom
    const turn = await takeStrangersTurn(deps, row)
    await settleTurns(deps, [[row, turn]])
    if (turn.state === 'received') deps.wake('webhooks')
    return strangerFrom
  }

  return {
    async ask() {
      const due = [await askAboutRefunds(), await askAboutStranger()].filter((at) => at !== null)
      return due.length === 0 ? null : Math.min(...due)
    },
  }
}

async function takeStrangersTurn(deps: PaymentDeps, row: WebhookEventRow): Promise<Turn> {
  const webhook = readWebhook(row.body)
  if (!webhook) return end('malformed')
  const now = deps.clock.now()
  const { transaction, kind } = webhook
  const outcome = await readUpstream(deps, toNames(transaction, row.attempts))
  switch (outcome.kind) {
    case 'unknown':
      return whenUpstreamIsBack(row, now, outcome.reason)
    case 'refused':
      return hasOtherName(transaction, row.attempts) ? { state: 'stranger', nextAt: now } : end('unmatched')
    case 'answered': {
      if (outcome.value.kind === 'payment' || outcome.value.kind === 'donation') return end('ignored')
      if (isContradicted(webhook, outcome.value)) return end('unverified')
      const reading = row.way === 'secret' ? withPerson(outcome.value, webhook) : outcome.value
      const { raw } = outcome
      const isExpired = kind === 'ecommerce_expired'
      const adopting = adopt(deps, { reading, raw, source: 'webhook', isExpired })
      const adopted = await adopting.catch((error: unknown) => String(error))
      if (typeof adopted === 'string') return whenUpstreamIsBack(row, now, adopted)
      if (adopted) return { ...moveTo('received', now, adopted.payment.id), isFree: false }
      // Still open there: readings may follow; later it is a forgery, or some payment that isn't over.
      const isLate = now > row.last_received_at + READINGS_FOLLOW_WITHIN_MS
      return isLate ? end('unverified') : { ...later(row, now, { state: 'stranger' }), isFree: true }
    }
  }
}

/** Nobody has answered: the same question again, later the longer it has waited. It doesn't count as a turn. */
function whenUpstreamIsBack({ last_received_at: since }: WebhookEventRow, now: number, error: string): Turn {
  const pauseMs = Math.min(Math.max((now - since) / 2, STRANGER_EVERY_MS), LONGEST_PAUSE_MS)
  return { state: 'stranger', nextAt: now + Math.ceil(pauseMs), isFree: true, error }
}

/** The first turn asks by the ticket's id, where there is one; the next by the reference. */
function toNames({ ecommerceId, referenceNumber }: Transaction, attempts: number): UpstreamNames {
  const byReference = ecommerceId === null || (attempts > 0 && referenceNumber !== null)
  return byReference ? { ecommerceId: null, referenceNumber } : { ecommerceId, referenceNumber: null }
}

function hasOtherName({ ecommerceId, referenceNumber }: Transaction, attempts: number): boolean {
  return attempts === 0 && ecommerceId !== null && referenceNumber !== null
}

/** A ticket's reading names nobody: the webhook that came by the secret address, of the same money, may. */
function withPerson(reading: Transaction, { kind, transaction }: WebhookBody): Transaction {
  const isOfSameMoney =
    kind === 'ecommerce_completed' &&
    reading.status === 'COMPLETED' &&
    transaction.referenceNumber === reading.referenceNumber &&
    transaction.total === reading.total
  if (!isOfSameMoney) return reading
  return {
    ...reading,
    phone: reading.phone ?? transaction.phone,
    customerName: reading.customerName ?? transaction.customerName,
    customerEmail: reading.customerEmail ?? transaction.customerEmail,
  }
}

/** ATH Móvil knows the payment, and says something else of it. */
function isContradicted({ kind, transaction }: WebhookBody, reading: Transaction): boolean {
  if (kind === 'refund') return reading.status !== 'COMPLETED'
  if (kind !== 'ecommerce_completed') return reading.status === 'COMPLETED'
  const { total, referenceNumber } = transaction
  return (
    reading.status === 'COMPLETED' &&
    ((total !== null && total !== reading.total) ||
      (referenceNumber !== null && referenceNumber !== reading.referenceNumber))
  )
}
